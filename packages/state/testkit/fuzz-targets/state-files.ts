import { corpusOf, type FuzzTarget, hold, JSON_MARKS, mutateJson } from "@tutti/simulation/testkit";
import { decodeState, encodeState } from "../../src/index.ts";

const STATES = [
  ...corpusOf(".tfstate", ["packages", "../shared/conformance", "../shared/field"]),
  '{"version":3,"serial":1,"lineage":"l","modules":[{"path":["root"],"outputs":{"a":{"type":"string","value":"x"}},"resources":{"null_resource.a":{"type":"null_resource","depends_on":[],"primary":{"id":"1","attributes":{"id":"1"},"meta":{}},"deposed":[],"provider":"provider.null"}}}]}',
  '{"version":1,"serial":1,"modules":[{"path":["root"],"outputs":{},"resources":{}}]}',
];

/** A state or the reason why it is none; what was read is written so that it reads the same. */
export const target: FuzzTarget = {
  name: "state-files",
  corpus: STATES,
  words: ['"version"', '"resources"', '"instances"', '"attributes"', '"index_key"', ...JSON_MARKS],
  cases: 2500,
  draw: (draw) => mutateJson(draw.pick(STATES), draw),
  play: (text) => {
    const read = decodeState(text, READER);
    if (!read.ok) {
      for (const { summary, detail } of read.problems)
        hold(summary !== "" && !/undefined|\[object /.test(detail), () => `says "${summary}: ${detail}"`);
      return;
    }
    const written = encodeState(read.value);
    const again = decodeState(written, READER);
    hold(again.ok, () => `does not read what it wrote: ${written}`);
    if (again.ok) hold(encodeState(again.value) === written, () => "writes another text the second time");
  },
};

const READER = { name: "Tutti", version: "1.11.4" };

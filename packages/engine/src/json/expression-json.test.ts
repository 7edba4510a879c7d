import { loadConfig, memorySources } from "@tutti/config";
import type { BlockSchema, NestedBlockSchema } from "@tutti/plugin";
import { compactJson } from "@tutti/state";
import { STRING } from "@tutti/values";
import { expect, test } from "vitest";
import { compileBody } from "../graph/compile-body.ts";
import { bodyJson } from "./expression-json.ts";

const INNER: BlockSchema = {
  attributes: new Map([["a", { type: STRING, optional: true }]]),
  blocks: new Map(),
};

async function jsonOf(nesting: NestedBlockSchema["nesting"], text: string): Promise<string> {
  const sources = memorySources(new Map([["main.tf", `resource "t_x" "x" {\n${text}\n}\n`]]));
  const { config } = await loadConfig(sources, { productVersion: "1.11.4" });
  const resource = config?.root.module.resources.get("t_x.x");
  if (resource === undefined) throw new Error(text);
  const schema: BlockSchema = {
    attributes: new Map([["z", { type: STRING, optional: true }]]),
    blocks: new Map([["b", { nesting, block: INNER }]]),
  };
  return compactJson(bodyJson(compileBody(resource.config, schema).body));
}

const X = '{"a":{"constant_value":"x"}}';
const Y = '{"a":{"constant_value":"y"}}';
const cases: readonly [NestedBlockSchema["nesting"], string, string][] = [
  ["single", 'b {\na = "x"\n}', `{"b":${X}}`],
  ["single", "b {}", '{"b":{}}'],
  ["single", "", "{}"],
  ["group", 'b {\na = "x"\n}', `{"b":${X}}`],
  ["group", "", "{}"],
  ["list", 'b {\na = "x"\n}\nb {\na = "y"\n}', `{"b":[${X},${Y}]}`],
  ["list", "b {}", '{"b":[{}]}'],
  ["list", "", "{}"],
  ["set", 'b {\na = "x"\n}', `{"b":[${X}]}`],
  ["map", 'b "l" {\na = "x"\n}\nb "k" {\na = "y"\n}', `{"b":{"k":${Y},"l":${X}}}`],
  ["map", "", "{}"],
  ["list", 'z = "x"\nb {}', '{"b":[{}],"z":{"constant_value":"x"}}'],
];
test.each(cases)("a block of nesting %s: %s", async (nesting, text, json) => {
  expect(await jsonOf(nesting, text)).toBe(json);
});

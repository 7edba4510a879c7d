import { type Draw, type FuzzTarget, hold, mutateJson, wellFormed } from "@tutti/simulation/testkit";
import { stringValue } from "@tutti/values";
import { emptyState, encodeState, type JournalRecord } from "../../src/index.ts";
import { decodeJournal, JournalEncoder, readJournal } from "../../src/journal-codec.ts";
import { openJournal } from "../../src/open-journal.ts";
import { LineWriter } from "../../src/sealed-lines.ts";
import { announced, at, made } from "../state-samples.ts";

const A = 'module.m["k"].terraform_data.a[0]';
const RECORDS: readonly JournalRecord[] = [
  announced(A),
  made(A),
  announced("terraform_data.b"),
  made("terraform_data.b"),
  { kind: "depose", address: at(A), deposedKey: "0badc0de" },
  { kind: "restore", address: at(A), deposedKey: "0badc0de" },
  { kind: "move", from: at(A), to: at("terraform_data.c") },
  { kind: "output", name: "o", output: { value: stringValue("v"), sensitive: true } },
  { kind: "checks", results: [] },
];

const ENCODER = new JournalEncoder();
const HEADER = ENCODER.line({ kind: "header", format: 2, lineage: "l", serial: 0 });
const LINES = [HEADER, ...RECORDS.map((record) => ENCODER.line(record))];
const CHECKSUM_LENGTH = 9;

/** Lines left out, doubled and in another order, and some with other values under a right checksum. */
function drawJournal(draw: Draw): string {
  const lines: string[] = [HEADER];
  for (let left = draw.below(12); left > 0; left--) {
    const line = draw.chance(0.6) ? (LINES[lines.length] ?? HEADER) : draw.pick(LINES);
    const changed = draw.chance(0.25) ? mutateJson(line.slice(CHECKSUM_LENGTH), draw) : undefined;
    lines.push(changed === undefined ? line : new LineWriter().line(changed));
  }
  return lines.join("");
}

/** A journal gives a state or says what is wrong; read in pieces it gives the same. */
export const target: FuzzTarget = {
  name: "journals",
  corpus: [LINES.join("")],
  words: ["\n", "00000000 ", "{}", '"kind"', '"object"', '"intent"', HEADER],
  cases: 2500,
  draw: drawJournal,
  play: async (text) => {
    const whole = wellFormed(text);
    const content = decodeJournal(whole);
    const opened = openJournal(undefined, content, "p");
    if (opened.ok) encodeState(opened.value.state);
    else
      for (const { detail } of opened.problems)
        hold(!/undefined|\[object /.test(detail), () => `says "${detail}"`);
    openJournal({ ...emptyState("l"), serial: 1 }, content, "p");
    const bytes = new TextEncoder().encode(whole);
    const inPieces = await readJournal([
      bytes.subarray(0, bytes.length >> 1),
      bytes.subarray(bytes.length >> 1),
    ]);
    hold(JSON.stringify(inPieces) === JSON.stringify(content), () => "reads another journal in pieces");
  },
};

import { describe, expect, test } from "vitest";
import { at, PROVIDER, sampleObject } from "../../testkit/state-samples.ts";
import type { JournalRecord } from "../journal.ts";
import { LineWriter } from "../sealed-lines.ts";
import { emptyState, type State } from "../state.ts";
import { UNSEALED } from "../state-seal.ts";
import { encodeVersion, readVersion, readVersionState, type StateVersion } from "./version-codec.ts";

const VERSION: StateVersion = {
  version: 3,
  serial: 7,
  lineage: "l",
  terraformVersion: "1.11.4",
  time: "2026-01-01T00:00:00Z",
  operation: "OperationTypeApply",
  counts: { added: 1, changed: 2, removed: 3 },
  file: "f",
  digest: "d",
  whole: true,
  records: 1,
};
const RECORD: JournalRecord = {
  kind: "object",
  operationId: undefined,
  address: at("terraform_data.a"),
  deposedKey: undefined,
  provider: PROVIDER,
  object: sampleObject("one"),
};

const bytes = (text: string): Uint8Array[] => [new TextEncoder().encode(text)];
const lines = (...texts: readonly string[]): Uint8Array[] => {
  const writer = new LineWriter();
  return bytes(texts.map((text) => writer.line(text)).join(""));
};
const text = (pieces: Iterable<Uint8Array>): string =>
  [...pieces].map((piece) => Buffer.from(piece).toString("utf8")).join("");
const encoded = (version: StateVersion, ...records: readonly JournalRecord[]): string =>
  text([...encodeVersion(version, records, undefined)].map((piece) => piece.slice()));
const decode = (pieces: Iterable<Uint8Array>): Promise<StateVersion | string> =>
  readVersion(pieces, UNSEALED.lines);
const stateOf = (written: string, before?: State): Promise<State | string> =>
  readVersionState(bytes(written), UNSEALED.lines, before);

test("what was written is read again", async () => {
  const written = encoded(VERSION, RECORD);
  expect(await decode(bytes(written))).toEqual(VERSION);
  const state = await stateOf(written);
  if (typeof state === "string") throw new Error(state);
  expect([state.serial, state.lineage, state.terraformVersion]).toEqual([7, "l", "1.11.4"]);
  expect(state.resources.size).toBe(1);
});

test("records that go on from a version need it", async () => {
  const written = encoded({ ...VERSION, whole: false }, RECORD);
  expect(await stateOf(written)).toBe("the version before it is missing");
  const state = await stateOf(written, emptyState("l"));
  expect(typeof state === "string" ? state : state.resources.size).toBe(1);
});

describe("a file that is none says why:", () => {
  const first = (json: unknown): Uint8Array[] => lines(JSON.stringify(json));
  const rows: readonly (readonly [string, Uint8Array[], string])[] = [
    ["nothing", [], "it is empty"],
    ["half a line", bytes("0123"), "it was cut off"],
    ["another text", bytes("hello, here I am\n"), "it does not begin with a checksum"],
    ["a line that was changed", bytes(`00000000 {}\n`), "its checksum does not match"],
    ["another record", first({ kind: "header" }), "it is no version of a state"],
    ["a later format", first({ kind: "version", format: 2 }), "its format is of a later version"],
  ];
  test.each(rows)("%s", async (_, pieces, wanted) => {
    expect(await decode(pieces)).toBe(wanted);
    expect(await readVersionState(pieces, UNSEALED.lines, undefined)).toBe(wanted);
  });
});

test("members that are missing, or of another type, are none", async () => {
  const none = { added: 0, changed: 0, removed: 0 };
  const empty = {
    version: 0,
    serial: 0,
    lineage: "",
    terraformVersion: "",
    time: "",
    operation: "",
    counts: none,
    file: "",
    digest: "",
    whole: false,
    records: 0,
  };
  const strange = { version: "3", serial: null, lineage: 1, time: [], counts: [1], whole: 1, records: "x" };
  for (const members of [{}, strange, { counts: { added: "1", changed: {}, removed: null } }])
    expect(await decode(lines(JSON.stringify({ kind: "version", format: 1, ...members })))).toEqual(empty);
});

describe("of a version that is not whole no state is made:", () => {
  const whole = encoded(VERSION, RECORD);
  const ends = [...whole.matchAll(/\n/g)].map(({ index }) => index + 1);
  test.each([
    ["cut in a line", whole.slice(0, -5), "it was cut off"],
    ["cut behind a line", whole.slice(0, ends[1]), "it was cut off"],
    ["with a record more", encoded({ ...VERSION, records: 0 }, RECORD), "it was cut off"],
    [
      "damaged",
      `${whole.slice(0, ends[1])}00000000 {}\n${whole.slice(ends[1])}`,
      "its line 3 is not what was written: its checksum does not match",
    ],
  ])("%s", async (_, written, wanted) => expect(await stateOf(written)).toBe(wanted));
});

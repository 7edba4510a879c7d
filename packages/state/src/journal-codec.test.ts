import { parseInstance, type ResourceInstance } from "@tutti/addresses";
import { stringValue } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { addressList } from "./address-list.ts";
import { crc32 } from "./crc32.ts";
import { StateFold } from "./fold.ts";
import { encodeState } from "./format4-write.ts";
import type { JournalRecord } from "./journal.ts";
import { decodeJournal, JournalEncoder } from "./journal-codec.ts";
import { emptyState, type InstanceObject } from "./state.ts";

function at(text: string): ResourceInstance {
  const parsed = parseInstance(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const PROVIDER = 'provider["terraform.io/builtin/terraform"]';
const OBJECT: InstanceObject = {
  status: "ready",
  schemaVersion: 1,
  attributesJson: '{"id":"é\\u003c","n":12345678901234567890.5}',
  sensitivePaths: [[{ kind: "attribute", name: "n" }]],
  private: new Uint8Array([1, 2]),
  dependencies: addressList(["a.b"]),
  createBeforeDestroy: true,
};

const RECORDS: readonly JournalRecord[] = [
  {
    kind: "intent",
    operationId: "op-1",
    address: at('module.m["k"].terraform_data.a[0]'),
    deposedKey: undefined,
    provider: PROVIDER,
    action: "create",
    schemaVersion: 0,
    plannedJson: '{"id":null}',
    dependencies: addressList(["x.y"]),
    createBeforeDestroy: false,
    provisioned: true,
  },
  {
    kind: "object",
    operationId: "op-1",
    address: at('module.m["k"].terraform_data.a[0]'),
    deposedKey: undefined,
    provider: PROVIDER,
    object: OBJECT,
  },
  { kind: "depose", address: at('module.m["k"].terraform_data.a[0]'), deposedKey: "0badc0de" },
  { kind: "restore", address: at('module.m["k"].terraform_data.a[0]'), deposedKey: "0badc0de" },
  { kind: "move", from: at('module.m["k"].terraform_data.a[0]'), to: at("terraform_data.b") },
  { kind: "output", name: "o", output: { value: stringValue("v"), sensitive: true } },
  {
    kind: "checks",
    results: [
      {
        objectKind: "check",
        configAddress: "check.c",
        status: "fail",
        objects: [{ address: "check.c", status: "fail", failureMessages: ["no"] }],
      },
    ],
  },
  {
    kind: "object",
    operationId: undefined,
    address: at("terraform_data.b"),
    deposedKey: undefined,
    provider: PROVIDER,
    object: undefined,
  },
];

const ENCODER = new JournalEncoder();
const HEADER = ENCODER.line({ kind: "header", format: 2, lineage: "l", serial: 3 });
const TEXT = HEADER + RECORDS.map((record) => ENCODER.line(record)).join("");

/** A line with a good checksum and this text. */
function whole(text: string): string {
  return `${crc32(text).toString(16).padStart(8, "0")} ${text}\n`;
}

describe("decodeJournal()", () => {
  it("gives back every kind of record", () => {
    expect(decodeJournal(TEXT)).toEqual({
      header: { kind: "header", format: 2, lineage: "l", serial: 3 },
      records: RECORDS,
      torn: false,
    });
  });

  it("keeps every whole line before a cut, at every byte", () => {
    const bytes = Buffer.from(TEXT);
    for (let cut = 0; cut < bytes.length; cut++) {
      const kept = bytes.subarray(0, cut);
      const lines = kept.filter((byte) => byte === 10).length;
      expect(decodeJournal(kept.toString("utf8"))).toMatchObject({
        records: RECORDS.slice(0, Math.max(0, lines - 1)),
        torn: kept.length > 0 && kept.at(-1) !== 10,
      });
    }
  });

  it("finds a changed byte anywhere but in what was torn off", () => {
    const bytes = Buffer.from(TEXT);
    for (let at = 0; at < bytes.length; at++) {
      const line = bytes.subarray(0, at).filter((byte) => byte === 10).length + 1;
      const broken = Buffer.from(bytes);
      broken[at] = bytes[at] === 48 ? 49 : 48;
      // Without its line break a line is one with the next, and the last one is as if torn off.
      const last = at === bytes.length - 1;
      expect(decodeJournal(broken.toString("utf8"))).toMatchObject(
        last ? { torn: true, records: RECORDS.slice(0, -1) } : { line },
      );
    }
  });

  const header = '{"kind":"header","format":2,"lineage":"l","serial":3}';
  const damages: readonly [string, string, number, RegExp][] = [
    ["a last line with its line break", `${HEADER}00000000 {}\n`, 2, /checksum does not match/],
    ["an empty line", `${HEADER}\n`, 2, /does not begin with a checksum/],
    ["a checksum in capitals", HEADER + whole("{}").toUpperCase(), 2, /does not begin with a checksum/],
    ["no blank behind the checksum", `${HEADER}00000000-{}\n`, 2, /does not begin with a checksum/],
    ["no JSON", HEADER + whole("x"), 2, /holds no record/],
    ["no object", HEADER + whole("[]"), 2, /holds no record/],
    ["no header", whole('{"kind":"checks"}'), 1, /is no header/],
    ["a later format", whole(header.replace("2,", "3,")), 1, /later version/],
    ["a second header", HEADER + whole(header), 2, /kind "header" is not known/],
    [
      "a kind of a later version",
      HEADER + whole('{"kind":"new"}'),
      2,
      /kind "new" is not known; a later version/,
    ],
    ["a kind that every object has", HEADER + whole('{"kind":"toString"}'), 2, /kind "toString"/],
    ["no address", HEADER + whole('{"kind":"depose","address":"?"}'), 2, /names no resource instance: "\?"/],
    [
      "a bad object",
      HEADER + whole('{"kind":"object","address":"a.b","object":{"status":"?"}}'),
      2,
      /status "\?"/,
    ],
  ];
  it.each(damages)("calls %s damage", (_, text, line, reason) => {
    expect(decodeJournal(text)).toMatchObject({ line, reason: expect.stringMatching(reason) });
  });

  const long = Array.from({ length: 3_000 }, (_, n) => `terraform_data.r${n}`);
  const chained = (length: number): JournalRecord => ({
    kind: "object",
    operationId: undefined,
    address: at(`terraform_data.r${length}`),
    deposedKey: undefined,
    provider: PROVIDER,
    object: { ...OBJECT, dependencies: addressList(long.slice(0, length).sort()) },
  });

  it("gives back long lists, whose parts stand there once", () => {
    const encoder = new JournalEncoder();
    const records = [1_500, 1_501, 2_999, 8, 9, 0].map(chained);
    const lines = records.map((record) => encoder.line(record));
    expect(decodeJournal(HEADER + lines.join(""))).toMatchObject({ records });
    const [first = "", next = ""] = lines;
    expect(first.length).toBeGreaterThan(25_000);
    expect(next.length).toBeLessThan(4_000);
    expect(encoder.line(chained(1_501)).length).toBeLessThan(600);
  });

  it("reads lists of format 1, which stand in the record", () => {
    const old = HEADER.replace(/.*/, () => whole(header.replace("2,", "1,")).trimEnd());
    const plain = JSON.stringify([...addressList(long)]);
    const body = `{"kind":"object","provider":"p","address":"x.a","object":{"dependencies":${plain}}}`;
    expect(decodeJournal(old + whole(body))).toMatchObject({
      header: { format: 1 },
      records: [{ object: { dependencies: addressList(long) } }],
    });
  });

  it("calls a list that no record brought damage", () => {
    const object = (member: string): string => `{"kind":"object","address":"a.b",${member}}`;
    for (const member of ['"object":{"dependencies":0}', '"lists":[["a.b"],[7]],"object":{}'])
      expect(decodeJournal(HEADER + whole(object(member)))).toMatchObject({
        line: 2,
        reason: expect.stringMatching(/names list [07], which is not there/),
      });
  });

  it("takes an empty file, and one whose first line was torn off, for no journal", () => {
    expect(decodeJournal("")).toEqual({ header: undefined, records: [], torn: false });
    expect(decodeJournal(HEADER.slice(0, 20))).toEqual({ header: undefined, records: [], torn: true });
  });
});

describe("StateFold", () => {
  it("makes what the records say, and nothing is left of what is gone", () => {
    const fold = new StateFold(emptyState("l"));
    for (const record of RECORDS.slice(0, 1)) fold.apply(record);
    expect(fold.openIntents).toHaveLength(1);
    for (const record of RECORDS.slice(1, 5)) fold.apply(record);
    expect(fold.openIntents).toHaveLength(0);
    const middle = fold.state();
    expect([...middle.resources.keys()]).toEqual(["terraform_data.b"]);
    for (const record of RECORDS.slice(5)) fold.apply(record);
    expect(fold.state().resources.size).toBe(0);
    expect(fold.state().outputs.size).toBe(1);
    // What was handed out does not change behind its holder's back.
    expect(middle.resources.size).toBe(1);
    expect(encodeState(middle)).toContain('"attributes": {\n            "id": "é\\u003c"');
  });

  it("stays fast with many instances of one resource", () => {
    const fold = new StateFold(emptyState("l"));
    for (let key = 0; key < 20_000; key++) {
      fold.apply({
        kind: "object",
        operationId: undefined,
        address: { ...at("terraform_data.a"), key },
        deposedKey: undefined,
        provider: PROVIDER,
        object: OBJECT,
      });
    }
    expect(fold.state().resources.get("terraform_data.a")?.instances.size).toBe(20_000);
  });
});

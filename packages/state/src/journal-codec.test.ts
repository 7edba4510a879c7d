import { parseInstance, type ResourceInstance } from "@tutti/addresses";
import { stringValue } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { StateFold } from "./fold.ts";
import { encodeState } from "./format4-write.ts";
import type { JournalRecord } from "./journal.ts";
import { decodeJournal, encodeLine } from "./journal-codec.ts";
import type { InstanceObject } from "./state.ts";
import { emptyState } from "./state-store.ts";

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
  dependencies: ["a.b"],
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
    dependencies: ["x.y"],
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

const HEADER = encodeLine({ kind: "header", format: 1, lineage: "l", serial: 3 });
const TEXT = HEADER + RECORDS.map(encodeLine).join("");

describe("decodeJournal()", () => {
  it("gives back every kind of record", () => {
    const content = decodeJournal(TEXT);
    expect(content.complete).toBe(true);
    expect(content.header?.serial).toBe(3);
    expect(content.records).toEqual(RECORDS);
  });

  it("keeps every whole line before a cut, at every byte", () => {
    const bytes = Buffer.from(TEXT);
    for (let cut = 0; cut < bytes.length; cut++) {
      const kept = bytes.subarray(0, cut);
      const lines = kept.filter((byte) => byte === 10).length;
      const content = decodeJournal(kept.toString("utf8"));
      expect(content.records).toEqual(RECORDS.slice(0, Math.max(0, lines - 1)));
      expect(content.complete).toBe(kept.length === 0 || kept.at(-1) === 10);
    }
  });

  it("trusts nothing from a broken line on", () => {
    const broken = TEXT.replace("0badc0de", "0badc0df");
    expect(decodeJournal(broken)).toMatchObject({ complete: false, records: RECORDS.slice(0, 2) });
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

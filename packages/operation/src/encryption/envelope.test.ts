import { describe, expect, it, test } from "vitest";
import { decodeEnvelope, ENVELOPE_TAIL, encodeMeta, envelopeHead } from "./envelope.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const text = (members: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ encryption_version: "v0", ...members });

describe("decodeEnvelope()", () => {
  it.each<readonly [string, string]>([
    ["nothing", ""],
    ["a state", '{"version":4,"serial":1}'],
    ["a state that only speaks of it", '{"version":4,"outputs":{"encryption_version":{"value":"v0"}}}'],
    ["no JSON", '{"encryption_version":"v0"'],
    ["a list", '[{"encryption_version":"v0"}]'],
    ["an empty version", text({ encryption_version: "" })],
    ["a version that is a number", text({ encryption_version: 0 })],
    ["a version that is null", text({ encryption_version: null })],
  ])("finds none in %s", (_, json) => {
    expect(decodeEnvelope(json)).toBeUndefined();
  });

  it.each<readonly [string, string, Readonly<Record<string, unknown>>]>([
    [
      "all that a state has",
      text({
        serial: 7,
        lineage: "l",
        meta: { a: base64("{}"), b: base64("ü") },
        encrypted_data: base64("x"),
      }),
      {
        version: "v0",
        serial: 7,
        lineage: "l",
        meta: new Map([
          ["a", "{}"],
          ["b", "ü"],
        ]),
        data: Buffer.from("x"),
      },
    ],
    [
      "what is left out",
      text({}),
      { version: "v0", serial: undefined, lineage: undefined, meta: new Map(), data: Buffer.from("") },
    ],
    [
      "members of other types, as if they were left out",
      text({ serial: "7", lineage: 7, meta: [base64("{}")], encrypted_data: 7 }),
      { serial: undefined, lineage: undefined, meta: new Map(), data: Buffer.from("") },
    ],
    [
      "null, as if it were left out",
      text({ meta: null, encrypted_data: null }),
      { meta: new Map(), data: Buffer.from("") },
    ],
    [
      "what is kept by a key provider only as a text",
      text({ meta: { a: 1, b: base64("b") } }),
      { meta: new Map([["b", "b"]]) },
    ],
    // A state without a lineage says "" beside what is hidden, and nothing within it.
    ["an empty lineage, as none", text({ lineage: "" }), { lineage: undefined }],
    ["a serial of 0", text({ serial: 0 }), { serial: 0 }],
    ["another version", text({ encryption_version: "v1" }), { version: "v1" }],
  ])("reads %s", (_, json, expected) => {
    expect(decodeEnvelope(json)).toMatchObject(expected);
  });
});

test("what is kept of key providers stands in the order of their names, quoted", () => {
  const meta = new Map([
    ["key_provider.b", "2"],
    ['a "quoted" one', "1"],
    ["key_provider.c", "3"],
  ]);
  expect(encodeMeta(meta)).toBe(
    '{"a \\"quoted\\" one":"MQ==","key_provider.b":"Mg==","key_provider.c":"Mw=="}',
  );
  expect(encodeMeta(new Map([...meta].toReversed()))).toBe(encodeMeta(meta));
  expect(encodeMeta(new Map())).toBe("{}");
  const whole = `${envelopeHead('"serial":3,', meta)}${base64("hidden")}${ENVELOPE_TAIL}`;
  expect(decodeEnvelope(whole)).toMatchObject({
    version: "v0",
    serial: 3,
    meta,
    data: Buffer.from("hidden"),
  });
});

import { addressList } from "@tutti/state";
import { listValue, numberValue, objectValue, STRING, stringValue, Value } from "@tutti/values";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeData, encodeData } from "./data-codec.ts";

const again = (data: unknown): unknown => decodeData(JSON.parse(JSON.stringify(encodeData(data))));

const leaf = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.integer(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 9 }).map((bytes) => new Uint8Array(bytes)),
);

/** Plain data of all the kinds that a plan is made of; the same piece may stand at several places. */
const data = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("any"), { maxLength: 6 }),
    fc.array(tie("any"), { maxLength: 4 }).map((items) => [...items, ...items]),
    fc.dictionary(fc.constantFrom("a", "b", "of", "kind"), tie("any")),
    fc.array(fc.tuple(fc.string(), tie("any")), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(fc.string(), { maxLength: 4 }).map((items) => new Set(items)),
    fc.nat(200).map((length) => addressList(Array.from({ length }, (_, n) => `x.r${n}`))),
  ),
})).any;

describe("encodeData()", () => {
  it("gives back what it was given", () => {
    fc.assert(
      fc.property(data, (given) => {
        expect(again(given)).toEqual(given);
      }),
    );
  });

  it.each([
    ["a text", stringValue("x")],
    ["what is unknown", Value.unknown(STRING, { notNull: true })],
    [
      "what is marked inside",
      objectValue({ a: stringValue("s").withMarks(["sensitive"]), b: numberValue(1) }),
    ],
    ["a list", listValue(STRING, [stringValue("a")])],
  ])("keeps %s of the language", (_, value) => {
    expect(again({ value })).toEqual({ value });
  });

  it("writes the parts that lists of addresses share once", () => {
    const texts = Array.from({ length: 2_000 }, (_, n) => `terraform_data.r${n}`);
    const size = (value: unknown): number => JSON.stringify(encodeData(value)).length;
    const one = size([addressList(texts)]);
    expect(size([addressList(texts), addressList(texts.slice(0, -1))])).toBeLessThan(one + 4_000);
    expect(() => decodeData({ $: "addresses", of: [7] })).toThrow("holds what is no address");
  });

  it("writes once what stands at two places, and it is one thing again", () => {
    const value = objectValue({ a: stringValue("a long text that is not to be there twice") });
    const text = JSON.stringify(encodeData({ one: value, other: new Map([["k", { deep: value }]]) }));
    expect(text.split("a long text").length).toBe(2);
    const back = again({ one: value, other: [value] }) as { one: Value; other: readonly Value[] };
    expect(back.other[0]).toBe(back.one);
  });

  it("refuses a text that points to nothing", () => {
    expect(() => decodeData({ $: "same", of: 3 })).toThrow("points to what is not there");
    expect(() => decodeData({ $: "odd" })).toThrow("unknown tag");
  });
});

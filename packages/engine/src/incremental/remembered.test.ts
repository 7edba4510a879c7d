import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeRemembered, digestOf, encodeRemembered, type Remembered } from "./remembered.ts";

const digest = fc.string().map((text) => digestOf([text]));
const unit = fc.record({
  digest,
  around: digest,
  chunks: fc.array(fc.tuple(digest, digest), { maxLength: 5 }).map((digests) => new Map(digests)),
});
const remembered: fc.Arbitrary<Remembered> = fc
  .array(fc.tuple(fc.string(), unit), { maxLength: 4 })
  .map((entries) => new Map(entries));

test("what is remembered is read again", () => {
  fc.assert(
    fc.property(remembered, (given) => {
      expect(decodeRemembered(encodeRemembered(given, "p") ?? "", "p")).toEqual(given);
    }),
  );
});

test("a text with one letter otherwise is not read", () => {
  fc.assert(
    fc.property(remembered, fc.nat(), (given, place) => {
      const text = encodeRemembered(given, "p") ?? "";
      const at = place % text.length;
      const other = `${text.slice(0, at)}${text[at] === "~" ? "!" : "~"}${text.slice(at + 1)}`;
      expect(decodeRemembered(other, "p")).toBeUndefined();
    }),
  );
});

test("texts are told apart wherever one ends", () => {
  expect(digestOf(["ab", "c"])).not.toBe(digestOf(["a", "bc"]));
});

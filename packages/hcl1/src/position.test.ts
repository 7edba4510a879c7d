import fc from "fast-check";
import { expect, test } from "vitest";
import { positionAt, positionsIn } from "./position.ts";

test.each([
  ["", 0, 1, 1],
  ["ab", 2, 1, 3],
  ["a\nb", 1, 1, 2],
  ["a\nb", 2, 2, 1],
  ["\n\n", 2, 3, 1],
  ["é\u{1f468}x", 3, 1, 3],
] as const)("in %j offset %d is %d:%d", (text, offset, line, column) => {
  expect(positionAt(text, offset)).toEqual({ line, column });
});

test("places in their order are those that are asked for one by one", () => {
  const piece = fc.constantFrom("a", "\n", "\u{1f468}", "é", "\n\n");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(), { maxLength: 10 }), (pieces, at) => {
      const text = pieces.join("");
      const offsets = at.map((one) => pieces.slice(0, one % (pieces.length + 1)).join("").length);
      offsets.sort((a, b) => a - b);
      const place = positionsIn(text);
      expect(offsets.map(place)).toEqual(offsets.map((offset) => positionAt(text, offset)));
    }),
  );
});

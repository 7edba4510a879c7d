import fc from "fast-check";
import { expect, test } from "vitest";
import { createOutputTail } from "./output-tail.ts";

const tailOf = (max: number, ...pieces: readonly string[]) => {
  const tail = createOutputTail(max);
  for (const piece of pieces) tail.add(new TextEncoder().encode(piece));
  return tail;
};

test.each<[number, readonly string[], string]>([
  [4, [], ""],
  [4, ["ab"], "ab"],
  [4, ["ab", "cd"], "abcd"],
  [4, ["abc", "de"], "Captured 4 of 5 bytes\n...\nbcde"],
  [4, ["abcdefgh"], "Captured 4 of 8 bytes\n...\nefgh"],
  [4, ["ab", "cdefgh"], "Captured 4 of 8 bytes\n...\nefgh"],
  [4, ["abcd", ""], "abcd"],
])("of %i bytes, after %j", (max, pieces, wanted) => {
  expect(tailOf(max, ...pieces).text()).toBe(wanted);
});

test("keeps the end, however it came", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c") })),
      (max, pieces) => {
        const all = pieces.join("");
        const tail = tailOf(max, ...pieces);
        expect(tail.size()).toBe(all.length);
        expect(tail.text().endsWith(all.slice(-max))).toBe(true);
        expect(tail.text() === all).toBe(all.length <= max);
      },
    ),
  );
});

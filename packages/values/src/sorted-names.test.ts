import fc from "fast-check";
import { expect, test } from "vitest";
import { compareCodePoints, objectType, STRING, sortedByName } from "./type.ts";

/** Code points before, among and behind what UTF-16 writes as two units. */
const name = fc
  .array(fc.constantFrom("a", "b", "0", "-", "é", "\ue000", "\uffff", "😀", "🙃"))
  .map((all) => all.join(""));

test("names are in the order of their code points, and of equal ones the last counts", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.record({ n: fc.nat() }))), (entries) => {
      const sorted = [...sortedByName(entries)];
      expect(sorted.map(([key]) => key)).toEqual(
        [...new Set(entries.map(([key]) => key))].sort(compareCodePoints),
      );
      for (const [key, item] of sorted) expect(item).toBe(entries.findLast(([other]) => other === key)?.[1]);
    }),
  );
});

test("an object's type says its attributes in that order", () => {
  const type = objectType({ "😀": STRING, "\ue000": STRING, a: STRING });
  expect([...type.attributes.keys()]).toEqual(["a", "\ue000", "😀"]);
});

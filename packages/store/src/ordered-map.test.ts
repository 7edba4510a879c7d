import fc from "fast-check";
import { expect, test } from "vitest";
import { OrderedMap } from "./ordered-map.ts";

test("OrderedMap behaves as a sorted Map does", () => {
  const step = fc.record({ key: fc.string({ maxLength: 3 }), value: fc.option(fc.integer()) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 900 }), fc.string({ maxLength: 2 }), (steps, prefix) => {
      const map = new OrderedMap<number>();
      const model = new Map<string, number>();
      for (const { key, value } of steps) {
        if (value === null) {
          expect(map.delete(key)).toBe(model.delete(key));
        } else {
          map.set(key, value);
          model.set(key, value);
        }
      }
      const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
      expect([...map.from("")]).toEqual(sorted);
      expect([...map.prefix(prefix)]).toEqual(sorted.filter(([key]) => key.startsWith(prefix)));
      expect(map.size).toBe(model.size);
      for (const [key, value] of model) expect(map.get(key)).toBe(value);
    }),
    { numRuns: 60 },
  );
});

test("OrderedMap keeps its order over many chunks", () => {
  const map = new OrderedMap<number>();
  for (let i = 0; i < 5000; i += 1) map.set(String((i * 7919) % 5000).padStart(5, "0"), i);
  const keys = [...map.from("")].map(([key]) => key);
  expect(keys).toEqual([...keys].sort());
  for (const key of keys) map.delete(key);
  expect([...map.from("")]).toEqual([]);
});

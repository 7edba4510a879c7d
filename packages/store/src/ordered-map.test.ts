import fc from "fast-check";
import { expect, test } from "vitest";
import { OrderedMap } from "./ordered-map.ts";

type Step =
  | { readonly kind: "set"; readonly key: string; readonly value: number }
  | { readonly kind: "delete"; readonly key: string }
  | { readonly kind: "delete-prefix"; readonly prefix: string }
  | { readonly kind: "fill"; readonly prefix: string; readonly count: number };

const key = fc.string({ maxLength: 3, unit: fc.constantFrom("a", "b", "c", "/") });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("set" as const), key, value: fc.nat(50) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("delete" as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete-prefix" as const), prefix: key }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("fill" as const), prefix: key, count: fc.nat(600) }),
  },
);

/** Does a step to the map and to a plain one, and compares what they say of it. */
function apply(map: OrderedMap<number>, model: Map<string, number>, one: Step): void {
  const below = (prefix: string) => [...model.keys()].filter((name) => name.startsWith(prefix));
  switch (one.kind) {
    case "set":
      map.set(one.key, one.value);
      model.set(one.key, one.value);
      return;
    case "delete":
      expect(map.delete(one.key)).toBe(model.delete(one.key));
      return;
    case "delete-prefix": {
      const gone = below(one.prefix);
      expect(map.deletePrefix(one.prefix)).toBe(gone.length);
      for (const name of gone) model.delete(name);
      return;
    }
    case "fill":
      for (let n = 0; n < one.count; n += 1) {
        map.set(`${one.prefix}${n}`, n % 50);
        model.set(`${one.prefix}${n}`, n % 50);
      }
  }
}

function assertEqual(map: OrderedMap<number>, model: ReadonlyMap<string, number>, prefix: string): void {
  map.assertSound();
  const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
  const below = sorted.filter(([name]) => name.startsWith(prefix));
  expect([...map.from("")]).toEqual(sorted);
  expect([...map.from(prefix)]).toEqual(sorted.filter(([name]) => name >= prefix));
  expect([...map.prefix(prefix)]).toEqual(below);
  expect(map.count(prefix)).toBe(below.length);
  expect(map.max(prefix)).toBe(Math.max(0, ...below.map(([, value]) => value)));
  expect(map.size).toBe(model.size);
  expect([map.get(prefix), map.has(prefix)]).toEqual([model.get(prefix), model.has(prefix)]);
}

test("OrderedMap behaves as a sorted Map does, and its snapshots stay what they were", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.array(step, { maxLength: 15 }),
      key,
      (first, then, at) => {
        const map = new OrderedMap<number>((value) => value);
        const model = new Map<string, number>();
        for (const one of first) apply(map, model, one);
        assertEqual(map, model, at);
        const kept = map.snapshot();
        const before = new Map(model);
        for (const one of then) apply(map, model, one);
        assertEqual(map, model, at);
        assertEqual(kept, before, at);
        // A snapshot may be changed as well, and the map does not see that.
        for (const one of then) apply(kept, before, one);
        assertEqual(kept, before, at);
        assertEqual(map, model, at);
        map.clear();
        assertEqual(map, new Map(), at);
        assertEqual(kept, before, at);
      },
    ),
    { numRuns: 40 },
  );
});

test("OrderedMap keeps its order over many chunks", () => {
  const map = new OrderedMap<number>();
  for (let i = 0; i < 5000; i += 1) map.set(String((i * 7919) % 5000).padStart(5, "0"), i);
  const keys = [...map.from("")].map(([name]) => name);
  expect(keys).toEqual([...keys].sort());
  map.assertSound();
  expect([map.max(""), map.count("01")]).toEqual([0, 1000]);
  for (const name of keys) map.delete(name);
  expect([...map.from("")]).toEqual([]);
});

test("OrderedMap.deletePrefix() takes whole chunks out and leaves the edges", () => {
  const map = new OrderedMap<number>((value) => value);
  for (let i = 0; i < 3000; i += 1) map.set(`k${String(i).padStart(4, "0")}`, i);
  expect(map.deletePrefix("k1")).toBe(1000);
  expect(map.deletePrefix("k1")).toBe(0);
  map.assertSound();
  expect([map.size, map.count("k0"), map.count("k2"), map.max("k0"), map.max("")]).toEqual([
    2000, 1000, 1000, 999, 2999,
  ]);
  expect(map.deletePrefix("")).toBe(2000);
  map.assertSound();
});

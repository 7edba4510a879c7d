import fc from "fast-check";
import { expect, test } from "vitest";
import type { InstanceKey } from "./address.ts";
import { KeyPlaces } from "./key-places.ts";

const key = fc.oneof(fc.nat(9), fc.constantFrom("a", "b", "c", "0"), fc.constant(undefined));

test("a key has its place, in whatever order keys are asked for", () => {
  fc.assert(
    fc.property(fc.uniqueArray(key), fc.array(key, { maxLength: 60 }), (keys, asked) => {
      const places = new KeyPlaces(keys);
      const wanted = asked.map((one) => (keys.includes(one) ? keys.indexOf(one) : undefined));
      expect(asked.map((one) => places.placeOf(one))).toEqual(wanted);
    }),
  );
});

test.each<[string, (keys: readonly string[]) => readonly string[], most: number]>([
  ["one after the other", (keys) => keys, 1],
  ["the last ones", (keys) => keys.slice(-50), 1.1],
  ["the first and the last ones", (keys) => [...keys.slice(0, 50), ...keys.slice(-50)], 1.2],
  ["twice one after the other", (keys) => [...keys, ...keys], 2],
  ["from behind", (keys) => keys.toReversed(), 5],
  ["what is not there", (keys) => keys.map((one) => `${one}x`), 5],
])("%s costs no look at all of them for each", (_, order, most) => {
  let looks = 0;
  const keys = Array.from({ length: 1000 }, (__, at) => `key ${at}`);
  const counted: readonly InstanceKey[] = new Proxy(keys, {
    get: (all, name, self) => {
      if (typeof name === "string" && /^\d+$/.test(name)) looks += 1;
      return Reflect.get(all, name, self);
    },
  });
  const places = new KeyPlaces(counted);
  for (const one of order(keys)) places.placeOf(one);
  expect(looks / keys.length).toBeLessThanOrEqual(most);
});

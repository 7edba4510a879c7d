import fc from "fast-check";
import { expect, test } from "vitest";
import { randomOrder } from "./random-order.ts";

test("every order is as likely as every other", () => {
  const orders = new Map<string, number>();
  for (const first of [0, 1, 2, 3])
    for (const second of [0, 1, 2])
      for (const third of [0, 1]) {
        const drawn = [first, second, third];
        const order = randomOrder(["a", "b", "c", "d"], (below) => {
          const next = drawn.shift() ?? -1;
          expect(next).toBeLessThan(below);
          return next;
        });
        expect(drawn).toEqual([]);
        orders.set(order.join(""), (orders.get(order.join("")) ?? 0) + 1);
      }
  expect([orders.size, ...new Set(orders.values())]).toEqual([24, 1]);
});

test("what is ordered is left as it was, and nothing is lost", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 9 }), fc.infiniteStream(fc.nat()), (items, numbers) => {
      const before = [...items];
      const out = randomOrder(items, (below) => Number(numbers.next().value) % below);
      expect(items).toEqual(before);
      expect(out.toSorted()).toEqual(before.toSorted());
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { strongComponents } from "./strong-components.ts";

test("strongComponents() gives dependencies first and cycles together", () => {
  // 0 → 1 → 2 → 1, 3 alone
  const components = strongComponents([[1], [2], [1], []]).map((members) => [...members].sort());
  expect(components).toEqual([[1, 2], [0], [3]]);
});

test("strongComponents() names each vertex once, behind all that it needs", () => {
  const graphs = fc.array(fc.array(fc.nat({ max: 11 }), { maxLength: 4 }), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(graphs, (edges) => {
      const components = strongComponents(edges);
      const rank = new Map(
        components.flatMap((members, index) => members.map((one) => [one, index] as const)),
      );
      expect(rank.size).toBe(edges.length);
      for (const [from, targets] of edges.entries()) {
        for (const to of targets) expect(rank.get(to) ?? -1).toBeLessThanOrEqual(rank.get(from) ?? -1);
      }
    }),
  );
});

test("strongComponents() walks a chain of 100,000 without running out of stack", () => {
  const edges = Array.from({ length: 100_000 }, (_, index) => (index === 0 ? [] : [index - 1]));
  expect(strongComponents(edges)).toHaveLength(100_000);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { circlesOf, reduceTransitively } from "./reduce.ts";

const graphs = fc
  .integer({ min: 1, max: 12 })
  .chain((size) => fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1))).map((pairs) => ({ size, pairs })));

function graphOf(
  size: number,
  pairs: readonly (readonly [number, number])[],
): readonly ReadonlySet<number>[] {
  const after = Array.from({ length: size }, () => new Set<number>());
  for (const [from, to] of pairs) if (from !== to) after[from]?.add(to);
  return after;
}

function reachOf(after: readonly Iterable<number>[], start: number): ReadonlySet<number> {
  const seen = new Set(after[start]);
  for (const at of seen) for (const to of after[at] ?? []) seen.add(to);
  return seen;
}

test("what is reached stays the same, and no edge says what a longer way says", () => {
  fc.assert(
    fc.property(graphs, ({ size, pairs }) => {
      const after = graphOf(
        size,
        pairs.map(([a, b]) => (a < b ? [b, a] : [a, b])),
      );
      const reduced = reduceTransitively(after) ?? [];
      expect(reduced).toHaveLength(size);
      for (const [from, next] of reduced.entries()) {
        expect(reachOf(reduced, from)).toEqual(reachOf(after, from));
        for (const to of next)
          expect(next.some((other) => other !== to && reachOf(reduced, other).has(to))).toBe(false);
      }
    }),
  );
});

test("a graph is reduced just where it has no circle, and a circle holds all that reach each other", () => {
  fc.assert(
    fc.property(graphs, ({ size, pairs }) => {
      const after = graphOf(size, pairs);
      const circles = circlesOf(after);
      expect(reduceTransitively(after) === undefined).toBe(circles.length > 0);
      const circleOf = new Map(circles.flatMap((circle, index) => circle.map((node) => [node, index])));
      for (const a of after.keys())
        for (const b of after.keys()) {
          if (a === b) continue;
          const both = reachOf(after, a).has(b) && reachOf(after, b).has(a);
          expect(circleOf.has(a) && circleOf.get(a) === circleOf.get(b)).toBe(both);
        }
    }),
  );
});

test("a chain is as deep as the user likes", () => {
  const size = 50_000;
  const chain = Array.from({ length: size }, (_, at) => new Set(at === 0 ? [] : [at - 1]));
  expect(reduceTransitively(chain)).toHaveLength(size);
  chain[0]?.add(size - 1);
  expect(reduceTransitively(chain)).toBeUndefined();
  expect(circlesOf(chain)[0]).toHaveLength(size);
});

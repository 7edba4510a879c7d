import type { InstanceKey, ModuleInstance } from "@tutti/addresses";
import { type MoveEndpoint, strongComponents } from "@tutti/config";
import type { SourceRange } from "@tutti/hcl";
import fc from "fast-check";
import { expect, test } from "vitest";
import { orderMoves } from "./move-order.ts";
import { isModuleSide, isReindexed, type MoveSide, sidesOf } from "./move-side.ts";
import type { MoveStatement } from "./move-statement.ts";

const NOWHERE: SourceRange = {
  filename: "main.tf",
  start: { line: 1, column: 1, byte: 0 },
  end: { line: 1, column: 1, byte: 0 },
};

const key: fc.Arbitrary<InstanceKey> = fc.constantFrom(undefined, undefined, 0, "k");
const modules: fc.Arbitrary<ModuleInstance> = fc.array(fc.record({ name: fc.constantFrom("m", "n"), key }), {
  maxLength: 2,
});

const endpoint = (kind: "module" | "resource"): fc.Arbitrary<MoveEndpoint> =>
  fc.tuple(modules, fc.constantFrom("m", "n", "a", "b"), key).map(([module, name, last]) =>
    kind === "module"
      ? { kind, module: [...module, { name, key: last }], range: NOWHERE }
      : {
          kind,
          instance: { module, mode: "managed" as const, type: "cloud_thing", name, key: last },
          range: NOWHERE,
        },
  );

const statement: fc.Arbitrary<MoveStatement> = fc
  .constantFrom("module" as const, "resource" as const)
  .chain((kind) =>
    fc.tuple(fc.constantFrom<readonly string[]>([], ["m"], ["m", "n"]), endpoint(kind), endpoint(kind)),
  )
  .map(([path, from, to]) => {
    const sides = sidesOf(path, from, to);
    if (sides === undefined) throw new Error("both sides are of one kind");
    return { path, ...sides, declRange: NOWHERE, implied: false };
  });

/** What the index is to find, one pair after the other. */
function dependsOn(a: MoveStatement, b: MoveStatement): boolean {
  if (isChained(a.from, b.to)) return true;
  const nested =
    isNested(a.from, b.to) || isNested(a.to, b.to) || isNested(b.from, a.from) || isNested(b.to, a.from);
  return nested && !(a.path.length < b.path.length && isReindexed(a));
}

function isChained(a: MoveSide, b: MoveSide): boolean {
  if (a.steps.length !== b.steps.length || !startsWith(a, b)) return false;
  if (isModuleSide(a) || isModuleSide(b)) return isModuleSide(a) && isModuleSide(b);
  return a.kind === b.kind && a.resource?.name === b.resource?.name && a.key === b.key;
}

function isNested(inner: MoveSide, outer: MoveSide): boolean {
  if (!startsWith(inner, outer)) return false;
  if (isModuleSide(outer)) return !isModuleSide(inner) || inner.steps.length > outer.steps.length;
  return (
    outer.kind === "resource" &&
    inner.kind === "instance" &&
    inner.steps.length === outer.steps.length &&
    inner.resource?.name === outer.resource?.name
  );
}

function startsWith(long: MoveSide, short: MoveSide): boolean {
  return short.steps.every((step, at) => {
    const other = long.steps[at];
    return other?.name === step.name && (other.anyKey || step.anyKey || other.key === step.key);
  });
}

test("orderMoves() puts each statement behind all that it depends on, or names the circles", () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 7 }), (statements) => {
      const before = statements.map((a) =>
        statements.flatMap((b, at) => (a !== b && dependsOn(a, b) ? [at] : [])),
      );
      const circles = strongComponents(before).filter(({ length }) => length > 1);
      const { order, cycles } = orderMoves(statements);
      const places = (found: readonly MoveStatement[]) =>
        found.map((one) => statements.indexOf(one)).sort((a, b) => a - b);
      expect(cycles.map(places).sort()).toEqual(circles.map((one) => [...one].sort((a, b) => a - b)).sort());
      if (circles.length > 0) {
        expect(order).toEqual([]);
        return;
      }
      expect(places(order)).toEqual(statements.map((_, at) => at));
      const written = order.map((one) => statements.indexOf(one));
      for (const [at, needed] of before.entries())
        for (const other of needed) expect(written.indexOf(other)).toBeLessThan(written.indexOf(at));
    }),
    { numRuns: 1000, seed: 7 },
  );
});

test("orderMoves() walks a chain of 10,000, whichever way round it is written", () => {
  const link = (at: number): MoveStatement => {
    const end = (number: number): MoveEndpoint => ({
      kind: "resource",
      instance: { module: [], mode: "managed", type: "cloud_thing", name: `a${number}`, key: undefined },
      range: NOWHERE,
    });
    const sides = sidesOf([], end(at), end(at + 1));
    if (sides === undefined) throw new Error("both sides are of one kind");
    return { path: [], ...sides, declRange: NOWHERE, implied: false };
  };
  const chain = Array.from({ length: 10_000 }, (_, at) => link(at));
  expect(orderMoves(chain).order).toEqual(chain);
  expect(orderMoves(chain.toReversed()).order).toEqual(chain);
});

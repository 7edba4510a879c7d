/** Which move comes before which: chains from their beginning, and what lies inside of something with it. */

import { strongComponents } from "@tutti/config";
import { isReindexed } from "./move-side.ts";
import type { MoveStatement } from "./move-statement.ts";
import { SideIndex } from "./side-index.ts";

export interface MoveOrder {
  /** Every statement after those that it builds upon; empty where some go round in a circle. */
  readonly order: readonly MoveStatement[];
  readonly cycles: readonly (readonly MoveStatement[])[];
}

export function orderMoves(statements: readonly MoveStatement[]): MoveOrder {
  const components = strongComponents(dependenciesOf(statements));
  const pick = (at: number): readonly MoveStatement[] => statements.slice(at, at + 1);
  const cycles = components.filter(({ length }) => length > 1).map((members) => members.flatMap(pick));
  return { order: cycles.length > 0 ? [] : components.flat().flatMap(pick), cycles };
}

/** By statement, those that must be done before it. */
function dependenciesOf(statements: readonly MoveStatement[]): readonly (readonly number[])[] {
  const [sources, targets] = [new SideIndex(), new SideIndex()];
  for (const [at, { from, to }] of statements.entries()) {
    sources.add(from, at);
    targets.add(to, at);
  }
  const before = statements.map(() => new Set<number>());
  const nested = (later: number, earlier: number): void => {
    const [a, b] = [statements[later], statements[earlier]];
    if (a !== undefined && b !== undefined && !isOuterReindex(a, b)) before[later]?.add(earlier);
  };
  for (const [at, { from, to }] of statements.entries()) {
    for (const other of targets.chained(from)) before[at]?.add(other);
    for (const other of targets.around(from)) nested(at, other);
    for (const other of targets.around(to)) nested(at, other);
    for (const other of sources.around(from)) nested(other, at);
    for (const other of sources.around(to)) nested(other, at);
  }
  return before.map((set, at) => [...set].filter((other) => other !== at));
}

/** A module that only gets another key holds what is moved inside of it before and after: that waits, and not this. */
function isOuterReindex(outer: MoveStatement, inner: MoveStatement): boolean {
  return outer.path.length < inner.path.length && isReindexed(outer);
}

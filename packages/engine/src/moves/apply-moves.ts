/** Moves done in a state, before it is planned with. What stands at a new address stays there. */

import { formatInstance, formatModule, formatResource, type ResourceInstance } from "@tutti/addresses";
import type { Config } from "@tutti/config";
import type { State } from "@tutti/state";
import { impliedMoves } from "./implied-moves.ts";
import { orderMoves } from "./move-order.ts";
import type { SideStep } from "./move-side.ts";
import { type MoveStatement, moveStatements } from "./move-statement.ts";
import { type MovingModule, MovingState } from "./moving-state.ts";

export interface MoveResult {
  readonly state: State;
  /** Old addresses by the text of the new one. */
  readonly movedFrom: ReadonlyMap<string, ResourceInstance>;
  /** What could not move: the address that something else has, by its own. */
  readonly blocked: ReadonlyMap<string, string>;
  readonly statements: readonly MoveStatement[];
  /** Statements that go round in a circle; then nothing was moved. */
  readonly cycles: readonly (readonly MoveStatement[])[];
}

/** Where statements are left alone. */
export function noMoves(state: State): MoveResult {
  return { state, movedFrom: new Map(), blocked: new Map(), statements: [], cycles: [] };
}

export function applyMoves(config: Config, state: State): MoveResult {
  const written = moveStatements(config);
  const statements = [...written, ...impliedMoves(config, state, written)];
  const { order, cycles } = orderMoves(statements);
  const still = { ...noMoves(state), statements, cycles };
  if (order.length === 0 || state.resources.size === 0) return still;
  const moving = new MovingState(state);
  const blocked = new Map<string, string>();
  for (const statement of order) move(moving, statement, blocked);
  const settled = moving.settle(state);
  return settled.movedFrom.size === 0 ? { ...still, blocked } : { ...settled, blocked, statements, cycles };
}

function move(moving: MovingState, statement: MoveStatement, blocked: Map<string, string>): void {
  const { kind, steps } = statement.from;
  const wholeModules = kind === "call" || kind === "module";
  for (const module of moving.modules(steps, wholeModules)) {
    if (module.resources.size === 0) continue;
    const to = destination(statement, module);
    if (wholeModules) {
      if (moving.hasModule(to)) blocked.set(formatModule(module.module), formatModule(to));
      else moving.moveModule(module, to);
    } else if (kind === "resource") moveResource(moving, statement, module, to, blocked);
    else moveInstance(moving, statement, module, to, blocked);
  }
}

/** Where the module goes, or the module that a resource of it goes to: keys that any would do for stay. */
function destination({ path, from, to }: MoveStatement, { module }: MovingModule): MovingModule["module"] {
  const last = to.steps.length - 1;
  const target = to.steps.map(({ name, key }: SideStep, at) => {
    if (at < path.length) return { name, key: module[at]?.key };
    return { name, key: to.kind === "call" && at === last ? module[from.steps.length - 1]?.key : key };
  });
  return [...target, ...module.slice(from.steps.length)];
}

function moveResource(
  moving: MovingState,
  { from, to }: MoveStatement,
  { module }: MovingModule,
  target: MovingModule["module"],
  blocked: Map<string, string>,
): void {
  if (from.resource === undefined || to.resource === undefined) return;
  const source = { ...from.resource, module };
  if (!moving.hasResource(source)) return;
  const goal = { ...to.resource, module: target };
  if (moving.hasResource(goal)) blocked.set(formatResource(source), formatResource(goal));
  else moving.moveResource(source, goal);
}

function moveInstance(
  moving: MovingState,
  { from, to }: MoveStatement,
  { module }: MovingModule,
  target: MovingModule["module"],
  blocked: Map<string, string>,
): void {
  if (from.resource === undefined || to.resource === undefined) return;
  const source = { ...from.resource, module, key: from.key };
  if (!moving.hasInstance(source)) return;
  const goal = { ...to.resource, module: target, key: to.key };
  if (moving.hasInstance(goal)) blocked.set(formatInstance(source), formatInstance(goal));
  else moving.moveInstance(source, goal);
}

import type { Plan, PlannedRollout } from "@tutti/engine";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import type { State } from "@tutti/state";
import { operationError } from "../errors.ts";
import { problemDiagnostics } from "../outcome.ts";
import type { Operation } from "../run/operation.ts";
import { planOperation } from "../run/plan-operation.ts";
import { rollbackOperation } from "./roll-back.ts";

/** An operation and a plan that undo what rollouts of another plan did, or why there are none. */
export interface WayBack {
  readonly operation: Operation;
  /** Undefined where it cannot be gone. */
  readonly plan: Plan | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What rollouts changed before they stopped goes back, as an ordinary plan under
 * their own limits. What still stands of before is current again first, so that
 * nothing is made that is there; that is written down before anything is done.
 */
export async function planWayBack(
  operation: Operation,
  plan: Plan,
  state: State,
  stopped: readonly PlannedRollout[],
  signal?: AbortSignal,
): Promise<WayBack> {
  const { undoRollouts } = await import("@tutti/engine");
  const undone = undoRollouts(plan, state, stopped);
  const saved = await operation.state.save(undone.state);
  if (!saved.ok) return { operation, plan: undefined, diagnostics: problemDiagnostics(saved.problems) };
  const at: Operation = {
    ...operation,
    opened: { ...operation.opened, state: undone.state, openIntents: [] },
    request: { ...operation.request, targets: undone.targets, excludes: [], replace: [], mode: "normal" },
  };
  const current = { ...undone.wanted, resources: part(undone.state.resources, undone.wanted.resources) };
  const wish = await rollbackOperation(at, undone.wanted, signal, { current, rollouts: undone.blocks });
  if (!wish.ok) return { operation: at, plan: undefined, diagnostics: [cannotGoBack(wish.diagnostics)] };
  const planned = await planOperation(wish.value, signal);
  if (planned.plan === undefined || hasErrors(planned.diagnostics))
    return { operation: wish.value, plan: undefined, diagnostics: [cannotGoBack(planned.diagnostics)] };
  return { operation: wish.value, plan: planned.plan, diagnostics: [] };
}

function part<K, V>(all: ReadonlyMap<K, V>, wanted: ReadonlyMap<K, V>): ReadonlyMap<K, V> {
  return new Map([...all].filter(([key]) => wanted.has(key)));
}

function cannotGoBack(found: readonly Diagnostic[]): Diagnostic {
  const why = found
    .filter(({ severity }) => severity === "error")
    .map(({ summary, detail }) => `${summary}: ${detail}`)
    .join(" ");
  return errorDiagnostic(
    operationError("rollout-cannot-go-back"),
    `${why} What was made and what is left of before stand beside each other as they are; the next apply goes on from there.`,
  );
}

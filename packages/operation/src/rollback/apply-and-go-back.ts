import type { Plan } from "@tutti/engine";
import { type Applied, type AppliedCounts, applyOperation } from "../run/apply-operation.ts";
import type { Operation } from "../run/operation.ts";
import { planWayBack } from "./go-back.ts";

/** Applies a plan; what rollouts changed before they stopped goes back, where they are to. */
export async function applyAndGoBack(
  operation: Operation,
  plan: Plan,
  signal?: AbortSignal,
): Promise<Applied> {
  const applied = await applyOperation(operation, plan, signal);
  const { result } = applied;
  const stopped = result?.stopped.filter(({ onFailure }) => onFailure === "rollback") ?? [];
  if (result === undefined || stopped.length === 0 || signal?.aborted === true) return applied;
  operation.request.onEvent?.({ kind: "rollout-back", names: stopped.map(({ name }) => name) }, "apply");
  const back = await planWayBack(operation, plan, result.state, stopped, signal);
  if (back.plan === undefined)
    return { ...applied, diagnostics: [...applied.diagnostics, ...back.diagnostics] };
  // Nobody asked for targets, so nobody is told of what they leave out. Outputs stay as they are.
  const way: Plan = { ...back.plan, targets: [], outputs: new Map() };
  const undone = await applyOperation(back.operation, way, signal);
  return {
    result: undone.result ?? result,
    counts: sum(applied.counts, undone.counts),
    diagnostics: [...applied.diagnostics, ...undone.diagnostics],
  };
}

function sum(a: AppliedCounts, b: AppliedCounts): AppliedCounts {
  return {
    added: a.added + b.added,
    changed: a.changed + b.changed,
    destroyed: a.destroyed + b.destroyed,
    imported: a.imported + b.imported,
  };
}

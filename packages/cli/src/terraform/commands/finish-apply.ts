import { isOfCheck, type Plan } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import { applyAndGoBack, type Operation } from "@tutti/operation";
import type { OperationView } from "../views/operation-view.ts";

export interface ApplyShown {
  readonly view: OperationView;
  /** Warnings not shown yet. */
  readonly before: readonly Diagnostic[];
  readonly word: "apply" | "destroy";
}

/** Applies, then tells how it went. */
export async function finishApply(
  operation: Operation,
  plan: Plan,
  { view, before, word }: ApplyShown,
  signal: AbortSignal,
): Promise<number> {
  const applied = await applyAndGoBack(operation, plan, signal);
  // What `check` blocks said while planning is said again, now that it is known.
  const still = before.filter((diagnostic) => !isOfCheck(diagnostic));
  const status = view.diagnostics([...still, ...applied.diagnostics]);
  if (status !== 0 || applied.result === undefined || applied.result.interrupted) return 1;
  view.applied(applied.counts, word);
  const { state = "", stateOut = "" } = operation.request.files ?? {};
  if (stateOut !== "" && stateOut !== state) view.statePath(stateOut);
  if (word === "apply") view.outputs(applied.result.state);
  return 0;
}

import type { Plan } from "@tutti/engine";
import { applyOperation, type Operation } from "./operation.ts";

/** Applies, then tells how it went; `before` are warnings not shown yet. */
export async function finishApply(
  operation: Operation,
  plan: Plan,
  before: Parameters<Operation["view"]["diagnostics"]>[0],
  word: "apply" | "destroy",
): Promise<number> {
  const { view } = operation;
  const applied = await applyOperation(operation, plan);
  // What `check` blocks said while planning is said again, now that it is known.
  const still = before.filter(({ code }) => code !== "check");
  const status = view.diagnostics([...still, ...applied.diagnostics]);
  if (status !== 0 || applied.result === undefined || applied.result.interrupted) return 1;
  view.applied(applied.counts, word);
  const { state, "state-out": out } = operation.options.flags;
  if (out !== "" && out !== state) view.statePath(out);
  if (word === "apply") view.outputs(applied.result.state);
  return 0;
}

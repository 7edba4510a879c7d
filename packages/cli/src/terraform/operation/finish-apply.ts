import type { Plan } from "@tutti/engine";
import { type Diagnostic, warningDiagnostic } from "@tutti/hcl";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
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
  const incomplete = plan.targets.length === 0 ? [] : [incompleteWarning(operation.context)];
  const status = view.diagnostics([...still, ...applied.diagnostics, ...incomplete]);
  if (status !== 0 || applied.result === undefined || applied.result.interrupted) return 1;
  view.applied(applied.counts, word);
  const { state, "state-out": out } = operation.options.flags;
  if (out !== "" && out !== state) view.statePath(out);
  if (word === "apply") view.outputs(applied.result.state);
  return 0;
}

function incompleteWarning(context: CommandContext): Diagnostic {
  const { command } = productName(context.product);
  return warningDiagnostic(
    "Applied changes may be incomplete",
    `The plan was created with the -target option in effect, so some changes requested in the configuration may have been ignored and the output values may not be fully updated. Run the following command to verify that no other changes are pending:\n    ${command} plan\n\nNote that the -target option is not suitable for routine use, and is provided only for exceptional situations such as recovering from errors or mistakes, or when Tutti specifically suggests to use it as part of an error message.`,
  );
}

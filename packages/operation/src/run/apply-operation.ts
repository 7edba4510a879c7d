import type { ApplyResult, EngineEvent, Plan } from "@tutti/engine";
import { COMMAND, type Diagnostic, PRODUCT, warningDiagnostic } from "@tutti/hcl";
import { operationError } from "../errors.ts";
import { historyWarnings } from "../history/history-warnings.ts";
import { problemDiagnostics } from "../outcome.ts";
import { type Operation, surroundings } from "./operation.ts";

/** What an apply left. */
export interface Applied {
  /** Undefined where nothing was begun. */
  readonly result: ApplyResult | undefined;
  readonly counts: AppliedCounts;
  readonly diagnostics: readonly Diagnostic[];
}

/** Objects, by what was done with them. */
export interface AppliedCounts {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
  readonly imported: number;
}

/** Applies a plan, journalling as it goes, and writes the state. */
export async function applyOperation(
  operation: Operation,
  plan: Plan,
  signal?: AbortSignal,
): Promise<Applied> {
  const { applyPlan, unfitPlan } = await import("@tutti/engine");
  const { request, state, variables, config } = operation;
  const { runtime } = request;
  const counts = { added: 0, changed: 0, destroyed: 0, imported: 0 };
  const refuse = (diagnostics: readonly Diagnostic[]): Applied => ({
    result: undefined,
    counts,
    diagnostics,
  });
  const unfit = unfitPlan({ plan, variables, config });
  if (unfit.length > 0) return refuse(unfit);
  const journal = await state.begin();
  if (!journal.ok) return refuse(problemDiagnostics(journal.problems));
  const around = await surroundings(operation, "apply", signal);
  const applyId = runtime.random.uuid();
  const published: Promise<() => Promise<void>>[] = [];
  const result = await applyPlan({
    ...around,
    onEvent: (event) => {
      count(counts, event);
      around.onEvent?.(event);
    },
    plan,
    journal: journal.value,
    random: runtime.random,
    processes: runtime.processes,
    network: runtime.network,
    disk: runtime.disk,
    home: runtime.environment.home,
    environment: runtime.environment.variables,
    variables,
    // Few plans have one, and `validate` shares this file's bundle: what asks agents is loaded for those alone.
    onRollout: (rollout) =>
      published.push(
        import("./publish-rollout.ts").then((module) => module.publishRollout(runtime, applyId, rollout)),
      ),
  });
  await Promise.all(published.map(async (end) => (await end)()));
  await journal.value.close();
  const saved = await state.save(result.state);
  runtime.log.write(saved.ok ? "debug" : "error", saved.ok ? "state saved" : "state not saved", {
    serial: result.state.serial,
    resources: result.state.resources.size,
  });
  return {
    result,
    counts,
    diagnostics: [
      ...result.diagnostics,
      ...(saved.ok ? [] : problemDiagnostics(saved.problems)),
      ...historyWarnings(state),
      ...(plan.targets.length > 0 ? [incompleteWarning("target")] : []),
      ...(plan.excludes.length > 0 ? [incompleteWarning("exclude")] : []),
    ],
  };
}

function count(
  counts: { added: number; changed: number; destroyed: number; imported: number },
  event: EngineEvent,
): void {
  if (event.kind === "apply-import-complete") counts.imported += 1;
  if (event.kind !== "apply-complete") return;
  if (event.action === "create") counts.added += 1;
  else if (event.action === "update") counts.changed += 1;
  else if (event.action === "delete") counts.destroyed += 1;
}

function incompleteWarning(option: "target" | "exclude"): Diagnostic {
  return warningDiagnostic(
    operationError("applied-changes-may-be-incomplete"),
    `The plan was created with the -${option} option in effect, so some changes requested in the configuration may have been ignored and the output values may not be fully updated. Run the following command to verify that no other changes are pending:\n    ${COMMAND} plan\n\nNote that the -${option} option is not suitable for routine use, and is provided only for exceptional situations such as recovering from errors or mistakes, or when ${PRODUCT} specifically suggests to use it as part of an error message.`,
  );
}

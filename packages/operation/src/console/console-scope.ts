/** What the console's expressions see: the state as it is, or what a plan would make of it. */

import type { StateScope } from "@tutti/engine";
import { type Diagnostic, hasErrors, warningDiagnostic } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { operationError } from "../errors.ts";
import { type OpenRequest, type Operation, operationOn, places } from "../run/operation.ts";
import { planOperation } from "../run/plan-operation.ts";

export interface ConsoleRequest
  extends Pick<OpenRequest, "config" | "variables">,
    Pick<Operation, "state" | "opened"> {
  readonly runtime: Runtime;
  /** A plan comes first, and its objects are seen. */
  readonly planned: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The names of the root module; with a plan, what it told, after which expressions may still be asked. */
export interface ConsoleScope {
  readonly scope: StateScope;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Evaluates the configuration over a state that its caller holds locked. Where
 * nothing can be planned, objects are what the state says of them.
 */
export async function openConsoleScope(request: ConsoleRequest): Promise<ConsoleScope> {
  const { runtime, config, variables, state, opened, planned, signal } = request;
  const operation = operationOn(
    { runtime, purpose: "plan", mode: "normal" },
    { config, variables, warnings: [] },
    { state, opened, release: async () => {} },
  );
  const [{ openPlanScope, openStateScope }, { loadAllFunctions, runtimeScope }] = await Promise.all([
    import("@tutti/engine"),
    import("@tutti/functions"),
  ]);
  const around = {
    ...(await places(operation)),
    variables,
    functions: (await loadAllFunctions()).table(runtimeScope(runtime, { pure: false, console: true })),
  };
  if (!planned) return { scope: await openStateScope({ ...around, state: opened.state }), diagnostics: [] };
  const { plan, diagnostics } = await planOperation(operation, signal);
  return {
    scope:
      plan === undefined
        ? await openStateScope({ ...around, state: opened.state })
        : await openPlanScope({ ...around, plan }),
    diagnostics: hasErrors(diagnostics) ? [...diagnostics, UNSURE] : diagnostics,
  };
}

const UNSURE = warningDiagnostic(operationError("expressions-may-be-unexpected"), "");

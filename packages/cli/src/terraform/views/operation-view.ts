import type { EngineEvent, Plan } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import type { AppliedCounts } from "@tutti/operation";
import type { State } from "@tutti/state";

/** How an operation is shown: in words, or as a stream of JSON messages. It renders and decides nothing. */
export interface OperationView {
  start(): void;
  event(event: EngineEvent, phase: "plan" | "apply"): void;
  plan(plan: Plan): void;
  /** A plan that was saved and shown before, and is applied now. */
  savedPlan(plan: Plan): void;
  /** Behind a plan that is not applied now: what can be done with it, and with the configuration that was written. */
  nextStep(planFile: string | undefined, generatedFile?: string): void;
  /** Shows all; answers with the exit status that they ask for. */
  diagnostics(diagnostics: readonly Diagnostic[]): number;
  /** The end of a successful apply. */
  applied(counts: AppliedCounts, operation: "apply" | "destroy"): void;
  statePath(path: string): void;
  outputs(state: State): void;
}

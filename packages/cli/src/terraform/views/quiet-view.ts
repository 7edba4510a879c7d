import type { EngineEvent } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import type { OperationView } from "./operation-view.ts";

/** An operation of which only what goes wrong is shown; who has more to show takes it from here. */
export class QuietView implements OperationView {
  protected readonly inner: OperationView;

  constructor(inner: OperationView) {
    this.inner = inner;
  }

  start(): void {}
  event(_event: EngineEvent, _phase: "plan" | "apply"): void {}
  plan(): void {}
  savedPlan(): void {}
  nextStep(): void {}
  diagnostics(diagnostics: readonly Diagnostic[]): number {
    return this.inner.diagnostics(diagnostics);
  }
  applied(): void {}
  statePath(): void {}
  outputs(): void {}
}

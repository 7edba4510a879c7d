import { formatInstance } from "@tutti/addresses";
import type { EngineEvent, Plan } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import type { AppliedCounts } from "@tutti/operation";
import type { State } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import type { OperationView } from "./operation-view.ts";

/** What `import` says while it works; of a plan it shows nothing. */
export class ImportView implements OperationView {
  readonly #context: CommandContext;
  readonly #inner: OperationView;

  constructor(context: CommandContext, inner: OperationView) {
    this.#context = context;
    this.#inner = inner;
  }

  start(): void {}

  event(event: EngineEvent, phase: "plan" | "apply"): void {
    if (event.kind === "import-start") {
      this.#context.stdout.write(
        `${formatInstance(event.address)}: Importing from ID ${JSON.stringify(event.id)}...\n`,
      );
    } else if (event.kind === "import-complete") {
      const { type } = event.address;
      this.#context.stdout.write(
        `${formatInstance(event.address)}: Import prepared!\n  Prepared ${type} for import\n`,
      );
    } else this.#inner.event(event, phase);
  }

  plan(_plan: Plan): void {}
  savedPlan(): void {}

  nextStep(): void {}
  diagnostics(diagnostics: readonly Diagnostic[]): number {
    return this.#inner.diagnostics(diagnostics);
  }
  applied(_counts: AppliedCounts): void {}
  statePath(): void {}
  outputs(_state: State): void {}
}

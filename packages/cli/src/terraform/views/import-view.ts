import { formatInstance } from "@tutti/addresses";
import type { EngineEvent } from "@tutti/engine";
import type { CommandContext } from "../../command/command.ts";
import type { OperationView } from "./operation-view.ts";
import { QuietView } from "./quiet-view.ts";

/** What `import` says while it works; of a plan it shows nothing. */
export class ImportView extends QuietView {
  readonly #context: CommandContext;

  constructor(context: CommandContext, inner: OperationView) {
    super(inner);
    this.#context = context;
  }

  override event(event: EngineEvent, phase: "plan" | "apply"): void {
    if (event.kind === "import-start") {
      this.#context.stdout.write(
        `${formatInstance(event.address)}: Importing from ID ${JSON.stringify(event.id)}...\n`,
      );
    } else if (event.kind === "import-complete") {
      const { type } = event.address;
      this.#context.stdout.write(
        `${formatInstance(event.address)}: Import prepared!\n  Prepared ${type} for import\n`,
      );
    } else this.inner.event(event, phase);
  }
}

import type { EngineEvent, Plan } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import type { AppliedCounts } from "@tutti/operation";
import type { State } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { horizontalRule, wrapText } from "../../command/text-wrap.ts";
import type { OperationView } from "./operation-view.ts";
import { outputsText } from "./outputs-text.ts";
import { planText } from "./plan-text.ts";
import { progressLine } from "./progress-text.ts";
import type { Report } from "./report.ts";

/** An operation in words. */
export class HumanView implements OperationView {
  readonly #context: CommandContext;
  readonly #report: Report;
  readonly #full: boolean;
  readonly #reasons: boolean;
  readonly #names: { readonly title: string; readonly command: string };

  constructor(
    context: CommandContext,
    report: Report,
    { full = false, reasons = true }: { readonly full?: boolean; readonly reasons?: boolean } = {},
  ) {
    this.#context = context;
    const { variables } = context.runtime.environment;
    this.#reasons = reasons && context.product === "tutti" && variables.get("TUTTI_REASONS") !== "0";
    // Terraform shows each change: who calls us by its name reads all of them.
    this.#full = full || context.product !== "tutti";
    this.#report = report;
    this.#names = productName(context.product);
  }

  #write(text: string): void {
    this.#context.stdout.write(text);
  }

  start(): void {}

  event(event: EngineEvent): void {
    // Terraform knows no steps: who calls us by its name reads its lines only.
    if (event.kind === "apply-step" && this.#context.product !== "tutti") return;
    const line = progressLine(event, this.#names.title);
    if (line !== undefined) this.#write(`${line}\n`);
  }

  plan(plan: Plan): void {
    const { stdout } = this.#context;
    this.#write(
      planText(plan, {
        width: stdout.width,
        colors: this.#report.colors,
        product: this.#names.title,
        full: this.#full,
        reasons: this.#reasons,
      }),
    );
  }

  savedPlan(): void {}

  nextStep(planFile: string | undefined, generatedFile?: string): void {
    const { stdout, runtime } = this.#context;
    if (isAutomated(runtime.environment.variables)) return;
    const { command, title } = this.#names;
    const generated =
      generatedFile === undefined
        ? ""
        : `\n${wrapText(`${title} has generated configuration and written it to ${generatedFile}. Please review the configuration and edit it as necessary before adding it to version control.`, stdout.width)}\n`;
    const rule = `\n${horizontalRule(stdout.width)}${generated}`;
    this.#write(
      planFile === undefined
        ? `${rule}\n${wrapText(`Note: You didn't use the -out option to save this plan, so ${title} can't guarantee to take exactly these actions if you run "${command} apply" now.`, stdout.width)}\n`
        : `${rule}\nSaved the plan to: ${planFile}\n\nTo perform exactly these actions, run the following command to apply:\n    ${command} apply "${planFile}"\n`,
    );
  }

  diagnostics(diagnostics: readonly Diagnostic[]): number {
    return this.#report.diagnostics(diagnostics);
  }

  applied(counts: AppliedCounts, operation: "apply" | "destroy"): void {
    const { added, changed, destroyed, imported } = counts;
    const front = imported === 0 ? "" : `${imported} imported, `;
    this.#write(
      operation === "destroy"
        ? `\nDestroy complete! Resources: ${destroyed} destroyed.\n`
        : `\nApply complete! Resources: ${front}${added} added, ${changed} changed, ${destroyed} destroyed.\n`,
    );
  }

  statePath(path: string): void {
    const { command } = this.#names;
    this.#write(
      `\nThe state of your infrastructure has been saved to the path\nbelow. This state is required to modify and destroy your\ninfrastructure, so keep it safe. To inspect the complete state\nuse the \`${command} show\` command.\n\nState path: ${path}\n`,
    );
  }

  outputs(state: State): void {
    if (state.outputs.size > 0) this.#write(`\nOutputs:\n\n${outputsText(state.outputs)}`);
  }
}

/** In automation nobody types the next command. */
export function isAutomated(variables: ReadonlyMap<string, string>): boolean {
  return (variables.get("TF_IN_AUTOMATION") ?? "") !== "";
}

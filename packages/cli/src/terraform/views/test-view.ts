import { type Diagnostic, hasErrors } from "@tutti/hcl";
import type { TestEvent, TestStatus, TestSummary } from "@tutti/operation";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { wrapText } from "../../command/text-wrap.ts";
import { planText } from "./plan-text.ts";
import type { Report } from "./report.ts";
import { stateText } from "./state-text.ts";

/** How tests are shown while they run. */
export interface TestView {
  start(): void;
  event(event: TestEvent): void;
  diagnostics(diagnostics: readonly Diagnostic[]): void;
}

/** A run that could not be brought to its end has failed, to people. */
export function statusWord(status: TestStatus): string {
  return status === "error" ? "fail" : status;
}

/** `Success! 3 passed, 0 failed.` */
export function summaryText({ status, passed, failed, errored, skipped }: TestSummary): string {
  const word = status === "pass" ? "Success!" : "Failure!";
  const skips = skipped === 0 ? "" : `, ${skipped} skipped`;
  return `${word} ${passed} passed, ${failed + errored} failed${skips}.`;
}

/** A run in its file, or the file alone. */
export function placeText(file: string, run: string | undefined): string {
  return run === undefined ? file : `${file}/${run}`;
}

/** Tests in words. */
export class HumanTestView implements TestView {
  readonly #context: CommandContext;
  readonly #report: Report;
  readonly #verbose: boolean;

  constructor(context: CommandContext, report: Report, verbose: boolean) {
    this.#context = context;
    this.#report = report;
    this.#verbose = verbose;
  }

  start(): void {}

  event(event: TestEvent): void {
    switch (event.kind) {
      case "file-start":
        this.#write(`${event.file}... in progress\n`);
        return;
      case "file-teardown":
        this.#write(`${event.file}... tearing down\n`);
        return;
      case "file-end":
        this.#write(`${event.file}... ${this.#colored(event.status)}\n`);
        this.diagnostics(event.diagnostics);
        return;
      case "run-end":
        this.#write(`  run ${JSON.stringify(event.run)}... ${this.#colored(event.status)}\n`);
        if (this.#verbose) this.#write(this.#testedText(event));
        this.#tell(event.diagnostics);
        return;
      case "left-behind":
        this.#leftBehind(event);
        return;
      case "summary":
        this.#write(`\n${summaryText(event.summary)}\n`);
        return;
      case "found":
      case "run-start":
      case "run-teardown":
        return;
    }
  }

  diagnostics(diagnostics: readonly Diagnostic[]): void {
    this.#report.diagnostics(diagnostics);
  }

  #leftBehind({
    file,
    run,
    diagnostics,
    objects,
    place,
  }: TestEvent & { readonly kind: "left-behind" }): void {
    const { stderr, product } = this.#context;
    const { title } = productName(product);
    const say = (text: string): void => stderr.note(`${wrapText(text, stderr.width)}\n`);
    const where = placeText(file, run);
    if (run !== undefined && hasErrors(diagnostics))
      say(`${title} encountered an error destroying resources created while executing ${where}.`);
    this.#tell(diagnostics);
    if (objects.length === 0) return;
    stderr.note("\n");
    say(
      `${title} left the following resources in state after executing ${where}, and they need to be cleaned up manually:`,
    );
    for (const { instance, deposedKey } of objects)
      stderr.note(`  - ${instance}${deposedKey === undefined ? "" : ` (${deposedKey})`}\n`);
    if (product === "tutti" && run !== undefined)
      say(`Their state is kept in ${place}; the next test of this file destroys them first.`);
  }

  /** What warnings say of a run ends with an empty line. */
  #tell(diagnostics: readonly Diagnostic[]): void {
    this.diagnostics(diagnostics);
    if (diagnostics.some(({ severity }) => severity === "warning")) this.#write("\n");
  }

  #write(text: string): void {
    this.#context.stdout.write(text);
  }

  #colored(status: TestStatus): string {
    const word = statusWord(status);
    if (!this.#report.colors) return word;
    const color = { pass: "32", fail: "31", error: "31", skip: "90" }[status];
    return `\u001b[${color}m${word}\u001b[0m`;
  }

  #testedText({ tested }: TestEvent & { readonly kind: "run-end" }): string {
    if (tested === undefined) return "";
    if (tested.kind === "state") return `\n${stateText(tested.state, tested.schemas)}\n`;
    const { stdout, product } = this.#context;
    const { title } = productName(product);
    const text = planText(tested.plan, {
      full: true,
      width: stdout.width,
      colors: this.#report.colors,
      product: title,
      reasons: false,
    });
    return `${text}\n`;
  }
}

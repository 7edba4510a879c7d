import type { ErrorKind } from "@tutti/errors";
import {
  type Diagnostic,
  errorDiagnostic,
  hasErrors,
  renderDiagnostic,
  sortDiagnostics,
  warningDiagnostic,
} from "@tutti/hcl";
import type { StateProblem } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { compactWarnings } from "./compact-warnings.ts";
import { consolidateWarnings } from "./consolidate-warnings.ts";
import { logDiagnostics } from "./log-diagnostics.ts";
import { nameProduct } from "./name-product.ts";

/** Another way to tell of an error without a place; gives the exit status. */
type Refuse = (kind: ErrorKind, detail: string) => number;

/** How a command tells people what went wrong; warnings go to the output, errors to the error stream. */
export class Report {
  readonly #context: CommandContext;
  readonly #boxed: boolean;
  readonly #compact: boolean;
  readonly #refuse: Refuse | undefined;
  readonly #end: string;
  sources: ReadonlyMap<string, string> = new Map();

  constructor(
    context: CommandContext,
    options: {
      /** Never in a frame, nor in colours. */
      readonly unframed?: boolean;
      readonly compactWarnings?: boolean;
      readonly refuse?: Refuse;
      /** A line more stands behind each. */
      readonly spaced?: boolean;
    } = {},
  ) {
    this.#context = context;
    this.#boxed = !context.plain && options.unframed !== true;
    this.#compact = options.compactWarnings === true;
    this.#refuse = options.refuse;
    this.#end = options.spaced === true ? "\n" : "";
  }

  get colors(): boolean {
    return (
      this.#boxed &&
      this.#context.stdout.isTerminal &&
      !this.#context.runtime.environment.variables.has("NO_COLOR")
    );
  }

  #text(diagnostic: Diagnostic, stream: { readonly isTerminal: boolean; readonly width: number }): string {
    const text = renderDiagnostic(nameProduct(diagnostic, productName(this.#context.product)), {
      sources: (name) => this.sources.get(name),
      width: stream.width,
      color: this.#boxed,
    });
    return this.#boxed && !(this.colors && stream.isTerminal) ? stripColors(text) : text;
  }

  /** Shows all; answers with the exit status that they ask for. */
  diagnostics(diagnostics: readonly Diagnostic[]): number {
    const { stdout, stderr, runtime } = this.#context;
    const failed = hasErrors(diagnostics);
    logDiagnostics(
      runtime.log,
      diagnostics.filter(({ severity }) => severity !== "error"),
    );
    if (this.#compact && !failed && diagnostics.length > 0) {
      const words = productName(this.#context.product);
      const named = sortDiagnostics(diagnostics).map((diagnostic) => nameProduct(diagnostic, words));
      stdout.write(compactWarnings(named, words.title));
      return 0;
    }
    for (const { diagnostic } of consolidateWarnings(sortDiagnostics(diagnostics))) {
      if (diagnostic.severity === "error")
        stderr.error(diagnostic, this.#text(diagnostic, stderr) + this.#end);
      else stdout.write(this.#text(diagnostic, stdout) + this.#end);
    }
    return failed ? 1 : 0;
  }

  /** One error without a place. */
  error(kind: ErrorKind, detail = ""): number {
    return this.#refuse?.(kind, detail) ?? this.diagnostics([errorDiagnostic(kind, detail)]);
  }

  warning(kind: ErrorKind, detail: string): void {
    this.diagnostics([warningDiagnostic(kind, detail)]);
  }

  problems(problems: readonly StateProblem[]): number {
    return this.diagnostics(problems.map((problem) => errorDiagnostic(problem, problem.detail)));
  }

  /** The command line was wrong; where to read how it should be. */
  usageError(kind: ErrorKind, detail: string, command: string): number {
    return this.usageErrors([{ kind, detail }], command);
  }

  /** Several at once: the advice stands behind the last. */
  usageErrors(
    mistakes: readonly { readonly kind: ErrorKind; readonly detail: string }[],
    command: string,
  ): number {
    for (const { kind, detail } of mistakes) this.error(kind, detail);
    if (this.#refuse !== undefined) return 1;
    this.#context.stderr.note(
      `\nFor more help on using this command, run:\n  ${productName(this.#context.product).command} ${command} -help\n`,
    );
    return 1;
  }
}

/** That of Terraform's older commands, which print through another interface than the newer ones. */
export function legacyReport(
  context: CommandContext,
  options: { readonly compactWarnings?: boolean } = {},
): Report {
  return new Report(context, { ...options, spaced: true });
}

/** The frame stays where colours are of no use. */
export function stripColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is meant
  return text.replaceAll(/\u001b\[[0-9;]*m/g, "");
}

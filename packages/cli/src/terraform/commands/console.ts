import {
  graphMistakes,
  type Module,
  referencesOf,
  undeclaredNames,
  type VariableArgument,
} from "@tutti/config";
import type { StateScope } from "@tutti/engine";
import {
  type Diagnostic,
  errorDiagnostic,
  fillProductWords,
  hasErrors,
  PRODUCT,
  parseExpression,
} from "@tutti/hcl";
import {
  checkBackend,
  formatValue,
  lockState,
  openConsoleScope,
  providerMistakes,
  readVariables,
} from "@tutti/operation";
import type { StateHandle } from "@tutti/state";
import type { Value } from "@tutti/values";
import type { Command, CommandContext, Product } from "../../command/command.ts";
import { boolFlag, listFlag, moot, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { variableArguments } from "../flags/early-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport, type Report } from "../views/report.ts";
import { openGivenState } from "./initialised-state.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { loadConfiguration } from "./load-configuration.ts";

const FLAGS = {
  state: textFlag(),
  plan: boolFlag(),
  input: moot(boolFlag(true), "nothing is asked for"),
  "compact-warnings": boolFlag(),
  var: listFlag(),
  "var-file": listFlag(),
} as const;

/** Evaluates expressions over the configuration and the state, or over what a plan would make of it. */
export const command: Command = {
  summary: "Try Tutti expressions at an interactive command prompt",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "console", FLAGS);
  if (typeof flags === "number") return flags;
  if (flags.rest.length > 0) return plainError(context, cliError("folder-given-as-argument"));
  const report = legacyReport(context, {
    compactWarnings: flags.values["compact-warnings"],
  });
  const { state } = flags.values;
  const handle = await openGivenState(context, variableArguments(flags.uses), { state });
  const locked = await lockState(handle, {
    lock: true,
    timeoutMs: 0,
    operation: "OperationTypeInvalid",
  });
  if (!locked.ok) {
    for (const problem of locked.diagnostics) report.error(problem, problem.detail);
    return 1;
  }
  try {
    const console = await openConsole(context, report, {
      handle,
      given: variableArguments(flags.uses),
      planned: flags.values.plan,
    });
    return typeof console === "number" ? console : await session(context, report, console);
  } finally {
    await locked.value?.release();
  }
}

interface ConsoleWish {
  readonly handle: StateHandle;
  readonly given: readonly VariableArgument[];
  readonly planned: boolean;
}

async function openConsole(
  context: CommandContext,
  report: Report,
  { handle, given, planned }: ConsoleWish,
): Promise<Console | number> {
  const { runtime } = context;
  const loaded = await loadConfiguration(context, report, { anyVersion: true, variables: given });
  if (loaded.config === undefined || hasErrors(loaded.diagnostics))
    return report.diagnostics(loaded.diagnostics);
  const { config } = loaded;
  const backend = await checkBackend(runtime, config.root.module);
  if (hasErrors(backend)) return report.diagnostics(backend);
  const opened = await handle.read();
  if (!opened.ok) return report.problems(opened.problems);
  const missing = await providerMistakes(runtime, config, "plan");
  if (missing.length > 0) return report.diagnostics([...loaded.diagnostics, ...missing]);
  const variables = await readVariables({ runtime, module: config.root.module, arguments: given });
  report.sources = new Map([...report.sources, ...variables.sources]);
  const said = [...loaded.diagnostics, ...variables.diagnostics];
  if (hasErrors(said)) return report.diagnostics(said);
  const mistakes = graphMistakes(config.root, { imports: false });
  if (hasErrors(mistakes)) return report.diagnostics([...said, ...mistakes]);
  const interrupts = listenForInterrupts(
    context,
    () => context.stderr.note("\nInterrupt received.\n"),
    "Nothing was changed.",
  );
  try {
    const { scope, diagnostics } = await openConsoleScope({
      runtime,
      config,
      variables: variables.given,
      state: handle,
      opened: opened.value,
      planned,
      signal: interrupts.signal,
    });
    report.diagnostics([...said, ...diagnostics]);
    if (interrupts.signal.aborted) return 1;
    return { evaluate: (text) => evaluateText(text, config.root.module, scope) };
  } finally {
    interrupts.end();
  }
}

interface Console {
  evaluate(text: string): Answer;
}

interface Answer {
  /** Undefined where the diagnostics have errors. */
  readonly value: Value | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

function evaluateText(text: string, module: Module, scope: StateScope): Answer {
  const parsed = parseExpression(text, "<console-input>");
  if (hasErrors(parsed.diagnostics)) return { value: undefined, diagnostics: parsed.diagnostics };
  const found = referencesOf(parsed.expression);
  const wrong = [...found.diagnostics, ...undeclaredNames(found.references, module)];
  if (hasErrors(wrong)) return { value: undefined, diagnostics: wrong };
  const { value, diagnostics } = scope.evaluate(parsed.expression);
  return { value: hasErrors(diagnostics) ? undefined : value, diagnostics };
}

/** At a terminal every answer is shown; of a script only the last. */
async function session(context: CommandContext, report: Report, console: Console): Promise<number> {
  const { stdin, stdout } = context;
  const interactive = stdin.isTerminal;
  let last = "";
  for (;;) {
    if (interactive) stdout.write("> ");
    const line = await stdin.readLine();
    if (line === undefined) break;
    const answer = handle(report, console, line.trim(), context.product);
    if (answer === "exit") return 0;
    if (answer === "failed") {
      if (!interactive) return 1;
      continue;
    }
    if (interactive) stdout.write(`${answer}\n`);
    else last = answer;
  }
  if (interactive) stdout.write("\n");
  else stdout.write(`${last}\n`);
  return 0;
}

const HELP = `The ${PRODUCT} console allows you to experiment with ${PRODUCT} interpolations.
You may access resources in the state (if you have one) just as you would
from a configuration. For example: "aws_instance.foo.id" would evaluate
to the ID of "aws_instance.foo" if it exists in your state.

Type in the interpolation to test and hit <enter> to see the result.

To exit the console, type "exit" and hit <enter>, or use Control-C or
Control-D.`;

function handle(report: Report, console: Console, line: string, product: Product): string {
  if (line === "") return "";
  if (line === "exit") return "exit";
  if (line === "help") return fillProductWords(HELP, productName(product));
  const { value, diagnostics } = console.evaluate(line);
  if (value === undefined || hasErrors(diagnostics)) {
    report.diagnostics(diagnostics);
    return "failed";
  }
  if (value.hasMark("type")) return value.asString;
  if (!value.isNull && containsType(value)) {
    report.diagnostics([
      errorDiagnostic(
        cliError("invalid-use-of-type-function"),
        'The console-only "type" function cannot be used as part of an expression.',
      ),
    ]);
    return "failed";
  }
  return formatValue(value);
}

function containsType(value: Value): boolean {
  if (value.hasMark("type")) return true;
  if (!value.isKnown || !value.containsMarks) return false;
  const { data } = value;
  if (Array.isArray(data)) return value.asItems.some(containsType);
  return data instanceof Map && [...value.asEntries.values()].some(containsType);
}

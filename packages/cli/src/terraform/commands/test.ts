import type { TestFile } from "@tutti/config";
import { type Diagnostic, hasErrors, warningDiagnostic } from "@tutti/hcl";
import { providerMistakes, runTests, workspaceMistakes } from "@tutti/operation";
import { RuntimeError, reasonOf } from "@tutti/runtime";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, listFlag, refused, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseModern } from "../flags/command-flags.ts";
import { variableArguments } from "../flags/early-flags.ts";
import { TEST_DIRECTORY } from "../flags/state-flags.ts";
import { JunitReport, plainDiagnostic } from "../views/junit.ts";
import { nameProduct } from "../views/name-product.ts";
import { Report } from "../views/report.ts";
import { JsonTestView } from "../views/test-json-view.ts";
import { HumanTestView, type TestView } from "../views/test-view.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { loadConfiguration } from "./load-configuration.ts";

const FLAGS = {
  "cloud-run": refused(textFlag(), "Tests are run here; there is no service that could run them."),
  filter: listFlag(),
  json: boolFlag(),
  "junit-xml": textFlag(),
  "test-directory": TEST_DIRECTORY,
  var: listFlag(),
  "var-file": listFlag(),
  verbose: boolFlag(),
} as const;

/** Runs the test files of a module, and takes down what they made. */
export const command: Command = {
  summary: "Execute integration tests for Tutti modules",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "test", FLAGS);
  if (typeof flags === "number") return flags;
  const { values } = flags;
  const report = new Report(context);
  const view: TestView = values.json
    ? new JsonTestView(context, report, values.verbose)
    : new HumanTestView(context, report, values.verbose);
  view.start();
  const variables = variableArguments(flags.uses);
  const testDirectory = values["test-directory"];
  const loaded = await loadConfiguration(context, report, { tests: true, testDirectory, variables });
  const found = [...loaded.diagnostics, ...(await directoryWarnings(context, testDirectory))];
  if (loaded.config === undefined || hasErrors(found)) return refuse(view, found);
  const unnamed = await workspaceMistakes(context.runtime);
  if (unnamed.length > 0) return refuse(view, unnamed);
  const missing = await providerMistakes(context.runtime, loaded.config, "check");
  if (missing.length > 0) return refuse(view, missing);
  view.diagnostics(found);
  const words = productName(context.product);
  const render = plainDiagnostic((name) => report.sources.get(name));
  const junit = new JunitReport((diagnostic) => render(nameProduct(diagnostic, words)));
  const interrupts = listenForInterrupts(
    context,
    () =>
      context.stderr.note(
        "\nInterrupt received. What was made is taken down; the remaining tests are left out.\n",
      ),
    "What was made stays; the next test of the same file destroys it first.",
  );
  const outcome = await runTests({
    runtime: context.runtime,
    config: loaded.config,
    files: chosenFiles(loaded.tests, values.filter),
    runs: loaded.runs,
    variables,
    signal: interrupts.signal,
    onSources: (sources) => {
      report.sources = sources;
    },
    onEvent: (event) => {
      junit.event(event);
      view.event(event);
    },
  });
  interrupts.end();
  if (hasErrors(outcome.diagnostics)) return refuse(view, outcome.diagnostics);
  const path = values["junit-xml"];
  if (path !== "" && !(await writeReport(context, report, path, junit.text))) return 1;
  return outcome.summary.status === "pass" ? 0 : 1;
}

function refuse(view: TestView, diagnostics: readonly Diagnostic[]): number {
  view.diagnostics(diagnostics);
  return 1;
}

/** Those that `-filter` names; all where it is not given. */
function chosenFiles(files: readonly TestFile[], filter: readonly string[]): readonly TestFile[] {
  if (filter.length === 0) return files;
  const wanted = new Set(filter.map((path) => path.replace(/^(\.\/)+/, "")));
  return files.filter(({ path }) => wanted.has(path));
}

async function directoryWarnings(
  { runtime }: CommandContext,
  directory: string,
): Promise<readonly Diagnostic[]> {
  if (directory === "tests" || (await runtime.disk.stat(directory))?.kind === "directory") return [];
  return [
    warningDiagnostic(
      cliError("test-directory-does-not-exist"),
      `Requested test directory ${directory} does not exist.`,
    ),
  ];
}

async function writeReport(
  { runtime }: CommandContext,
  report: Report,
  path: string,
  text: string,
): Promise<boolean> {
  try {
    await runtime.disk.writeFile(path, text);
    return true;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    report.error(cliError("test-report-not-written"), `${path}: ${reasonOf(error)}.`);
    return false;
  }
}

import { type LoadResult, type ModuleNode, mistakesInTests, type TestFile } from "@tutti/config";
import { type Diagnostic, hasErrors } from "@tutti/hcl";
import {
  checkConfig,
  checkEncryption,
  checkOverrideTargets,
  overrideWarnings,
  workspaceMistakes,
} from "@tutti/operation";
import { encodeJsonTree } from "@tutti/values";
import type { Command, CommandContext } from "../../command/command.ts";
import { beyond, boolFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { wrapText } from "../../command/text-wrap.ts";
import { refuseMoreThan } from "../flags/arguments.ts";
import { parseModern } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { TEST_DIRECTORY } from "../flags/state-flags.ts";
import { diagnosticJson } from "../views/diagnostic-json.ts";
import { logDiagnostics } from "../views/log-diagnostics.ts";
import { nameProduct } from "../views/name-product.ts";
import { Report, stripColors } from "../views/report.ts";
import { loadConfiguration } from "./load-configuration.ts";

const FLAGS = {
  ...EARLY_FLAGS,
  json: boolFlag(),
  "no-tests": boolFlag(),
  query: beyond(boolFlag()),
  "test-directory": TEST_DIRECTORY,
} as const;

/** Checks the configuration without looking at state or world. */
export const command: Command = { summary: "Check whether the configuration is valid", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "validate", FLAGS);
  if (typeof flags === "number") return flags;
  const report = new Report(context);
  const refused = refuseMoreThan(1, report, "validate", flags.rest);
  if (refused !== undefined) return refused;
  const directory = flags.rest[0];
  const loaded = await loadConfiguration(context, report, {
    variables: variableArguments(flags.uses),
    queries: flags.values.query,
    tests: !flags.values["no-tests"],
    testDirectory: flags.values["test-directory"],
    ...(directory === undefined ? {} : { directory }),
  });
  const diagnostics = [...loaded.diagnostics];
  const checked = new Set<string>();
  if (!hasErrors(diagnostics)) diagnostics.push(...(await workspaceMistakes(context.runtime)));
  if (loaded.config !== undefined && !hasErrors(diagnostics)) {
    diagnostics.push(...checkEncryption(loaded.config.root.module));
    diagnostics.push(...(await checkConfig(context.runtime, loaded.config)));
    for (const file of loaded.tests) {
      diagnostics.push(...mistakesInTests([file]), ...checkOverrideTargets(file, loaded.config, loaded.runs));
      for (const root of localModules(file, loaded, checked))
        diagnostics.push(...(await checkConfig(context.runtime, { ...loaded.config, root })));
    }
  }
  diagnostics.push(...(await overrideWarnings(context.runtime, "run")));
  return flags.values.json ? showJson(context, report, diagnostics) : showText(context, report, diagnostics);
}

/** Modules beside the tests that runs of a file name, each once: those of registries are for others to mend. */
function localModules(
  { runs }: TestFile,
  loaded: Pick<LoadResult, "runs">,
  checked: Set<string>,
): readonly ModuleNode[] {
  return runs.flatMap((run) => {
    const root = loaded.runs.get(run);
    const source = run.module?.source ?? "";
    if (root === undefined || run.module?.call.address?.kind !== "local" || checked.has(source)) return [];
    checked.add(source);
    return [root];
  });
}

function showJson(context: CommandContext, report: Report, diagnostics: readonly Diagnostic[]): number {
  logDiagnostics(context.runtime.log, diagnostics);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const sources = (name: string): string | undefined => report.sources.get(name);
  const words = productName(context.product);
  const json = {
    format_version: "1.0",
    valid: errors === 0,
    error_count: errors,
    warning_count: diagnostics.length - errors,
    diagnostics: diagnostics.map((diagnostic) => diagnosticJson(nameProduct(diagnostic, words), sources)),
  };
  context.stdout.write(`${encodeJsonTree(json, 2)}\n`);
  return errors === 0 ? 0 : 1;
}

function showText(context: CommandContext, report: Report, diagnostics: readonly Diagnostic[]): number {
  const status = report.diagnostics(diagnostics);
  if (status !== 0) return status;
  const success = context.plain ? "Success!" : "\u001b[32m\u001b[1mSuccess!\u001b[0m";
  const what = diagnostics.length === 0 ? "." : ", but there were some validation warnings as shown above.";
  // As there, what colours take of a line counts, also where they are not shown.
  const text = wrapText(`${success} The configuration is valid${what}`, context.stdout.width);
  context.stdout.write(`${report.colors ? text : stripColors(text)}\n\n`);
  return 0;
}

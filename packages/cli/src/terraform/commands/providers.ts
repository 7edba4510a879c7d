import {
  formatVersionConstraint,
  importProviderMistakes,
  type LoadResult,
  type ModuleNode,
  providerRequirements,
  testName,
} from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import type { Command, CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { TEST_DIRECTORY } from "../flags/state-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { providerSource } from "../views/provider-source.ts";
import { legacyReport } from "../views/report.ts";
import { type Branch, treeText } from "../views/tree-text.ts";
import { openGivenState } from "./initialised-state.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { stateNotLoaded } from "./locked-state.ts";

const FLAGS = { ...EARLY_FLAGS, "test-directory": TEST_DIRECTORY } as const;

/** Shows which module needs which providers. */
export const command: Command = {
  summary: "Show the providers required for this configuration",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "providers", FLAGS);
  if (typeof flags === "number") return flags;
  if (flags.rest.length > 0) return plainError(context, cliError("folder-given-as-argument"));
  const report = legacyReport(context);
  const variables = variableArguments(flags.uses);
  const loaded = await loadConfiguration(context, report, {
    anyVersion: true,
    variables,
    tests: true,
    testDirectory: flags.values["test-directory"],
  });
  if (loaded.config === undefined || hasErrors(loaded.diagnostics))
    return report.diagnostics(loaded.diagnostics);
  const unclear = importProviderMistakes(loaded.config.root);
  if (unclear.length > 0) return report.diagnostics([...loaded.diagnostics, ...unclear]);
  const opened = await (await openGivenState(context, variables)).read();
  if (!opened.ok) return stateNotLoaded(context, opened.problems);
  const { config } = loaded;
  const tree = [...requirements(config.root), ...testBranches(loaded), ...calls(config.root)];
  context.stdout.write(`\nProviders required by configuration:\n.\n${treeText(tree)}\n`);
  const stored = new Set(
    [...opened.value.state.resources.values()].map(({ provider }) => providerSource(provider)),
  );
  if (stored.size > 0) {
    const names = [...stored].sort().map((source) => `    provider[${source}]\n\n`);
    context.stdout.write(`Providers required by state:\n\n${names.join("")}`);
  }
  return report.diagnostics(loaded.diagnostics);
}

function branchesOf(node: ModuleNode): readonly Branch[] {
  return [...requirements(node), ...calls(node)];
}

function requirements({ module }: ModuleNode): readonly Branch[] {
  return [...providerRequirements(module)].map(([source, versions]) => ({
    name: `provider[${source}] ${formatVersionConstraint(versions)}`.trimEnd(),
    inside: [],
  }));
}

function calls({ children }: ModuleNode): readonly Branch[] {
  return [...children].map(([name, child]) => ({ name: `module.${name}`, inside: branchesOf(child) }));
}

/** Of the test files: what the modules need that their runs name. */
function testBranches({ tests, runs }: LoadResult): readonly Branch[] {
  return tests.map(({ path, runs: own }) => ({
    name: `test.${testName(path)}`,
    inside: own.flatMap((run) => {
      const node = runs.get(run);
      return node === undefined ? [] : [{ name: `run.${run.name}`, inside: branchesOf(node) }];
    }),
  }));
}

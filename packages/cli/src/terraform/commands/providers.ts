import type { ModuleNode } from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import type { Command, CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { TEST_DIRECTORY } from "../flags/state-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { providerSource } from "../views/provider-source.ts";
import { legacyReport } from "../views/report.ts";
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
  const opened = await (await openGivenState(context, variables)).read();
  if (!opened.ok) return stateNotLoaded(context, opened.problems);
  const lines = [".", ...treeLines(loaded.config.root, "")];
  context.stdout.write(`\nProviders required by configuration:\n${lines.join("\n")}\n\n`);
  const stored = new Set(
    [...opened.value.state.resources.values()].map(({ provider }) => providerSource(provider)),
  );
  if (stored.size > 0) {
    const names = [...stored].sort().map((source) => `    provider[${source}]\n\n`);
    context.stdout.write(`Providers required by state:\n\n${names.join("")}`);
  }
  return 0;
}

function treeLines(node: ModuleNode, margin: string): readonly string[] {
  const sources = new Set<string>();
  for (const { source } of node.module.requiredProviders.values()) sources.add(source);
  for (const { providerSource: source } of node.module.resources.values()) sources.add(source);
  const branches: { readonly name: string; readonly inside: (margin: string) => readonly string[] }[] = [
    ...[...sources]
      .sort()
      .map((source) => ({ name: `provider[${source}]${versionText(node, source)}`, inside: () => [] })),
    ...[...node.children].map(([name, child]) => ({
      name: `module.${name}`,
      inside: (next: string) => treeLines(child, next),
    })),
  ];
  return branches.flatMap(({ name, inside }, index) => {
    const isLast = index === branches.length - 1;
    return [`${margin}${isLast ? "└── " : "├── "}${name}`, ...inside(`${margin}${isLast ? "    " : "│   "}`)];
  });
}

function versionText(node: ModuleNode, source: string): string {
  for (const required of node.module.requiredProviders.values())
    if (required.source === source && required.version !== undefined) return ` ${required.version.text}`;
  return "";
}

import { formatModuleSource, type ModuleNode, modulesOf } from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import { encodeJsonTree } from "@tutti/values";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { refuseMoreThan } from "../flags/arguments.ts";
import { parseModern } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { Report } from "../views/report.ts";
import { type Branch, treeText } from "../views/tree-text.ts";
import { loadConfiguration } from "./load-configuration.ts";

const FLAGS = { ...EARLY_FLAGS, json: boolFlag() } as const;

/** Lists the modules that the configuration calls. */
export const command: Command = {
  summary: "Show all declared modules in a working directory",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "modules", FLAGS);
  if (typeof flags === "number") return flags;
  const report = new Report(context);
  const refused = refuseMoreThan(0, report, "modules", flags.rest, "Expected no positional arguments");
  if (refused !== undefined) return refused;
  const loaded = await loadConfiguration(context, report, { variables: variableArguments(flags.uses) });
  if (loaded.config === undefined || hasErrors(loaded.diagnostics))
    return report.diagnostics(loaded.diagnostics);
  const called = [...modulesOf(loaded.config.root)].filter(({ path }) => path.length > 0);
  const { stdout } = context;
  if (flags.values.json) {
    const modules = called.map((node) => ({
      // Its own name, whatever module it is called in.
      key: node.path.at(-1) ?? "",
      source: sourceOf(node),
      version: node.version ?? "",
    }));
    stdout.write(
      `${encodeJsonTree({ format_version: "1.0", modules: modules.length === 0 ? null : modules })}\n`,
    );
    return 0;
  }
  if (called.length === 0) {
    stdout.write("No modules found in configuration.\n");
    return 0;
  }
  stdout.write(`\nModules declared by configuration:\n.\n${treeText(branchesOf(loaded.config.root))}\n`);
  return 0;
}

function branchesOf(node: ModuleNode): readonly Branch[] {
  return [...node.children].map(([name, child]) => {
    const wanted = child.call?.version === undefined ? "" : ` (${child.call.version.text})`;
    const version = child.version === undefined ? "" : ` ${child.version}${wanted}`;
    return {
      name: `${JSON.stringify(name)}[${sourceOf(child)}]${version}`,
      inside: branchesOf(child),
    };
  });
}

function sourceOf({ call }: ModuleNode): string {
  return call?.address === undefined ? "" : formatModuleSource(call.address);
}

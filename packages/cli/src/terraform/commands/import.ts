import {
  type AbsoluteResource,
  formatInstance,
  formatModule,
  modulePathOf,
  type ResourceInstance,
} from "@tutti/addresses";
import { type Config, moduleAt, parseInstanceAddress } from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import { importObject, isDeclared, isEmptyConfig, prepareOperation } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, listFlag, moot, numberFlag, refused, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy, refuseWithUsage } from "../flags/command-flags.ts";
import { type OperationFlags, operationOptions } from "../flags/operation-flags.ts";
import { LOCK_FLAGS, REMOTE_VERSION, STATE_FLAGS } from "../flags/state-flags.ts";
import { HumanView } from "../views/human-view.ts";
import { ImportView } from "../views/import-view.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport, type Report } from "../views/report.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { operationRequest, withOperation } from "./operation-run.ts";

const FLAGS = {
  ...LOCK_FLAGS,
  ...STATE_FLAGS,
  config: textFlag(),
  "compact-warnings": boolFlag(),
  input: boolFlag(true),
  "allow-missing-config": refused(
    boolFlag(),
    "An object is imported to a resource of the configuration; write its block first.",
  ),
  "ignore-remote-version": REMOTE_VERSION,
  parallelism: numberFlag(10),
  target: moot(listFlag(), "one address is imported, and what it stands on is looked at in any case"),
  var: listFlag(),
  "var-file": listFlag(),
} as const;

/** Takes an existing object under management, without changing it. */
export const command: Command = {
  summary: "Associate existing infrastructure with a Tutti resource",
  flags: FLAGS,
  run,
};

/** What Terraform calls the address, as if it stood in a file. */
const SOURCE = "<import-address>";

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "import", FLAGS);
  if (typeof flags === "number") return flags;
  const [text, id] = flags.rest;
  if (text === undefined || id === undefined || flags.rest.length > 2)
    return refuseWithUsage(context, "import", cliError("import-arguments-missing"));
  const report = legacyReport(context, { compactWarnings: flags.values["compact-warnings"] });
  const parsed = parseInstanceAddress(text, SOURCE);
  if (parsed.address === undefined) {
    report.sources = new Map([[SOURCE, text]]);
    context.stdout.write(
      "For information on valid syntax, see:\nhttps://developer.hashicorp.com/terraform/cli/state/resource-addressing\n",
    );
    return report.diagnostics(parsed.diagnostics);
  }
  const address = formatInstance(parsed.address);
  if (parsed.address.mode !== "managed") return report.error(cliError("import-into-data-resource"), "");
  const { values } = flags;
  const wanted: OperationFlags = {
    lock: values.lock,
    "lock-timeout": values["lock-timeout"],
    state: values.state,
    "state-out": values["state-out"],
    backup: values.backup,
    input: values.input,
    parallelism: values.parallelism,
    json: false,
    destroy: false,
    refresh: true,
    "refresh-only": false,
    target: [address],
    exclude: [],
    replace: [],
  };
  const options = operationOptions(context, report, "import", wanted, flags.uses);
  if (typeof options === "number") return options;
  const view = new ImportView(context, new HumanView(context, report));
  const { directory } = context.runtime.environment;
  const given = values.config;
  // Terraform reads the configuration, says what is said of it, and looks for the resource before all else.
  const { config, diagnostics: said } = await loadConfiguration(context, report, {
    variables: options.variables,
    ...(given === "" ? {} : { directory: given }),
  });
  const isRead = config !== undefined && !isEmptyConfig(config);
  if (isRead) {
    if (hasErrors(said)) return view.diagnostics(said);
    view.diagnostics(said);
    const missing = missingBlock(context, report, config, parsed.address);
    if (missing !== undefined) return missing;
  }
  view.start();
  const { outcome, sources } = await prepareOperation({
    ...operationRequest(context, view, options, "import"),
    // Terraform names all places by the path that it was given, or else by their whole path; `path.module` is one.
    directory: given === "" ? directory : given,
    // It says nothing of -state here.
    notices: [],
  });
  report.sources = new Map([...sources, ...(config?.sources ?? [])]);
  // What was said before Terraform says again, and then what is said of the same files as the operation reads them.
  const beside = outcome.ok ? outcome.value.warnings : outcome.diagnostics;
  const again =
    context.product === "terraform" && isRead
      ? [...said, ...beside]
      : beside.filter(({ severity }) => severity === "error" || !isRead);
  if (!outcome.ok) return view.diagnostics(again);
  const operation = outcome.value;
  return withOperation(context, view, operation, async (signal) => {
    const imported = await importObject(operation, parsed.address, id, signal);
    if (imported.ok) context.stdout.write(successText(context));
    return view.diagnostics([...again, ...imported.diagnostics]);
  });
}

/** The exit status where the configuration has no block for the object. */
function missingBlock(
  context: CommandContext,
  report: Report,
  config: Config,
  address: ResourceInstance,
): number | undefined {
  if (moduleAt(config.root, modulePathOf(address.module)) === undefined)
    return report.error(
      cliError("import-to-non-existent-module"),
      `${formatModule(address.module)} is not defined in the configuration. Please add configuration for this module before importing into it.`,
    );
  return isDeclared(config, address) ? undefined : notDeclared(context, formatInstance(address), address);
}

function notDeclared(context: CommandContext, address: string, resource: AbsoluteResource): number {
  const where = resource.module.length === 0 ? "the root module" : formatModule(resource.module);
  return plainError(
    context,
    cliError("resource-to-import-not-declared", JSON.stringify(address), where, resource.type, resource.name),
  );
}

function successText({ product }: CommandContext): string {
  const { title } = productName(product);
  return `\nImport successful!\n\nThe resources that were imported are shown above. These resources are now in\nyour ${title} state and will henceforth be managed by ${title}.\n\n`;
}

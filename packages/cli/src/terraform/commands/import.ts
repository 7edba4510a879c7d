import { type AbsoluteResource, formatInstance, formatModule, modulePathOf } from "@tutti/addresses";
import { moduleAt, parseInstanceAddress } from "@tutti/config";
import type { Diagnostic } from "@tutti/hcl";
import { importObject, isDeclared, type OperationRequest, prepareOperation } from "@tutti/operation";
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
import { legacyReport } from "../views/report.ts";
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
  const request: OperationRequest = {
    ...operationRequest(context, view, options, "import"),
    // Terraform names all places by the path that it was given, or else by their whole path; `path.module` is one.
    directory: values.config === "" ? directory : values.config,
    // It says nothing of -state here.
    notices: [],
  };
  view.start();
  const { outcome, sources } = await prepareOperation(request);
  report.sources = withRelative(sources, directory);
  // What is said of the configuration it says first as seen from the working directory, and again with all that follows.
  const warnings = outcome.ok ? outcome.value.warnings : outcome.diagnostics.filter(isWarning);
  const isRead = outcome.ok || warnings.some(({ subject }) => subject?.filename.startsWith("/") === true);
  const seenFromHere = isRead ? warnings.map((warning) => fromHere(warning, directory)) : [];
  view.diagnostics(seenFromHere);
  const again = context.product === "terraform" && isRead ? [...seenFromHere, ...warnings] : [];
  if (!outcome.ok) {
    const others = outcome.diagnostics.filter((one) => !isRead || !isWarning(one));
    return view.diagnostics([...again, ...others]);
  }
  const operation = outcome.value;
  return withOperation(context, view, operation, async (signal) => {
    const { module } = parsed.address;
    if (moduleAt(operation.config.root, modulePathOf(module)) === undefined)
      return report.error(
        cliError("import-to-non-existent-module"),
        `${formatModule(module)} is not defined in the configuration. Please add configuration for this module before importing into it.`,
      );
    if (!isDeclared(operation.config, parsed.address)) return notDeclared(context, address, parsed.address);
    const imported = await importObject(operation, parsed.address, id, signal);
    if (imported.ok) context.stdout.write(successText(context));
    return view.diagnostics([...again, ...imported.diagnostics]);
  });
}

const isWarning = ({ severity }: Diagnostic): boolean => severity === "warning";

function withRelative(sources: ReadonlyMap<string, string>, directory: string): ReadonlyMap<string, string> {
  return new Map([
    ...sources,
    ...[...sources].map(([path, text]) => [relativeTo(directory, path), text] as const),
  ]);
}

function fromHere(warning: Diagnostic, directory: string): Diagnostic {
  const { subject } = warning;
  if (subject === undefined) return warning;
  const { start, end } = subject;
  return { ...warning, subject: { filename: relativeTo(directory, subject.filename), start, end } };
}

function relativeTo(directory: string, path: string): string {
  const start = directory.endsWith("/") ? directory : `${directory}/`;
  return path.startsWith(start) ? path.slice(start.length) : path;
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

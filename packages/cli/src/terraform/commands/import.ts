import { type AbsoluteResource, formatInstance, formatModule, parseInstance } from "@tutti/addresses";
import { importObject, isDeclared } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, listFlag, numberFlag, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { parseLegacy, refuseWithUsage } from "../flags/command-flags.ts";
import { type OperationFlags, operationOptions } from "../flags/operation-flags.ts";
import { LOCK_FLAGS, STATE_FLAGS } from "../flags/state-flags.ts";
import { HumanView } from "../views/human-view.ts";
import { ImportView } from "../views/import-view.ts";
import { Report } from "../views/report.ts";
import { openOperation, operationRequest, withOperation } from "./operation-run.ts";

/** Takes an existing object under management, without changing it. */
export const command: Command = { summary: "Associate existing infrastructure with a Tutti resource", run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "import", {
    ...LOCK_FLAGS,
    ...STATE_FLAGS,
    config: textFlag(),
    input: boolFlag(true),
    "allow-missing-config": boolFlag(),
    "ignore-remote-version": boolFlag(),
    "no-color": boolFlag(),
    parallelism: numberFlag(10),
    var: listFlag(),
    "var-file": listFlag(),
  });
  if (typeof flags === "number") return flags;
  const [text, id] = flags.rest;
  if (text === undefined || id === undefined || flags.rest.length > 2)
    return refuseWithUsage(context, "import", "The import command expects two arguments.");
  const report = new Report(context, { noColor: flags.values["no-color"] });
  const parsed = parseInstance(text);
  if (!parsed.ok) {
    context.stdout.write(
      "For information on valid syntax, see:\nhttps://developer.hashicorp.com/terraform/cli/state/resource-addressing\n",
    );
    return report.legacyError("Invalid import address", parsed.error.message);
  }
  const address = formatInstance(parsed.value);
  if (parsed.value.mode !== "managed")
    return report.legacyError(
      "Invalid import address",
      "A managed resource address is required. Importing into a data resource is not allowed.",
    );
  const wanted: OperationFlags = {
    ...flags.values,
    "compact-warnings": false,
    json: false,
    destroy: false,
    refresh: true,
    "refresh-only": false,
    target: [address],
    replace: [],
  };
  const options = operationOptions(context, report, "import", wanted, flags.uses);
  if (typeof options === "number") return options;
  const view = new ImportView(context, new HumanView(context, report));
  const operation = await openOperation(report, view, operationRequest(context, view, options, "import"));
  if (typeof operation === "number") return operation;
  return withOperation(context, view, operation, async (signal) => {
    if (!isDeclared(operation.config, parsed.value)) return notDeclared(context, address, parsed.value);
    const imported = await importObject(operation, parsed.value, id, signal);
    if (imported.ok) context.stdout.write(successText(context));
    return view.diagnostics(imported.diagnostics);
  });
}

function notDeclared(context: CommandContext, address: string, resource: AbsoluteResource): number {
  const where = resource.module.length === 0 ? "the root module" : formatModule(resource.module);
  context.stderr.write(
    `Error: resource address ${JSON.stringify(address)} does not exist in the configuration.\n\nBefore importing this resource, please create its configuration in ${where}. For example:\n\nresource "${resource.type}" "${resource.name}" {\n  # (resource arguments)\n}\n\n`,
  );
  return 1;
}

function successText({ product }: CommandContext): string {
  const { title } = productName(product);
  return `\nImport successful!\n\nThe resources that were imported are shown above. These resources are now in\nyour ${title} state and will henceforth be managed by ${title}.\n\n`;
}

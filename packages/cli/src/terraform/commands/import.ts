import {
  type AbsoluteResource,
  formatInstance,
  formatModule,
  modulePathOf,
  parseInstance,
} from "@tutti/addresses";
import { type Config, moduleAt } from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, listFlag, numberFlag, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { parseLegacy, refuseWithUsage } from "../flags/command-flags.ts";
import { type OperationFlags, operationOptions } from "../flags/operation-flags.ts";
import { LOCK_FLAGS, STATE_FLAGS } from "../flags/state-flags.ts";
import { type Operation, prepareOperation, surroundings } from "../operation/operation.ts";
import { HumanView } from "../views/human-view.ts";
import { ImportView } from "../views/import-view.ts";
import { Report } from "../views/report.ts";

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
  const operation = await prepareOperation(context, report, view, options, {
    name: "Plan",
    lockAs: "OperationTypeInvalid",
  });
  if (typeof operation === "number") return operation;
  try {
    if (!isDeclared(operation.config, parsed.value)) return notDeclared(context, address, parsed.value);
    return await importObject(operation, report, address, id);
  } finally {
    await operation.release();
  }
}

function isDeclared(config: Config, resource: AbsoluteResource): boolean {
  const node = moduleAt(config.root, modulePathOf(resource.module));
  return node?.module.resources.has(`${resource.type}.${resource.name}`) === true;
}

function notDeclared(context: CommandContext, address: string, resource: AbsoluteResource): number {
  const where = resource.module.length === 0 ? "the root module" : formatModule(resource.module);
  context.stderr.write(
    `Error: resource address ${JSON.stringify(address)} does not exist in the configuration.\n\nBefore importing this resource, please create its configuration in ${where}. For example:\n\nresource "${resource.type}" "${resource.name}" {\n  # (resource arguments)\n}\n\n`,
  );
  return 1;
}

async function importObject(
  operation: Operation,
  report: Report,
  address: string,
  id: string,
): Promise<number> {
  const { context, view, opened } = operation;
  const { title } = productName(context.product);
  for (const resource of opened.state.resources.values())
    for (const [key, instance] of resource.instances)
      if (instance.current !== undefined && formatInstance({ ...resource.address, key }) === address)
        return report.error(
          `Resource already managed by ${title}`,
          `${title} is already managing a remote object for ${address}. To import to this address you must first remove the existing object from the state.`,
        );
  const { createPlan } = await import("@tutti/engine");
  const { plan, diagnostics } = await createPlan({
    ...(await surroundings(operation, "plan")),
    state: opened.state,
    variables: operation.variables,
    mode: "normal",
    refresh: false,
    targets: [address],
    replace: [],
    timestamp: operation.timestamp,
    imports: [{ address, id }],
  });
  const wrong = diagnostics.filter(
    ({ severity, summary }) => severity === "error" || !summary.includes("targeting"),
  );
  if (plan === undefined || hasErrors(diagnostics)) {
    view.diagnostics(wrong);
    return 1;
  }
  const saved = await operation.access.store.save(plan.priorState);
  if (!saved.ok) return report.problems(saved.problems);
  context.stdout.write(
    `\nImport successful!\n\nThe resources that were imported are shown above. These resources are now in\nyour ${title} state and will henceforth be managed by ${title}.\n\n`,
  );
  return view.diagnostics(wrong);
}

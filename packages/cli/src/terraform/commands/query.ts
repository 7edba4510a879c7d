import { hasErrors } from "@tutti/hcl";
import { ListedConfig, queryOperation } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, listFlag, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { aboutUnknownCommand } from "../../unknown-command.ts";
import { refuseMoreThan } from "../flags/arguments.ts";
import { parseModern } from "../flags/command-flags.ts";
import { variableArguments } from "../flags/early-flags.ts";
import { createOperationReport } from "../views/operation-views.ts";
import { createQueryView } from "../views/query-views.ts";
import { refuseWrittenOver, writeBlocks } from "./generated-config.ts";
import { openOperation, withOperation } from "./operation-run.ts";

const FLAGS = {
  "generate-config-out": textFlag(),
  json: boolFlag(),
  var: listFlag(),
  "var-file": listFlag(),
} as const;

/** Shows which objects are there, by the `list` blocks of the query files; writes nothing but the file it is asked for. */
export const command: Command = {
  summary: "Search and list remote infrastructure with Tutti",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  if (context.runtime.environment.calledAs === "tofu") return refuseUnknown(context);
  const flags = parseModern(context, "query", FLAGS, (shown) => createOperationReport(context, shown));
  if (typeof flags === "number") return flags;
  const { json, "generate-config-out": out } = flags.values;
  const report = createOperationReport(context, { json });
  const refused = refuseMoreThan(0, report, "query", flags.rest);
  if (refused !== undefined) return refused;
  const view = createQueryView(context, report, json);
  // With -json what is written stands in the messages.
  const wrong = out === "" || json ? undefined : await refuseWrittenOver(context, out);
  if (wrong !== undefined) return view.diagnostics([wrong]);
  const operation = await openOperation(report, view, {
    runtime: context.runtime,
    purpose: "query",
    mode: "refresh-only",
    variables: variableArguments(flags.uses),
    // Nothing is written, so nobody is kept from writing.
    lock: { lock: false, timeoutMs: 0 },
    onEvent: (event) => view.event(event, "plan"),
  });
  if (typeof operation === "number") return operation;
  if (out !== "") view.generate(await ListedConfig.of(operation.config.root.module));
  return withOperation(context, view, operation, async (signal) => {
    const diagnostics = await queryOperation(operation, { objects: out !== "" }, signal);
    if (hasErrors(diagnostics)) return view.diagnostics(diagnostics);
    const written = await writeBlocks(context, view.blocks(), out);
    return view.diagnostics([...diagnostics, ...written.diagnostics]);
  });
}

/** OpenTofu has no such command. */
function refuseUnknown({ stderr, product }: CommandContext): number {
  const kind = cliError("command-unknown", productName(product).title, "query");
  return stderr.error(kind, `${kind.summary}${aboutUnknownCommand("query", [], product)}`);
}

import { functionNames, loadAllFunctions, runtimeScope } from "@tutti/functions";
import { encodeJsonTree } from "@tutti/values";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy, refuseWithUsage } from "../flags/command-flags.ts";
import { signatureJson } from "../views/function-signature-json.ts";

const FLAGS = { json: boolFlag() } as const;

/** Prints what each function of the language takes and gives. */
export const command: Command = {
  summary: "Show signatures and descriptions for the available functions",
  flags: FLAGS,
  run,
};

/** Not a function of configurations: the console's alone. */
const CONSOLE_ONLY = "type";

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "metadata functions", FLAGS);
  if (typeof flags === "number") return flags;
  const { runtime, stdout, product } = context;
  if (!flags.values.json)
    return refuseWithUsage(
      context,
      "metadata functions",
      cliError("metadata-json-flag-required", productName(product).command),
    );
  const library = await loadAllFunctions();
  const planTimestamp = new Date(runtime.clock.now()).toISOString();
  const table = library.table(runtimeScope(runtime, { pure: true, planTimestamp }));
  const names = functionNames().filter((name) => name !== CONSOLE_ONLY);
  const signatures = ["", "core::"].flatMap((prefix) =>
    names.flatMap((name) => {
      const func = table.get(name);
      return func === undefined ? [] : [[`${prefix}${name}`, signatureJson(name, func)] as const];
    }),
  );
  const sorted = signatures.toSorted(([a], [b]) => (a < b ? -1 : 1));
  stdout.write(
    `${encodeJsonTree({ format_version: "1.0", function_signatures: Object.fromEntries(sorted) })}\n`,
  );
  return 0;
}

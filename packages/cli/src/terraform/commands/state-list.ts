import { formatInstance } from "@tutti/addresses";
import { printableName } from "@tutti/values";
import type { Command, CommandContext } from "../../command/command.ts";
import { textFlag } from "../../command/flags.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { legacyReport } from "../views/report.ts";
import { listedInstances } from "./listed-instances.ts";

const FLAGS = { ...EARLY_FLAGS, state: textFlag(), id: textFlag() } as const;

/** Lists resource instances of the state. */
export const command: Command = { summary: "List resources in the state", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "state list", FLAGS);
  if (typeof flags === "number") return flags;
  const { state, id } = flags.values;
  const found = await listedInstances(context, legacyReport(context), {
    state,
    id,
    addresses: flags.rest,
    needsFew: true,
    variables: variableArguments(flags.uses),
  });
  if (typeof found === "number") return found;
  for (const address of found.addresses) context.stdout.write(`${printableName(formatInstance(address))}\n`);
  return 0;
}

import { formatInstance } from "@tutti/addresses";
import { storedAt } from "@tutti/operation";
import type { Command, CommandContext } from "../command/command.ts";
import { boolFlag, textFlag } from "../command/flags.ts";
import { cliError } from "../errors.ts";
import { listedInstances } from "../terraform/commands/listed-instances.ts";
import { parseModern } from "../terraform/flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../terraform/flags/early-flags.ts";
import { Report } from "../terraform/views/report.ts";

const FLAGS = { ...EARLY_FLAGS, json: boolFlag(), state: textFlag(), id: textFlag() } as const;

/** Lists what tells the objects of the state apart, as Terraform 1.13 does. */
export const command: Command = {
  summary: "List the identities of resources in the state",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "state identities", FLAGS);
  if (typeof flags === "number") return flags;
  const report = new Report(context, { unframed: true });
  const { json, state, id } = flags.values;
  if (!json)
    return report.error(
      cliError("identities-need-json"),
      'Identities have a form for programs only. Run the command with "-json".',
    );
  const found = await listedInstances(context, report, {
    state,
    id,
    addresses: flags.rest,
    variables: variableArguments(flags.uses),
  });
  if (typeof found === "number") return found;
  const members = found.addresses.flatMap((address) => {
    const identity = storedAt(found.state, address)?.instance.current?.identity;
    return identity === undefined ? [] : [`${JSON.stringify(formatInstance(address))}:${identity.json}`];
  });
  context.stdout.write(`{${members.join(",")}}\n`);
  return 0;
}

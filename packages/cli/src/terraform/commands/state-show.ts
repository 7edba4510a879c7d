import { parseInstanceAddress } from "@tutti/config";
import { storedAt } from "@tutti/operation";
import type { State, StateHandle } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { oneArgument } from "../flags/arguments.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { Report } from "../views/report.ts";
import { instanceText } from "../views/state-text.ts";
import { openInitialised } from "./initialised-state.ts";
import { loadSchemas } from "./show.ts";
import { noInstanceFound, noStateFile } from "./state-texts.ts";
import { stateOfVersion } from "./state-version.ts";

const FLAGS = { ...EARLY_FLAGS, state: textFlag(), at: textFlag() } as const;

/** Shows the attributes of one instance. */
export const command: Command = { summary: "Show a resource in the state", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "state show", FLAGS);
  if (typeof flags === "number") return flags;
  const report = new Report(context);
  const text = await oneArgument(context, "state show", flags.rest);
  if (text === undefined) return 1;
  const handle = await openInitialised(context, report, "all", variableArguments(flags.uses), {
    state: flags.values.state,
    needsFew: true,
  });
  if (typeof handle === "number") return handle;
  const { address } = parseInstanceAddress(text, "");
  if (address === undefined) {
    const { command: name } = productName(context.product);
    return plainError(context, cliError("error-parsing-instance-address", text, name));
  }
  const state = await (flags.values.at === ""
    ? currentState(context, report, handle)
    : stateOfVersion(report, handle, flags.values.at));
  if (typeof state === "number") return state;
  const found = storedAt(state, address);
  if (found === undefined) return noInstanceFound(context);
  context.stdout.write(instanceText(found, await loadSchemas(context, state)));
  return 0;
}

async function currentState(
  context: CommandContext,
  report: Report,
  handle: StateHandle,
): Promise<State | number> {
  const opened = await handle.read();
  if (!opened.ok) return report.problems(opened.problems);
  const { state, existed, recovered } = opened.value;
  return existed || recovered ? state : noStateFile(context);
}

import { formatInstance, parseTarget, type Target } from "@tutti/addresses";
import { configError } from "@tutti/config";
import { instancesOf, matchesTarget } from "@tutti/operation";
import type { State } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { textFlag } from "../../command/flags.ts";
import { printableName } from "../../command/printable.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { Report } from "../views/report.ts";
import { openInitialised } from "./initialised-state.ts";
import { stateNotLoaded } from "./locked-state.ts";
import { noStateFile } from "./state-texts.ts";

const FLAGS = { state: textFlag(), id: textFlag() } as const;

/** Lists resource instances of the state. */
export const command: Command = { summary: "List resources in the state", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "state list", FLAGS);
  if (typeof flags === "number") return flags;
  const report = new Report(context);
  const handle = await openInitialised(context, report, "root", { state: flags.values.state });
  if (typeof handle === "number") return handle;
  const opened = await handle.read();
  if (!opened.ok) return stateNotLoaded(context, opened.problems);
  if (!opened.value.existed && !opened.value.recovered) return noStateFile(context);
  const targets: Target[] = [];
  for (const text of flags.rest) {
    const target = parseTarget(text);
    if (!target.ok) return report.legacyError(configError("invalid-address"), target.error.message);
    targets.push(target.value);
  }
  for (const line of listLines(opened.value.state, targets, flags.values.id))
    context.stdout.write(`${line}\n`);
  return 0;
}

function listLines(state: State, targets: readonly Target[], id: string): readonly string[] {
  const lines: string[] = [];
  for (const { address, instance } of instancesOf(state)) {
    if (targets.length > 0 && !targets.some((target) => matchesTarget(target, address))) continue;
    if (
      id !== "" &&
      !new RegExp(`"id":${quoteForRegExp(JSON.stringify(id))}[,}]`).test(
        instance.current?.attributesJson ?? "",
      )
    )
      continue;
    lines.push(printableName(formatInstance(address)));
  }
  return lines;
}

function quoteForRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

import {
  formatInstance,
  formatModule,
  formatResource,
  parseTarget,
  type ResourceInstance,
  type Target,
} from "@tutti/addresses";
import { configError } from "@tutti/config";
import type { ErrorKind } from "@tutti/errors";
import { instancesOf, matchesTarget } from "@tutti/operation";
import { type State, storedInstances } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { textFlag } from "../../command/flags.ts";
import { printableName } from "../../command/printable.ts";
import { cliError } from "../../errors.ts";
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
  const missing = targets.filter((target) => !isThere(opened.value.state, target));
  if (missing.length > 0) {
    for (const target of missing) tellMissing(report, target);
    return 1;
  }
  for (const line of listLines(opened.value.state, targets, flags.values.id))
    context.stdout.write(`${line}\n`);
  return 0;
}

function isThere(state: State, target: Target): boolean {
  for (const { address } of storedInstances(state)) if (names(target, address)) return true;
  return false;
}

/** A resource is named in one instance of its module, while a module without a key stands for all of its own. */
function names(target: Target, address: ResourceInstance): boolean {
  if (!matchesTarget(target, address)) return false;
  if (target.kind === "module") return true;
  const { module } = target.kind === "resource" ? target.resource : target.instance;
  return formatModule(module) === formatModule(address.module);
}

function tellMissing(report: Report, target: Target): void {
  const told = (kind: ErrorKind, what: string): number =>
    report.legacyError(kind, `The current state contains no ${what}`);
  switch (target.kind) {
    case "module":
      told(
        cliError("unknown-module-in-state"),
        `module at ${formatModule(target.module)}. If you've just added this module to the configuration, you must run "<tutti> apply" first to create the module's entry in the state.`,
      );
      return;
    case "resource":
      told(
        cliError("unknown-resource-in-state"),
        `resource ${formatResource(target.resource)}. If you've just added this resource to the configuration, you must run "<tutti> apply" first to create the resource's entry in the state.`,
      );
      return;
    case "instance":
      told(
        cliError("unknown-instance-in-state"),
        `resource instance ${formatInstance(target.instance)}. If you've just added its resource to the configuration or have changed the count or for_each arguments, you must run "<tutti> apply" first to update the resource's entry in the state.`,
      );
  }
}

function listLines(state: State, targets: readonly Target[], id: string): readonly string[] {
  const lines: string[] = [];
  for (const { address, instance } of instancesOf(state)) {
    if (targets.length > 0 && !targets.some((target) => names(target, address))) continue;
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

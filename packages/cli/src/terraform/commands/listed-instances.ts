/** The instances of a state that a command lists: all, or those below addresses and with an id. */

import {
  formatInstance,
  formatModule,
  formatResource,
  type ResourceInstance,
  type Target,
} from "@tutti/addresses";
import { parseTargetAddress, type VariableArgument } from "@tutti/config";
import type { ErrorKind } from "@tutti/errors";
import { instancesOf, matchesTarget } from "@tutti/operation";
import { type State, type StoredInstance, storedInstances } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import type { Report } from "../views/report.ts";
import { openInitialised } from "./initialised-state.ts";
import { stateNotLoaded } from "./locked-state.ts";
import { noStateFile } from "./state-texts.ts";

/** What was given: the file of `-state`, the id of `-id`, addresses. */
export interface Listing {
  readonly state: string;
  readonly id: string;
  readonly addresses: readonly string[];
  /** `-var` and `-var-file`. */
  readonly variables: readonly VariableArgument[];
}

/** In the order of their addresses; the command's exit status where something was wrong: it was reported. */
export async function listedInstances(
  context: CommandContext,
  report: Report,
  { state: path, id, addresses, variables }: Listing,
): Promise<readonly StoredInstance[] | number> {
  const handle = await openInitialised(context, report, "root", variables, { state: path });
  if (typeof handle === "number") return handle;
  const opened = await handle.read();
  if (!opened.ok) return stateNotLoaded(context, opened.problems);
  if (!opened.value.existed && !opened.value.recovered) return noStateFile(context);
  const targets: Target[] = [];
  for (const text of addresses) {
    const target = parseTargetAddress(text, "");
    if (target.address === undefined) return report.diagnostics(target.diagnostics);
    targets.push(target.address);
  }
  const { state } = opened.value;
  const missing = targets.filter((target) => !isThere(state, target));
  for (const target of missing) tellMissing(report, target);
  if (missing.length > 0) return 1;
  return instancesOf(state).filter(({ address, instance }) => {
    if (targets.length > 0 && !targets.some((target) => names(target, address))) return false;
    return id === "" || hasId(instance.current?.attributesJson ?? "", id);
  });
}

function hasId(attributesJson: string, id: string): boolean {
  return new RegExp(`"id":${quoteForRegExp(JSON.stringify(id))}[,}]`).test(attributesJson);
}

function quoteForRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
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
    report.error(kind, `The current state contains no ${what}`);
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

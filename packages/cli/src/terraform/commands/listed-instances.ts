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
import { addressesOf, matchesTarget, storedAt } from "@tutti/operation";
import type { State } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import type { Report } from "../views/report.ts";
import { openInitialised } from "./initialised-state.ts";
import { stateNotLoaded } from "./locked-state.ts";
import { isMissing, noStateFile } from "./state-texts.ts";

/** What was given: the file of `-state`, the id of `-id`, addresses. */
export interface Listing {
  readonly state: string;
  readonly id: string;
  readonly addresses: readonly string[];
  /** `-var` and `-var-file`. */
  readonly variables: readonly VariableArgument[];
  /** Addresses alone, so that the state's index tells them where there is one. */
  readonly needsFew?: true;
}

/** What is listed, and the state that it is in. */
export interface Listed {
  /** In the order of what was given, those of one in their own: twice where it is named twice. */
  readonly addresses: readonly ResourceInstance[];
  readonly state: State;
}

/** The command's exit status where something was wrong: it was reported. */
export async function listedInstances(
  context: CommandContext,
  report: Report,
  { state: path, id, addresses, variables, needsFew }: Listing,
): Promise<Listed | number> {
  const handle = await openInitialised(context, report, "root", variables, {
    state: path,
    needsFew: needsFew === true && id === "",
  });
  if (typeof handle === "number") return handle;
  const opened = await handle.read();
  if (!opened.ok) return stateNotLoaded(context, opened.problems);
  if (isMissing(opened.value)) return noStateFile(context);
  const targets: Target[] = [];
  for (const text of addresses) {
    const target = parseTargetAddress(text, "");
    if (target.address === undefined) return report.diagnostics(target.diagnostics);
    targets.push(target.address);
  }
  const { state } = opened.value;
  const all = addressesOf(state);
  const missing = targets.filter((target) => !all.some((address) => names(target, address)));
  for (const target of missing) tellMissing(report, target);
  if (missing.length > 0) return 1;
  const named =
    targets.length === 0 ? all : targets.flatMap((target) => all.filter((address) => names(target, address)));
  const found = named.filter(
    (address) => id === "" || hasId(storedAt(state, address)?.instance.current?.attributesJson ?? "", id),
  );
  return { addresses: found, state };
}

function hasId(attributesJson: string, id: string): boolean {
  return new RegExp(`"id":${quoteForRegExp(JSON.stringify(id))}[,}]`).test(attributesJson);
}

function quoteForRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
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

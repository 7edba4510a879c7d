/** `moved` blocks and `-target` or `-exclude`: an object cannot be moved by half. */

import { compareInstances, formatResource, parseInstance, type ResourceInstance } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { engineError } from "../errors.ts";
import type { MoveResult } from "../moves/apply-moves.ts";
import { covers, coversAny, parseTargets } from "./covers.ts";

/** An error where a moved instance, as it was or as it is, is left out of the plan. */
export function movesLeftOut(
  { movedFrom }: Pick<MoveResult, "movedFrom">,
  targets: readonly string[],
  excludes: readonly string[],
): Diagnostic | undefined {
  const named = parseTargets(targets.length > 0 ? targets : excludes);
  if (named.length === 0) return undefined;
  const missed = targets.length > 0;
  const names = missed ? covers : coversAny;
  const left: ResourceInstance[] = [];
  for (const [text, from] of movedFrom) {
    const to = parseInstance(text);
    for (const address of [from, ...(to.ok ? [to.value] : [])])
      if (named.some((target) => names(target, address)) !== missed) left.push(address);
  }
  if (left.length === 0) return undefined;
  const option = missed ? "target" : "exclude";
  // A whole resource needs no quotes around a key, which each shell wants in another way.
  const texts = new Set(left.sort(compareInstances).map((address) => formatResource(address)));
  const list = [...texts].map((address) => `  -${option}=${JSON.stringify(address)}`).join("\n");
  const way = missed
    ? `To create a valid plan, either remove your -target=... options altogether or add the following additional target options:\n${list}\n\nNote that adding these options may include further additional resource instances in your plan, in order to respect object dependencies.`
    : `To create a valid plan, leave out the options that keep these from it:\n${list}`;
  return errorDiagnostic(
    engineError("moved-resource-instances-excluded-by-targeting"),
    `Resource instances in your current state have moved to new addresses in the latest configuration. <Tutti> must include those resource instances while planning in order to ensure a correct result, but your -${option}=... options ${missed ? "do not fully cover all" : "leave out some"} of those resource instances.\n\n${way}`,
  );
}

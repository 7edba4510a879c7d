/** What provisioners will run, where that is known while planning. */

import type { ResourceInstance } from "@tutti/addresses";
import type { Provisioner } from "@tutti/config";
import type { EvalContext } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import { destroyProvisioners } from "../object/destroy-provisioners.ts";
import { plannedProvisioners } from "../object/provisioner-config.ts";
import type { PlannedProvisioners } from "../plan.ts";
import { keepFound, type PlanRun } from "./plan-run.ts";

/** Arguments by provisioner; undefined where none of them is known. */
export function knownProvisioners(
  run: PlanRun,
  provisioners: readonly Provisioner[],
  context: EvalContext,
): readonly (Value | undefined)[] | undefined {
  return keepFound(run, () => plannedProvisioners(provisioners, context));
}

/** Those of an object that goes. */
export function destroyProvisionersOf(
  run: PlanRun,
  address: ResourceInstance,
  self: Value,
): PlannedProvisioners | undefined {
  const { provisioners, context } = destroyProvisioners(run.walk, address, self);
  if (provisioners.length === 0) return undefined;
  return { destroy: knownProvisioners(run, provisioners, context) };
}

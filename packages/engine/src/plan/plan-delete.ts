import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { Value } from "@tutti/values";
import type { ActionReason } from "../plan.ts";
import { destroyProvisionersOf } from "./known-provisioners.ts";
import { addChange, type PlanRun } from "./plan-run.ts";

export interface Deletion {
  readonly address: ResourceInstance;
  readonly deposedKey: string | undefined;
  readonly provider: string;
  /** What is there now, marked. */
  readonly value: Value;
  readonly reason: ActionReason | undefined;
  readonly configAddress: string;
  /** Only the state forgets it. */
  readonly forget?: boolean;
}

export function planDelete(run: PlanRun, deletion: Deletion): void {
  const { address, deposedKey, provider, value, reason, configAddress, forget } = deletion;
  const change = {
    address,
    previousAddress: run.movedFrom.get(formatInstance(address)),
    deposedKey,
    provider,
    action: forget === true ? ("forget" as const) : ("delete" as const),
    reason,
    before: value,
    after: Value.null(value.type),
    requiresReplace: [],
    importing: undefined,
    generatedConfig: undefined,
    ...(forget === true || deposedKey !== undefined
      ? {}
      : { provisioners: destroyProvisionersOf(run, address, value) }),
  };
  addChange(run, change, configAddress);
}

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import type { InstanceObject } from "@tutti/state";
import { Value } from "@tutti/values";
import { providerSourceOf } from "../graph/provider-address.ts";
import { identitySchemaOf, sameVersionIdentity } from "../object/identity.ts";
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
  /** As it is stored. */
  readonly object: InstanceObject;
  /** Only the state forgets it. */
  readonly forget?: boolean;
}

export function planDelete(run: PlanRun, deletion: Deletion): void {
  const { address, deposedKey, provider, value, reason, configAddress, object, forget } = deletion;
  const schema = identitySchemaOf(run.schemas, providerSourceOf(provider), address);
  const identity = schema && { before: sameVersionIdentity(object, schema), after: undefined };
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
    ...(identity === undefined ? {} : { identity }),
    ...(forget === true || deposedKey !== undefined
      ? {}
      : { provisioners: destroyProvisionersOf(run, address, value) }),
  };
  addChange(run, change, configAddress);
}

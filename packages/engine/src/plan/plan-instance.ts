/** One instance that is planned, and what there is of it. */

import { type BlockSchema, impliedType, type Provider } from "@tutti/plugin";
import type { InstanceObject } from "@tutti/state";
import { Value } from "@tutti/values";
import type { ResourceNode } from "../graph/config-node.ts";
import type { Chunk } from "../incremental/unit.ts";
import type { ObjectPlace } from "../object/conditions.ts";

export interface PlanInstance extends ObjectPlace {
  readonly provider: Provider;
  /** Its address, as the state writes it. */
  readonly providerText: string;
  /** To be told when it stays as it is. */
  readonly chunk?: Chunk | undefined;
  /** The block as it was written for an object that was brought in. */
  readonly generated?: string;
}

/** What is there before; `value` is null where there is nothing. */
export interface PriorObject {
  /** As it was before anything was refreshed. */
  readonly stored: Value;
  readonly value: Value;
  readonly object: InstanceObject | undefined;
  readonly importId: string | undefined;
  /** What it is brought in by, if not by the id. */
  readonly importIdentity?: Value | undefined;
}

/** Of the schema's type, for "there is nothing"; one for all, so that a plan's file says it once. */
export function nothing({ schema: { block } }: ResourceNode): Value {
  let value = nothings.get(block);
  if (value === undefined) {
    value = Value.null(impliedType(block));
    nothings.set(block, value);
  }
  return value;
}

const nothings = new WeakMap<BlockSchema, Value>();

/** Instances of a resource that stay as they are, of which none was looked at. */

import { type AbsoluteResource, type InstanceKey, instanceAt } from "@tutti/addresses";
import type { ResourceState } from "@tutti/state";
import type { KeptPart } from "../plan.ts";
import { KeptChange, type KeptType } from "./kept-change.ts";

export class KeptBlock {
  readonly resource: AbsoluteResource;
  readonly provider: string;
  readonly #instances: ResourceState["instances"];
  readonly #type: KeptType;
  readonly #changes = new Map<InstanceKey, KeptChange>();

  constructor(
    resource: AbsoluteResource,
    provider: string,
    instances: ResourceState["instances"],
    type: KeptType,
  ) {
    this.resource = resource;
    this.provider = provider;
    this.#instances = instances;
    this.#type = type;
  }

  /** Some of them, in the order of the plan. */
  part(keys: readonly InstanceKey[]): KeptPart {
    const { resource, provider } = this;
    return { resource, provider, keys, change: (key) => this.change(key) };
  }

  /** One and the same whenever it is asked for. */
  change(key: InstanceKey): KeptChange {
    let change = this.#changes.get(key);
    if (change === undefined) {
      const object = this.#instances.get(key)?.current;
      if (object === undefined) throw new Error("what stays as it is is not in its state");
      change = new KeptChange(instanceAt(this.resource, key), this.provider, object, this.#type);
      this.#changes.set(key, change);
    }
    return change;
  }
}

/** What is known of instances without making any that lies in a text. */

import type { InstanceKey } from "@tutti/addresses";
import type { InstanceObject, InstanceState, ResourceState } from "../state.ts";
import { objectsOf } from "../stored-objects.ts";
import { objectDigest } from "./object-digest.ts";
import { mayMention } from "./object-range.ts";
import { PatchedInstances } from "./patched-instances.ts";
import { RangedInstances } from "./ranged-instances.ts";

type Instances = ResourceState["instances"];

/** Instances that all lie in a text: each has a current object and no other, and no provider of its own. */
export function isRanged(instances: Instances): boolean {
  return instances instanceof RangedInstances;
}

/** `objectDigest` of the current objects of these keys, one behind the other; undefined where one is not there or not whole. */
export function readyDigests(instances: Instances, keys: readonly InstanceKey[]): string | undefined {
  if (instances instanceof RangedInstances) return instances.readyDigests(keys);
  let digests = "";
  for (const key of keys) {
    const object = instances.get(key)?.current;
    if (object?.status !== "ready") return undefined;
    digests += objectDigest(object);
  }
  return digests;
}

/** What is asked of every object. */
type ObjectKind = Pick<InstanceObject, "status" | "schemaVersion" | "createBeforeDestroy" | "dependencies">;

/** That of all current objects, in their order; what many share is told once. */
export function* kindsOf(instances: Instances): Generator<ObjectKind> {
  if (instances instanceof RangedInstances) yield* instances.traits;
  else for (const { current } of instances.values()) if (current !== undefined) yield current;
}

/** Objects in whose attributes a text can stand, as their JSON. */
export function* objectsMentioning(instances: Instances, text: string): Generator<InstanceObject> {
  if (instances instanceof RangedInstances && !instances.mayMention(text)) return;
  for (const instance of instances.values())
    for (const [, object] of objectsOf(instance)) if (mayMention(object, text)) yield object;
}

/** What tells of each instance, without those that lie in a text. */
export function ownStates(instances: Instances): Iterable<InstanceState> {
  if (instances instanceof RangedInstances) return [];
  return instances instanceof PatchedInstances ? instances.own() : instances.values();
}

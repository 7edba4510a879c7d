import { instanceAt, type ResourceInstance } from "@tutti/addresses";
import type { InstanceObject, InstanceState, ResourceState, State } from "./state.ts";

/** An instance of a state, where it is, and whose it is. */
export interface StoredInstance {
  readonly address: ResourceInstance;
  readonly instance: InstanceState;
  readonly resource: ResourceState;
}

/** An object of a state; `deposedKey`: it waits to be destroyed under this key. */
export interface StoredObject extends StoredInstance {
  readonly deposedKey: string | undefined;
  readonly object: InstanceObject;
}

/** All instances, resource by resource as the state holds them; also those that have only deposed objects. */
export function* storedInstances({ resources }: Pick<State, "resources">): Generator<StoredInstance> {
  for (const resource of resources.values())
    for (const [key, instance] of resource.instances)
      yield { address: instanceAt(resource.address, key), instance, resource };
}

/** The current object, if there is one, with undefined for its key; then those that wait to be destroyed. */
export function* objectsOf({
  current,
  deposed,
}: InstanceState): Generator<readonly [string | undefined, InstanceObject]> {
  if (current !== undefined) yield [undefined, current];
  yield* deposed;
}

/** All objects, instance by instance. */
export function* storedObjects(state: Pick<State, "resources">): Generator<StoredObject> {
  for (const stored of storedInstances(state))
    for (const [deposedKey, object] of objectsOf(stored.instance)) yield { deposedKey, object, ...stored };
}

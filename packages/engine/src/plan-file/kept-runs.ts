/** The changes of a plan as its file holds them: what follows from the state is named, and not written out. */

import { formatResource, type InstanceKey, instanceAt, sortKeys } from "@tutti/addresses";
import type { ProviderSchema } from "@tutti/plugin";
import { instanceProvider, type ResourceState, type State } from "@tutti/state";
import { providerSourceOf } from "../graph/provider-address.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { identitySchemaOf } from "../object/identity.ts";
import { KeptChange } from "../object/kept-change.ts";
import type { ResourceChange } from "../plan.ts";

/** Instances of a resource that stay as they are, in the order of the plan; all that have an object where no keys are told. */
export interface KeptRun {
  readonly kept: string;
  readonly keys: readonly InstanceKey[] | undefined;
}

export function packChanges(
  changes: readonly ResourceChange[],
  prior: State,
): readonly (ResourceChange | KeptRun)[] {
  const packed: (ResourceChange | KeptRun)[] = [];
  for (let at = 0; at < changes.length; ) {
    const first = changes[at];
    if (first === undefined) break;
    const text = formatResource(first.address);
    const resource = prior.resources.get(text);
    const keys: InstanceKey[] = [];
    for (let change = changes[at]; isKept(change, first, resource); change = changes[at]) {
      keys.push(change.address.key);
      at += 1;
    }
    if (resource !== undefined && keys.length > 0)
      packed.push({ kept: text, keys: isSame(keys, keptKeys(resource)) ? undefined : keys });
    else {
      packed.push(first instanceof KeptChange ? first.written() : first);
      at += 1;
    }
  }
  return packed;
}

/** It follows from the resource, which is that of the first one. */
function isKept(
  change: ResourceChange | undefined,
  first: ResourceChange,
  resource: ResourceState | undefined,
): change is KeptChange {
  if (!(change instanceof KeptChange) || resource === undefined) return false;
  const { module, mode, type, name, key } = change.address;
  const same = first.address;
  const alike = name === same.name && type === same.type && mode === same.mode;
  // Instances of one block have one and the same list of modules in their addresses, mostly.
  if (!alike || (module !== same.module && formatResource(change.address) !== formatResource(same)))
    return false;
  const instance = resource.instances.get(key);
  return instance?.current !== undefined && instanceProvider(resource, instance) === change.provider;
}

/** Keys of a resource's current objects, in the order of a plan. */
function keptKeys({ instances }: ResourceState): readonly InstanceKey[] {
  const keys: InstanceKey[] = [];
  for (const [key, { current }] of instances) if (current !== undefined) keys.push(key);
  return sortKeys(keys);
}

function isSame(a: readonly InstanceKey[], b: readonly InstanceKey[]): boolean {
  return a.length === b.length && a.every((key, at) => key === b[at]);
}

/** The changes that were packed. Throws where the state lacks what they follow from. */
export function unpackChanges(
  packed: readonly (ResourceChange | KeptRun)[],
  prior: State,
  schemas: ReadonlyMap<string, ProviderSchema>,
): readonly ResourceChange[] {
  const changes: ResourceChange[] = [];
  for (const one of packed) {
    if (!("kept" in one)) {
      changes.push(one);
      continue;
    }
    const resource = prior.resources.get(one.kept);
    const source = providerSourceOf(resource?.provider ?? "");
    const schema = resource && schemaOf(schemas, source, resource.address);
    if (resource === undefined || schema === undefined) throw notThere(one.kept);
    const known = { schema, identity: identitySchemaOf(schemas, source, resource.address) };
    for (const key of one.keys ?? keptKeys(resource)) {
      const instance = resource.instances.get(key);
      const object = instance?.current;
      if (object === undefined) throw notThere(one.kept);
      const provider = instanceProvider(resource, instance);
      changes.push(new KeptChange(instanceAt(resource.address, key), provider, object, known));
    }
  }
  return changes;
}

function notThere(resource: string): Error {
  return new Error(`${resource} stays as it is, and is not in its state`);
}

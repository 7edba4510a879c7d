/** The changes of a plan as its file holds them: what follows from the state is named, and not written out. */

import {
  type AbsoluteResource,
  formatModule,
  formatResource,
  type InstanceKey,
  instanceAt,
  sortKeys,
} from "@tutti/addresses";
import type { ProviderSchema } from "@tutti/plugin";
import { instanceProvider, isRanged, type ResourceState, type State } from "@tutti/state";
import { isKeptPart } from "../change-parts.ts";
import { providerSourceOf } from "../graph/provider-address.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { identitySchemaOf } from "../object/identity.ts";
import { KeptBlock } from "../object/kept-block.ts";
import { KeptChange } from "../object/kept-change.ts";
import type { ChangePart, ResourceChange } from "../plan.ts";

/**
 * Instances of a resource that stay as they are, in the order of the plan: those
 * of these keys, or all that have an object but for some.
 */
export interface KeptRun {
  readonly kept: string;
  readonly keys: readonly InstanceKey[] | undefined;
  readonly but: readonly InstanceKey[] | undefined;
}

export function packChanges(
  parts: readonly ChangePart[],
  prior: State,
): readonly (ResourceChange | KeptRun)[] {
  const packed: (ResourceChange | KeptRun)[] = [];
  let run: OpenRun | undefined;
  const end = (): void => {
    if (run === undefined) return;
    const { text, resource, keys } = run;
    const but = leftOut(keptKeys(resource), keys);
    packed.push({ kept: text, ...(but === undefined ? { keys, but } : { keys: undefined, but }) });
    run = undefined;
  };
  /** Goes on with the run of that resource, or begins it; undefined where its instances do not follow from the state. */
  const runOf = (part: ChangePart): OpenRun | undefined => {
    if (run !== undefined && isWithin(part, run)) return run;
    const address = isKeptPart(part) ? part.resource : part.address;
    const text = formatResource(address);
    const resource = prior.resources.get(text);
    const begun: OpenRun | undefined = resource && { text, address, resource, keys: [] };
    if (begun === undefined || !isWithin(part, begun)) return undefined;
    end();
    run = begun;
    return run;
  };
  const add = (part: ChangePart): void => {
    const keys = runOf(part)?.keys;
    if (isKeptPart(part)) {
      if (keys === undefined) for (const key of part.keys) add(part.change(key));
      else for (const key of part.keys) keys.push(key);
    } else if (keys !== undefined) keys.push(part.address.key);
    else {
      end();
      packed.push(part instanceof KeptChange ? part.written() : part);
    }
  };
  for (const part of parts) add(part);
  end();
  return packed;
}

/** Instances that stay, as far as they were met. */
interface OpenRun {
  readonly text: string;
  readonly address: AbsoluteResource;
  readonly resource: ResourceState;
  readonly keys: InstanceKey[];
}

/** It is of that resource, and follows from what the state has of it. */
function isWithin(part: ChangePart, { address: same, resource }: OpenRun): boolean {
  if (!isKeptPart(part) && !(part instanceof KeptChange)) return false;
  const { module, mode, type, name } = isKeptPart(part) ? part.resource : part.address;
  const alike = name === same.name && type === same.type && mode === same.mode;
  // Instances of one block have one and the same list of modules in their addresses, mostly.
  if (!alike || (module !== same.module && formatModule(module) !== formatModule(same.module))) return false;
  if (isKeptPart(part)) return isRanged(resource.instances) && resource.provider === part.provider;
  const instance = resource.instances.get(part.address.key);
  return instance?.current !== undefined && instanceProvider(resource, instance) === part.provider;
}

/** Keys of a resource's current objects, in the order of a plan. */
function keptKeys({ instances }: ResourceState): readonly InstanceKey[] {
  if (isRanged(instances)) return sortKeys(instances.keys());
  const keys: InstanceKey[] = [];
  for (const [key, { current }] of instances) if (current !== undefined) keys.push(key);
  return sortKeys(keys);
}

/** Which of all are not among some; undefined where these have another order, or it is shorter to tell them. */
function leftOut(
  all: readonly InstanceKey[],
  some: readonly InstanceKey[],
): readonly InstanceKey[] | undefined {
  if (all.length - some.length > some.length) return undefined;
  const out: InstanceKey[] = [];
  let at = 0;
  for (const key of all) {
    if (at < some.length && some[at] === key) at += 1;
    else out.push(key);
  }
  return at === some.length ? out : undefined;
}

/** The changes that were packed. Throws where the state lacks what they follow from. */
export function unpackChanges(
  packed: readonly (ResourceChange | KeptRun)[],
  prior: State,
  schemas: ReadonlyMap<string, ProviderSchema>,
): readonly ChangePart[] {
  return packed.flatMap((one) => ("kept" in one ? unpackRun(one, prior, schemas) : [one]));
}

function unpackRun(
  { kept, keys, but = [] }: KeptRun,
  prior: State,
  schemas: ReadonlyMap<string, ProviderSchema>,
): readonly ChangePart[] {
  const resource = prior.resources.get(kept);
  const source = providerSourceOf(resource?.provider ?? "");
  const schema = resource && schemaOf(schemas, source, resource.address);
  if (resource === undefined || schema === undefined) throw notThere(kept);
  const { address, instances, provider } = resource;
  const known = { schema, identity: identitySchemaOf(schemas, source, address) };
  const all = keys ?? without(keptKeys(resource), but);
  if (isRanged(instances)) {
    if (keys?.every((key) => instances.has(key)) === false) throw notThere(kept);
    return [new KeptBlock(address, provider, instances, known).part(all)];
  }
  return all.map((key) => {
    const instance = instances.get(key);
    if (instance?.current === undefined) throw notThere(kept);
    return new KeptChange(
      instanceAt(address, key),
      instanceProvider(resource, instance),
      instance.current,
      known,
    );
  });
}

function without(keys: readonly InstanceKey[], but: readonly InstanceKey[]): readonly InstanceKey[] {
  if (but.length === 0) return keys;
  const out = new Set(but);
  return keys.filter((key) => !out.has(key));
}

function notThere(resource: string): Error {
  return new Error(`${resource} stays as it is, and is not in its state`);
}

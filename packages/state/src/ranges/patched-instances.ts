/** Instances of which most are as they lie in a text: a change costs what changes, and not a copy of all. */

import type { InstanceKey } from "@tutti/addresses";
import type { InstanceState, ResourceState } from "../state.ts";
import { RangedInstances } from "./ranged-instances.ts";

/** A map of them that may be changed in place. */
export type OwnInstances = Map<InstanceKey, InstanceState> | PatchedInstances;

/** One that may be changed, and holds what the given one does. */
export function ownInstances(instances: ResourceState["instances"] | undefined): OwnInstances {
  if (instances instanceof RangedInstances) return new PatchedInstances(instances);
  return instances instanceof PatchedInstances ? instances.copy() : new Map(instances);
}

/** Its order is that of a `Map`: what is set again keeps its place, what was removed and set comes last. */
export class PatchedInstances implements ReadonlyMap<InstanceKey, InstanceState> {
  readonly base: RangedInstances;
  /** In the place of those of the base. */
  readonly #changed: Map<InstanceKey, InstanceState>;
  /** Of the base, those that are not there any more; or behind it. */
  readonly #gone: Set<InstanceKey>;
  readonly #added: Map<InstanceKey, InstanceState>;

  constructor(base: RangedInstances, from?: PatchedInstances) {
    this.base = base;
    this.#changed = new Map(from === undefined ? [] : from.#changed);
    this.#gone = new Set(from === undefined ? [] : from.#gone);
    this.#added = new Map(from === undefined ? [] : from.#added);
  }

  copy(): PatchedInstances {
    return new PatchedInstances(this.base, this);
  }

  get size(): number {
    return this.base.size - this.#gone.size + this.#added.size;
  }

  has(key: InstanceKey): boolean {
    return this.#added.has(key) || (!this.#gone.has(key) && this.base.has(key));
  }

  get(key: InstanceKey): InstanceState | undefined {
    const own = this.#added.get(key) ?? this.#changed.get(key);
    return own ?? (this.#gone.has(key) ? undefined : this.base.get(key));
  }

  set(key: InstanceKey, instance: InstanceState): void {
    const isBase = !this.#gone.has(key) && this.base.has(key);
    (isBase ? this.#changed : this.#added).set(key, instance);
  }

  delete(key: InstanceKey): void {
    if (this.#added.delete(key) || !this.base.has(key)) return;
    this.#changed.delete(key);
    this.#gone.add(key);
  }

  *keys(): Generator<InstanceKey, undefined, unknown> {
    for (const key of this.base.ranges.keys) if (!this.#gone.has(key)) yield key;
    yield* this.#added.keys();
    return undefined;
  }

  *values(): Generator<InstanceState, undefined, unknown> {
    for (const [, instance] of this) yield instance;
    return undefined;
  }

  *entries(): Generator<[InstanceKey, InstanceState], undefined, unknown> {
    for (const [at, key] of this.base.ranges.keys.entries())
      if (!this.#gone.has(key)) yield [key, this.#changed.get(key) ?? this.base.at(at)];
    yield* this.#added;
    return undefined;
  }

  [Symbol.iterator](): Generator<[InstanceKey, InstanceState], undefined, unknown> {
    return this.entries();
  }

  forEach(
    call: (value: InstanceState, key: InstanceKey, map: ReadonlyMap<InstanceKey, InstanceState>) => void,
  ): void {
    for (const [key, instance] of this) call(instance, key, this);
  }

  /** Those that are not as the base has them, gone or another. */
  touched(): ReadonlySet<InstanceKey> {
    return new Set([...this.#changed.keys(), ...this.#added.keys(), ...this.#gone]);
  }

  /** Those that stand behind all of the base, in their order. */
  behind(): Iterable<InstanceKey> {
    return this.#added.keys();
  }

  /** What is not as in the base. */
  *own(): Generator<InstanceState> {
    yield* this.#changed.values();
    yield* this.#added.values();
  }
}

/**
 * Keys of which two maps may have other instances, where that is known without
 * looking at all of them: those of `after` in its order, then those that it lacks
 * in the order of `before`.
 */
export function differingKeys(
  before: ResourceState["instances"] | undefined,
  after: ResourceState["instances"] | undefined,
): ReadonlySet<InstanceKey> | undefined {
  const base = baseOf(before);
  if (base === undefined || base !== baseOf(after)) return undefined;
  const keys = [...new Set([...touchedOf(after), ...touchedOf(before)])];
  const there = keys.filter((key) => after?.has(key) === true);
  const lacking = keys.filter((key) => after?.has(key) !== true);
  return new Set([...inOrder(there, after, base), ...inOrder(lacking, before, base)]);
}

/** Keys in the order in which a map has them. */
function inOrder(
  keys: readonly InstanceKey[],
  instances: ResourceState["instances"] | undefined,
  base: RangedInstances,
): readonly InstanceKey[] {
  const behind = instances instanceof PatchedInstances ? [...instances.behind()] : [];
  const places = new Map(behind.map((key, at) => [key, base.size + at]));
  const placeOf = (key: InstanceKey): number => places.get(key) ?? base.placeOf(key) ?? 0;
  return keys.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function touchedOf(instances: ResourceState["instances"] | undefined): Iterable<InstanceKey> {
  return instances instanceof PatchedInstances ? instances.touched() : NO_KEYS;
}

const NO_KEYS: readonly InstanceKey[] = [];

function baseOf(instances: ResourceState["instances"] | undefined): RangedInstances | undefined {
  if (instances instanceof RangedInstances) return instances;
  return instances instanceof PatchedInstances ? instances.base : undefined;
}

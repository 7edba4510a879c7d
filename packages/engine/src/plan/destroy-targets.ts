/**
 * `-target` and `-exclude` where all is destroyed. What the state knows
 * decides: with a target goes all that depends on it, and what is excluded
 * keeps all that it depends on.
 */

import { formatBlockOf, formatModulePath, modulePathOf, type ResourceInstance } from "@tutti/addresses";
import { type AddressList, objectsOf, type State, storedInstances } from "@tutti/state";
import { reach } from "../graph/reach.ts";
import { covers, coversAny, parseTargets } from "./covers.ts";

/** One instance in the state. */
interface Stored {
  readonly address: ResourceInstance;
  readonly config: string;
  readonly dependencies: readonly AddressList[];
}

/** Whether an instance is destroyed. */
export function destroyTargets(
  state: State,
  targets: readonly string[],
  excludes: readonly string[],
): (address: ResourceInstance) => boolean {
  if (targets.length === 0 && excludes.length === 0) return () => true;
  const named = parseTargets(targets.length > 0 ? targets : excludes);
  const all = dependingInstances(state);
  const names = targets.length > 0 ? covers : coversAny;
  const first = all.filter(({ address }) => named.some((target) => names(target, address)));
  const found = new Set(targets.length > 0 ? withDependents(all, first) : withDependencies(all, first));
  const texts = new Set([...found].map(({ address }) => keyOf(address)));
  return targets.length > 0
    ? (address) => texts.has(keyOf(address))
    : (address) => !texts.has(keyOf(address));
}

function dependingInstances(state: State): readonly Stored[] {
  return Array.from(storedInstances(state), ({ address, instance }) => ({
    address,
    config: formatBlockOf(address),
    dependencies: Array.from(objectsOf(instance), ([, object]) => object.dependencies),
  }));
}

function keyOf({ module, mode, type, name, key }: ResourceInstance): string {
  return JSON.stringify([module, mode, type, name, key ?? null]);
}

function textsOf({ dependencies }: Stored): readonly string[] {
  return dependencies.flatMap((list) => [...list]);
}

/** Instances of one module know nothing of its other instances. */
function mayDependOn(a: Stored, b: Stored): boolean {
  const path = (stored: Stored): string => formatModulePath(modulePathOf(stored.address.module));
  if (path(a) !== path(b)) return true;
  return JSON.stringify(a.address.module) === JSON.stringify(b.address.module);
}

function withDependents(all: readonly Stored[], first: readonly Stored[]): ReadonlySet<Stored> {
  const dependents = new Map<string, Stored[]>();
  for (const stored of all) {
    for (const dependency of new Set(textsOf(stored))) {
      const list = dependents.get(dependency);
      if (list === undefined) dependents.set(dependency, [stored]);
      else list.push(stored);
    }
  }
  return closure(first, (at) => (dependents.get(at.config) ?? []).filter((other) => mayDependOn(other, at)));
}

function withDependencies(all: readonly Stored[], first: readonly Stored[]): ReadonlySet<Stored> {
  const byConfig = new Map<string, Stored[]>();
  for (const stored of all) {
    const list = byConfig.get(stored.config);
    if (list === undefined) byConfig.set(stored.config, [stored]);
    else list.push(stored);
  }
  return closure(first, (at) =>
    textsOf(at).flatMap((config) => (byConfig.get(config) ?? []).filter((other) => mayDependOn(at, other))),
  );
}

function closure(first: readonly Stored[], next: (at: Stored) => readonly Stored[]): ReadonlySet<Stored> {
  return new Set([...first, ...reach(first, next)]);
}

import type { AbsoluteResource, InstanceKey, ModuleInstance, ResourceInstance } from "./address.ts";

/** No key first, then numbers, then strings. */
export function compareKeys(a: InstanceKey, b: InstanceKey): number {
  if (a === b) return 0;
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : 1;
  return rank(a) - rank(b);
}

function rank(key: InstanceKey): number {
  return key === undefined ? 0 : typeof key === "number" ? 1 : 2;
}

/** In that order. Not by `sort` alone: that puts what is undefined, and so no key, behind all else whatever is said. */
export function sortKeys(keys: Iterable<InstanceKey>): InstanceKey[] {
  const all = [...keys];
  if (all.every((key, at) => at === 0 || inOrder(all[at - 1], key))) return all;
  const some = all.filter((key) => key !== undefined).sort(compareKeys);
  return some.length === all.length ? some : [...all.filter((key) => key === undefined), ...some];
}

function inOrder(a: InstanceKey, b: InstanceKey): boolean {
  return b !== undefined && (a === undefined || compareKeys(a, b) <= 0);
}

/** Outer modules before inner ones, then by name and key. */
export function compareModules(a: ModuleInstance, b: ModuleInstance): number {
  if (a.length !== b.length) return a.length - b.length;
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (step.name !== other.name) return step.name < other.name ? -1 : 1;
    const keys = compareKeys(step.key, other.key);
    if (keys !== 0) return keys;
  }
  return 0;
}

/** Terraform's order: module, then data before managed, then type, name, key. */
export function compareResources(a: AbsoluteResource, b: AbsoluteResource): number {
  const modules = compareModules(a.module, b.module);
  if (modules !== 0) return modules;
  if (a.mode !== b.mode) return a.mode === "data" ? -1 : b.mode === "data" ? 1 : a.mode < b.mode ? -1 : 1;
  if (a.type !== b.type) return a.type < b.type ? -1 : 1;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return 0;
}

/** Terraform's order of instances: by module, then data before managed, type, name, key. */
export function compareInstances(a: ResourceInstance, b: ResourceInstance): number {
  const resources = compareResources(a, b);
  return resources !== 0 ? resources : compareKeys(a.key, b.key);
}

import type { InstanceKey } from "@tutti/addresses";
import type { AddressList } from "./address-list.ts";
import { encodeCheckResults, encodeObjectMembers, encodeOutput } from "./format4-write.ts";
import { differingKeys } from "./ranges/patched-instances.ts";
import type {
  CheckResult,
  InstanceObject,
  InstanceState,
  OutputState,
  ResourceState,
  State,
} from "./state.ts";

/**
 * Whether two states are written alike but for version, serial and lineage.
 * What is the same thing in both is not looked into, so a state is compared
 * with what was made of it at the cost of what changed.
 */
export function sameState(a: State, b: State): boolean {
  if (a === b) return true;
  return (
    sameEntries(a.outputs, b.outputs, sameOutput) &&
    sameEntries(held(a), held(b), sameResource) &&
    sameChecks(a.checkResults, b.checkResults)
  );
}

/** What was found, as far as it decides whether there is something to write. */
interface Found {
  readonly existed: boolean;
  readonly recovered: boolean;
  readonly state: State;
}

/** Nothing to write: the serial stays. What was recovered is not stored yet. */
export function isUnchanged({ existed, recovered, state: before }: Found, state: State): boolean {
  return existed && !recovered && sameState(before, state);
}

/** Whether two outputs are written alike. */
export function sameOutput(a: OutputState, b: OutputState): boolean {
  return a === b || encodeOutput(a) === encodeOutput(b);
}

/** Whether results of checks are written alike. */
export function sameChecks(a: readonly CheckResult[], b: readonly CheckResult[]): boolean {
  return a === b || encodeCheckResults(a) === encodeCheckResults(b);
}

/** Whether two states are written alike, serial, lineage and version included. */
export function identicalStates(a: State, b: State): boolean {
  const alike = a.serial === b.serial && a.lineage === b.lineage && a.terraformVersion === b.terraformVersion;
  return alike && sameState(a, b);
}

/** Resources without instances are not written. */
function held({ resources }: State): ReadonlyMap<string, ResourceState> {
  return new Map([...resources].filter(([, { instances }]) => instances.size > 0));
}

function sameEntries<K, T>(
  a: ReadonlyMap<K, T>,
  b: ReadonlyMap<K, T>,
  same: (left: T, right: T) => boolean,
): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [key, left] of a) {
    const right = b.get(key);
    if (right === undefined || (left !== right && !same(left, right))) return false;
  }
  return true;
}

/**
 * Whether two states hold the same managed objects, deposed ones among them: what the objects are, what they
 * depend on and how they are replaced. Who keeps them does not count, nor do data, outputs and results of checks.
 */
export function sameManagedObjects(a: State, b: State): boolean {
  return a.resources === b.resources || sameEntries(managed(a), managed(b), sameInstances);
}

function managed({ resources }: State): ReadonlyMap<string, ResourceState> {
  return new Map(
    [...resources].filter(([, { address, instances }]) => address.mode === "managed" && instances.size > 0),
  );
}

function sameResource(a: ResourceState, b: ResourceState): boolean {
  return a.provider === b.provider && sameInstances(a, b);
}

function sameInstances(a: ResourceState, b: ResourceState): boolean {
  const keys = differingKeys(a.instances, b.instances);
  if (keys === undefined) return sameEntries(a.instances, b.instances, sameInstance);
  const sameAt = (key: InstanceKey): boolean => {
    const [left, right] = [a.instances.get(key), b.instances.get(key)];
    return left === right || (left !== undefined && right !== undefined && sameInstance(left, right));
  };
  return [...keys].every(sameAt);
}

function sameInstance(a: InstanceState, b: InstanceState): boolean {
  return (
    a.providerKey === b.providerKey &&
    sameObject(a.current, b.current) &&
    sameEntries(a.deposed, b.deposed, sameObject)
  );
}

/** Whether two objects are written alike. */
export function sameObject(a: InstanceObject | undefined, b: InstanceObject | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.status !== b.status) return false;
  return a.dependencies.equals(b.dependencies) && membersOf(a) === membersOf(b);
}

function membersOf(object: InstanceObject): string {
  return encodeObjectMembers(object, withoutList);
}

function withoutList(list: AddressList): string {
  return String(list.length);
}

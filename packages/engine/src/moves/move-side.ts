/** The two sides of a move: what it speaks of, and how such things lie to one another. */

import {
  formatKey,
  formatResourceName,
  type InstanceKey,
  type ModuleInstance,
  type ResourceName,
} from "@tutti/addresses";
import type { MoveEndpoint } from "@tutti/config";

/** A whole block with all its instances, or one instance of it. */
export type MoveKind = "call" | "module" | "resource" | "instance";

/** One call on the way; `anyKey`: all instances of it. */
export interface SideStep {
  readonly name: string;
  readonly key: InstanceKey;
  readonly anyKey: boolean;
}

/** One side of a move, from the root. */
export interface MoveSide {
  readonly kind: MoveKind;
  /** With the module that moves itself, where one does. */
  readonly steps: readonly SideStep[];
  readonly resource: ResourceName | undefined;
  /** Of an instance. */
  readonly key: InstanceKey;
}

/**
 * Both sides of a statement in one kind. Without a key on either side blocks
 * move whole; a key on one makes instances of both. Undefined where one is a
 * module and the other a resource.
 */
export function sidesOf(
  path: readonly string[],
  from: MoveEndpoint,
  to: MoveEndpoint,
): { readonly from: MoveSide; readonly to: MoveSide } | undefined {
  if (from.kind !== to.kind) return undefined;
  const keyed = lastKey(from) !== undefined || lastKey(to) !== undefined;
  return { from: sideOf(path, from, keyed), to: sideOf(path, to, keyed) };
}

function lastKey(endpoint: MoveEndpoint): InstanceKey {
  return endpoint.kind === "module" ? endpoint.module.at(-1)?.key : endpoint.instance.key;
}

function sideOf(path: readonly string[], endpoint: MoveEndpoint, keyed: boolean): MoveSide {
  const outer = path.map((name): SideStep => ({ name, key: undefined, anyKey: true }));
  if (endpoint.kind === "module") {
    const last = endpoint.module.length - 1;
    const inner = endpoint.module.map(({ name, key }, at) => ({ name, key, anyKey: !keyed && at === last }));
    const kind = keyed ? "module" : "call";
    return { kind, steps: [...outer, ...inner], resource: undefined, key: undefined };
  }
  const { module, mode, type, name, key } = endpoint.instance;
  const inner = module.map((step): SideStep => ({ ...step, anyKey: false }));
  const kind = keyed ? "instance" : "resource";
  return { kind, steps: [...outer, ...inner], resource: { mode, type, name }, key };
}

/** What is one instance in a module of known instances; for moves that follow from `count`. */
export function instanceSide(module: ModuleInstance, resource: ResourceName, key: InstanceKey): MoveSide {
  const { mode, type, name } = resource;
  const steps = module.map((step): SideStep => ({ ...step, anyKey: false }));
  return { kind: "instance", steps, resource: { mode, type, name }, key };
}

/** `module.a[*].aws_vm.b[*]`: a star where any key will do. */
export function formatSide({ kind, steps, resource, key }: MoveSide): string {
  const parts = steps.map((step) => `module.${step.name}${step.anyKey ? "[*]" : formatKey(step.key)}`);
  if (resource !== undefined)
    parts.push(formatResourceName(resource) + (kind === "resource" ? "[*]" : formatKey(key)));
  return parts.join(".");
}

export function isModuleSide({ kind }: MoveSide): boolean {
  return kind === "call" || kind === "module";
}

/** Only keys of modules differ: the same calls by the same names. */
export function isReindexed({ from, to }: { readonly from: MoveSide; readonly to: MoveSide }): boolean {
  return (
    from.kind === "module" &&
    from.steps.length === to.steps.length &&
    from.steps.every(({ name }, at) => name === to.steps[at]?.name)
  );
}

/** The managed objects of a version, by the modules that they are in. */

import { formatResource, type InstanceKey, type ModuleStep } from "@tutti/addresses";
import type { InstanceObject, ResourceState, State } from "@tutti/state";

/** One instance of a module. */
export interface WantedModule {
  readonly resources: Map<string, WantedResource>;
  readonly calls: Map<string, Map<InstanceKey, WantedModule>>;
}

interface WantedResource {
  readonly resource: ResourceState;
  readonly objects: ReadonlyMap<InstanceKey, InstanceObject>;
}

/** Objects that only wait to be destroyed are not wanted back. */
export function wantedObjects(state: State): WantedModule {
  const root = emptyModule();
  for (const resource of state.resources.values()) {
    const { address, instances } = resource;
    if (address.mode !== "managed") continue;
    const objects = new Map<InstanceKey, InstanceObject>();
    for (const [key, { current }] of instances) if (current !== undefined) objects.set(key, current);
    if (objects.size === 0) continue;
    moduleAt(root, address.module).resources.set(`${address.type}.${address.name}`, { resource, objects });
  }
  return root;
}

function emptyModule(): WantedModule {
  return { resources: new Map(), calls: new Map() };
}

function moduleAt(root: WantedModule, steps: readonly ModuleStep[]): WantedModule {
  let at = root;
  for (const { name, key } of steps) {
    const instances = at.calls.get(name) ?? new Map<InstanceKey, WantedModule>();
    at.calls.set(name, instances);
    const next = instances.get(key) ?? emptyModule();
    instances.set(key, next);
    at = next;
  }
  return at;
}

/** How something is repeated. */
export type Repetition = "once" | "count" | "for_each";

/** What all instances of one module block have. */
export interface ModuleShape {
  readonly resources: Map<string, ResourceShape>;
  readonly calls: Map<string, { readonly repetition: Repetition; readonly shape: ModuleShape }>;
}

export interface ResourceShape {
  readonly repetition: Repetition;
  /** One of those of this name; all have the same provider. */
  readonly resource: ResourceState;
  readonly createBeforeDestroy: boolean;
  /** Addresses of resources, without keys. */
  readonly dependencies: ReadonlySet<string>;
}

/** A text says what cannot be brought back. */
export function shapeOf(modules: readonly WantedModule[]): ModuleShape | string {
  const shape: ModuleShape = { resources: new Map(), calls: new Map() };
  for (const name of namesOf(modules, ({ resources }) => resources.keys())) {
    const found = modules.map(({ resources }) => resources.get(name));
    const one = resourceShape(name, found);
    if (typeof one === "string") return one;
    shape.resources.set(name, one);
  }
  for (const name of namesOf(modules, ({ calls }) => calls.keys())) {
    const found = modules.map(({ calls }) => calls.get(name));
    const repetition = repetitionOf(`module.${name}`, found);
    if (!isRepetition(repetition)) return repetition.why;
    const inner = shapeOf(found.flatMap((instances) => [...(instances?.values() ?? [])]));
    if (typeof inner === "string") return inner;
    shape.calls.set(name, { repetition, shape: inner });
  }
  return shape;
}

function namesOf(
  modules: readonly WantedModule[],
  names: (module: WantedModule) => Iterable<string>,
): ReadonlySet<string> {
  return new Set(modules.flatMap((module) => [...names(module)]));
}

function resourceShape(name: string, found: readonly (WantedResource | undefined)[]): ResourceShape | string {
  const there = found.filter((one) => one !== undefined);
  const [first] = there;
  if (first === undefined) throw new Error("a name comes from where it is");
  const repetition = repetitionOf(
    name,
    found.map((one) => one?.objects),
  );
  if (!isRepetition(repetition)) return repetition.why;
  const { provider } = first.resource;
  const other = there.find(({ resource }) => resource.provider !== provider);
  if (other !== undefined)
    return `${formatResource(other.resource.address)} has another provider configuration than ${formatResource(first.resource.address)}`;
  const objects = there.flatMap((one) => [...one.objects.values()]);
  return {
    repetition,
    resource: first.resource,
    createBeforeDestroy: objects.some(({ createBeforeDestroy }) => createBeforeDestroy),
    dependencies: new Set(objects.flatMap(({ dependencies }) => [...dependencies])),
  };
}

function isRepetition(found: Repetition | { readonly why: string }): found is Repetition {
  return typeof found === "string";
}

/** By the keys that there are; what stands there once must be in every instance of its module. */
function repetitionOf(
  name: string,
  found: readonly (ReadonlyMap<InstanceKey, unknown> | undefined)[],
): Repetition | { readonly why: string } {
  const keys = found.flatMap((instances) => [...(instances?.keys() ?? [])]);
  if (keys.every((key) => typeof key === "string")) return "for_each";
  if (keys.every((key) => key === undefined))
    return found.every((instances) => instances !== undefined)
      ? "once"
      : { why: `${name} is in some instances of its module only` };
  if (!keys.every((key) => typeof key === "number")) return { why: `${name} has keys of several kinds` };
  const gap = found.some((instances) => {
    const numbers = [...(instances?.keys() ?? [])];
    return numbers.some((key) => typeof key === "number" && key >= numbers.length);
  });
  return gap ? { why: `${name} lacks some of its numbered instances` } : "count";
}

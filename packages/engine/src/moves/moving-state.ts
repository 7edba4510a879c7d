/** A state while things are moved in it: modules as a tree, each resource handed on whole where it can be. */

import {
  type AbsoluteResource,
  formatInstance,
  formatKey,
  formatResource,
  formatResourceName,
  type InstanceKey,
  instanceAt,
  type ModuleInstance,
  type ResourceInstance,
  type ResourceName,
} from "@tutti/addresses";
import type { InstanceState, ResourceState, State } from "@tutti/state";
import type { SideStep } from "./move-side.ts";

interface MovingInstance {
  /** Where it was before the first move. */
  readonly home: ResourceInstance;
  readonly state: InstanceState;
}

/** A resource on its way. Its instances are taken apart only when one of them goes elsewhere. */
interface MovingResource {
  readonly name: ResourceName;
  readonly whole: ResourceState;
  apart: Map<InstanceKey, MovingInstance> | undefined;
}

export interface MovingModule {
  readonly module: ModuleInstance;
  readonly children: Map<string, Map<string, MovingModule>>;
  /** By `formatResourceName`; empty where the state has no such module. */
  readonly resources: Map<string, MovingResource>;
}

export class MovingState {
  readonly #root: MovingModule = emptyModule([]);

  constructor(state: State) {
    for (const whole of state.resources.values()) {
      const { module, mode, type, name } = whole.address;
      const resource = { name: { mode, type, name }, whole, apart: undefined };
      this.#module(module).resources.set(formatResourceName(resource.name), resource);
    }
  }

  /** Modules that the steps name; with all that is inside of them, if so wished. */
  modules(steps: readonly SideStep[], inside: boolean): readonly MovingModule[] {
    let found: MovingModule[] = [this.#root];
    for (const { name, key, anyKey } of steps) {
      found = found.flatMap(({ children }) => {
        const named = children.get(name);
        if (anyKey) return named === undefined ? [] : [...named.values()];
        return named?.get(formatKey(key)) ?? [];
      });
    }
    return inside ? found.flatMap(withAllInside) : found;
  }

  hasModule(module: ModuleInstance): boolean {
    return this.#module(module).resources.size > 0;
  }

  hasResource({ module, ...name }: AbsoluteResource): boolean {
    return this.#module(module).resources.has(formatResourceName(name));
  }

  hasInstance({ module, key, ...name }: ResourceInstance): boolean {
    const resource = this.#module(module).resources.get(formatResourceName(name));
    return resource !== undefined && keysOf(resource).has(key);
  }

  moveModule({ resources }: MovingModule, to: ModuleInstance): void {
    const target = this.#module(to).resources;
    for (const [name, resource] of resources) target.set(name, resource);
    resources.clear();
  }

  moveResource(from: AbsoluteResource, to: AbsoluteResource): void {
    const { resources } = this.#module(from.module);
    const text = formatResourceName(from);
    const resource = resources.get(text);
    if (resource === undefined) return;
    resources.delete(text);
    const { mode, type, name } = to;
    this.#module(to.module).resources.set(formatResourceName(to), {
      ...resource,
      name: { mode, type, name },
    });
  }

  moveInstance(from: ResourceInstance, to: ResourceInstance): void {
    const source = this.#module(from.module).resources;
    const resource = source.get(formatResourceName(from));
    const instance = resource === undefined ? undefined : takenApart(resource).get(from.key);
    if (resource === undefined || instance === undefined) return;
    const target = this.#module(to.module).resources;
    const { mode, type, name } = to;
    const text = formatResourceName(to);
    const other = target.get(text) ?? { name: { mode, type, name }, whole: resource.whole, apart: new Map() };
    target.set(text, other);
    takenApart(other).set(to.key, instance);
    takenApart(resource).delete(from.key);
    if (takenApart(resource).size === 0) source.delete(formatResourceName(from));
  }

  /** As it is now, and where all that is elsewhere was, by its new address. */
  settle(state: State): {
    readonly state: State;
    readonly movedFrom: ReadonlyMap<string, ResourceInstance>;
  } {
    const resources = new Map<string, ResourceState>();
    const movedFrom = new Map<string, ResourceInstance>();
    for (const { module, resources: held } of withAllInside(this.#root)) {
      for (const resource of held.values()) {
        const address: AbsoluteResource = { ...resource.name, module };
        const text = formatResource(address);
        const stays = text === formatResource(resource.whole.address);
        if (stays && resource.apart === undefined) {
          resources.set(text, resource.whole);
          continue;
        }
        const instances = new Map<InstanceKey, InstanceState>();
        for (const [key, { home, state: instance }] of takenApart(resource)) {
          instances.set(key, instance);
          const now = formatInstance(instanceAt(address, key));
          if (now !== formatInstance(home)) movedFrom.set(now, home);
        }
        resources.set(text, { address, provider: resource.whole.provider, instances });
      }
    }
    return { state: { ...state, resources }, movedFrom };
  }

  #module(module: ModuleInstance): MovingModule {
    let at = this.#root;
    for (const step of module) {
      let named = at.children.get(step.name);
      if (named === undefined) {
        named = new Map();
        at.children.set(step.name, named);
      }
      const key = formatKey(step.key);
      let child = named.get(key);
      if (child === undefined) {
        child = emptyModule([...at.module, step]);
        named.set(key, child);
      }
      at = child;
    }
    return at;
  }
}

function emptyModule(module: ModuleInstance): MovingModule {
  return { module, children: new Map(), resources: new Map() };
}

function withAllInside(module: MovingModule): readonly MovingModule[] {
  const found = [module];
  for (let at = 0; at < found.length; at++)
    for (const named of found[at]?.children.values() ?? []) found.push(...named.values());
  return found;
}

function keysOf({ apart, whole }: MovingResource): { has(key: InstanceKey): boolean } {
  return apart ?? whole.instances;
}

function takenApart(resource: MovingResource): Map<InstanceKey, MovingInstance> {
  resource.apart ??= new Map(
    [...resource.whole.instances].map(([key, state]) => [
      key,
      { home: instanceAt(resource.whole.address, key), state },
    ]),
  );
  return resource.apart;
}

import {
  type AbsoluteResource,
  compareResources,
  formatResource,
  type InstanceKey,
  instanceAt,
  type ModuleInstance,
  type ResourceInstance,
  sortKeys,
  type Target,
} from "@tutti/addresses";
import type { ResourceState, State, StoredInstance } from "@tutti/state";

/** All instances, in the order in which they are listed. */
export function instancesOf(state: State): readonly StoredInstance[] {
  return listed(sorted([...state.resources.values()], () => true));
}

/** The addresses of all of them, in the same order; no object is looked at. */
export function addressesOf(state: State): readonly ResourceInstance[] {
  return Array.from(
    sorted([...state.resources.values()], () => true),
    ({ address }) => address,
  );
}

/** Those that are, or are in, what the target names, in the same order; nothing else is looked at. */
export function instancesWithin(state: State, target: Target): readonly StoredInstance[] {
  const resources = [...state.resources.values()].filter(({ address }) => isWithin(target, address));
  return listed(sorted(resources, (key) => target.kind !== "instance" || target.instance.key === key));
}

/** What the state holds at an address. */
export function storedAt(state: State, address: ResourceInstance): StoredInstance | undefined {
  const resource = state.resources.get(formatResource(address));
  const instance = resource?.instances.get(address.key);
  return resource === undefined || instance === undefined ? undefined : { address, instance, resource };
}

/** Resources are few where instances are many, so they are put in order before their instances. */
function* sorted(
  resources: readonly ResourceState[],
  isAsked: (key: InstanceKey) => boolean,
): Generator<Pick<StoredInstance, "address" | "resource">> {
  for (const resource of resources.toSorted((a, b) => compareResources(a.address, b.address)))
    for (const key of sortKeys([...resource.instances.keys()].filter(isAsked)))
      yield { address: instanceAt(resource.address, key), resource };
}

function listed(found: Iterable<Pick<StoredInstance, "address" | "resource">>): readonly StoredInstance[] {
  const instances: StoredInstance[] = [];
  for (const { address, resource } of found) {
    const instance = resource.instances.get(address.key);
    if (instance !== undefined) instances.push({ address, instance, resource });
  }
  return instances;
}

/** True where the instance is, or is in, what the target names. */
export function matchesTarget(target: Target, address: ResourceInstance): boolean {
  return isWithin(target, address) && (target.kind !== "instance" || target.instance.key === address.key);
}

/** The same for a resource: some of its instances may be. */
function isWithin(target: Target, address: AbsoluteResource): boolean {
  if (target.kind === "module") return startsWith(address.module, target.module);
  const { module, mode, type, name } = target.kind === "resource" ? target.resource : target.instance;
  return (
    address.name === name &&
    address.type === type &&
    address.mode === mode &&
    address.module.length === module.length &&
    startsWith(address.module, module)
  );
}

/** A step without a key stands for all of a module's instances. */
function startsWith(module: ModuleInstance, front: ModuleInstance): boolean {
  return (
    module.length >= front.length &&
    front.every((step, index) => {
      const own = module[index];
      return own?.name === step.name && (step.key === undefined || own.key === step.key);
    })
  );
}

import {
  compareInstances,
  formatKey,
  formatResourceName,
  type ModuleInstance,
  type ResourceInstance,
  type Target,
} from "@tutti/addresses";
import { type State, type StoredInstance, storedInstances } from "@tutti/state";

/** All instances, in the order in which they are listed. */
export function instancesOf(state: State): readonly StoredInstance[] {
  return [...storedInstances(state)].sort((a, b) => compareInstances(a.address, b.address));
}

/** True where the instance is, or is in, what the target names. */
export function matchesTarget(target: Target, address: ResourceInstance): boolean {
  switch (target.kind) {
    case "module":
      return startsWith(address.module, target.module);
    case "resource":
      return (
        formatResourceName(address) === formatResourceName(target.resource) &&
        address.module.length === target.resource.module.length &&
        startsWith(address.module, target.resource.module)
      );
    case "instance":
      return (
        formatResourceName(address) === formatResourceName(target.instance) &&
        formatKey(address.key) === formatKey(target.instance.key) &&
        address.module.length === target.instance.module.length &&
        startsWith(address.module, target.instance.module)
      );
  }
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

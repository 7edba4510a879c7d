/** What an address given with `-target` or `-exclude` speaks of. */

import {
  type AbsoluteResource,
  type ModuleInstance,
  parseTarget,
  type ResourceInstance,
  type Target,
} from "@tutti/addresses";
import type { ConfigNode } from "../graph/config-node.ts";

/** The caller has checked their syntax. */
export function parseTargets(texts: readonly string[]): readonly Target[] {
  return texts.flatMap((text) => {
    const target = parseTarget(text);
    return target.ok ? [target.value] : [];
  });
}

/** True if the block, or an instance of it, is what the target names or inside of it. */
export function coversNode(target: Target, node: ConfigNode): boolean {
  const path = node.module.path;
  if (target.kind === "module") {
    return target.module.length <= path.length && target.module.every(({ name }, i) => path[i] === name);
  }
  if (node.kind !== "resource") return false;
  const { mode, type, name, module } = target.kind === "resource" ? target.resource : target.instance;
  const own = node.resource;
  return (
    own.mode === mode &&
    own.type === type &&
    own.name === name &&
    module.length === path.length &&
    module.every((step, i) => step.name === path[i])
  );
}

/**
 * True if the address is what the target names, or inside of it. At the end of a module's
 * address a step without a key is all instances of that call (`module.m`, `module.m["k"].module.n`);
 * before it, and in the address of a resource, it is the module that has none.
 */
export function covers(target: Target, address: ResourceInstance): boolean {
  switch (target.kind) {
    case "module": {
      const last = target.module.length - 1;
      return target.module.every(({ name, key }, i) => {
        const own = address.module[i];
        return own?.name === name && (own.key === key || (i === last && key === undefined));
      });
    }
    case "resource":
      return isSameBlock(target.resource, address);
    case "instance":
      return isSameBlock(target.instance, address) && target.instance.key === address.key;
  }
}

/** The same of what is to be left alone: a step without a key means all keys, so that nothing meant is missed. */
export function coversAny(target: Target, address: ResourceInstance): boolean {
  return (
    covers(target, address) || covers(target, { ...address, module: withoutKeys(target, address.module) })
  );
}

/** The module of an address, without the keys that the target does not give. */
function withoutKeys(target: Target, module: ModuleInstance): ModuleInstance {
  const given =
    target.kind === "module"
      ? target.module
      : (target.kind === "resource" ? target.resource : target.instance).module;
  return module.map((step, i) => (given[i]?.key === undefined ? { ...step, key: undefined } : step));
}

function isSameBlock(target: AbsoluteResource, address: ResourceInstance): boolean {
  const { module, mode, type, name } = target;
  return (
    address.mode === mode &&
    address.type === type &&
    address.name === name &&
    module.length === address.module.length &&
    module.every((step, i) => {
      const own = address.module[i];
      return own?.name === step.name && own.key === step.key;
    })
  );
}

/** What an address given with `-target` or `-exclude` speaks of. */

import { parseTarget, type ResourceInstance, type Target } from "@tutti/addresses";
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

/** True if the address is what the target names, or inside of it. A step without key stands for all keys. */
export function covers(target: Target, address: ResourceInstance): boolean {
  const module =
    target.kind === "module"
      ? target.module
      : target.kind === "resource"
        ? target.resource.module
        : target.instance.module;
  if (target.kind !== "module" && module.length !== address.module.length) return false;
  const inside = module.every((step, i) => {
    const own = address.module[i];
    return own?.name === step.name && (step.key === undefined || step.key === own.key);
  });
  if (!inside || target.kind === "module") return inside;
  const { mode, type, name } = target.kind === "resource" ? target.resource : target.instance;
  if (address.mode !== mode || address.type !== type || address.name !== name) return false;
  return target.kind === "resource" || target.instance.key === address.key;
}

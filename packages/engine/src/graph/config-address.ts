import type { ResourceNode } from "./config-node.ts";

/** The address of a block in the configuration: no module and no instance has a key. */
export function configAddress(node: ResourceNode): string {
  return node.id;
}

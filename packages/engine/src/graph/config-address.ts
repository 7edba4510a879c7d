import { formatConfigResource, formatResource, modulePathOf, type ResourceInstance } from "@tutti/addresses";
import type { ResourceNode } from "./config-node.ts";

/** The address of a block in the configuration: no module and no instance has a key. */
export function configAddress(node: ResourceNode): string {
  return node.id;
}

/** The same of one of its instances. */
export function configOf({ address }: { readonly address: ResourceInstance }): string {
  return address.module.length === 0
    ? formatResource(address)
    : formatConfigResource({ ...address, module: modulePathOf(address.module) });
}

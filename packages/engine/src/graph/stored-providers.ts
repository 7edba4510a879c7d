/** Providers that only the state asks for: what they keep has no block in the configuration any more. */

import { formatResourceName, modulePathOf } from "@tutti/addresses";
import {
  type Config,
  formatAbsoluteProvider,
  impliedProviderSource,
  moduleAt,
  modulesOf,
} from "@tutti/config";
import type { ResourceState, State } from "@tutti/state";
import { type ProviderAddress, providerSourceOf } from "./provider-address.ts";

/** True where no block of the configuration declares the resource. */
export function hasNoBlock(config: Config, { address }: Pick<ResourceState, "address">): boolean {
  const node = moduleAt(config.root, modulePathOf(address.module));
  return node?.module.resources.has(formatResourceName(address)) !== true;
}

/** Addresses of the providers that keep managed objects without a block. */
export function providersOfOrphans(config: Config, { resources }: State): ReadonlySet<string> {
  const found = new Set<string>();
  for (const resource of resources.values())
    if (resource.address.mode === "managed" && hasNoBlock(config, resource)) found.add(resource.provider);
  return found;
}

/** The `provider` block that an address of the state means, if it is still there. */
export function providerBlock(config: Config, text: string): ProviderAddress | undefined {
  for (const node of modulesOf(config.root)) {
    const { providerConfigs, requiredProviders } = node.module;
    for (const [key, { name, alias }] of providerConfigs) {
      const source = requiredProviders.get(name)?.source ?? impliedProviderSource(name);
      if (formatAbsoluteProvider({ module: node.path, source, alias }) === text)
        return { text, source, alias, node, key };
    }
  }
  return undefined;
}

/** True of a default configuration of the root module: where nobody wrote one, it is an empty one. */
export function isImpliedProvider(text: string): boolean {
  return text === formatAbsoluteProvider({ module: [], source: providerSourceOf(text), alias: undefined });
}

import { localProviderSource } from "../address/provider-source.ts";
import { parseVersionConstraint, type VersionConstraint } from "../address/version-constraint.ts";
import { impliedProviderName } from "../merge/build-module.ts";
import type { Module } from "../module/module.ts";
import type { Version } from "../module/version.ts";

/**
 * The providers that a module itself needs, by source in order, and which
 * versions: what is required, configured, used by a resource or an action, or
 * about to own an import into this module. Of what is imported into another
 * module, that one speaks.
 */
export function providerRequirements(module: Module): ReadonlyMap<string, VersionConstraint> {
  const needed = new Map<string, VersionConstraint>();
  const need = (source: string, version?: Version): void => {
    const conditions = version === undefined ? undefined : parseVersionConstraint(version.text);
    needed.set(source, [...(needed.get(source) ?? []), ...(conditions ?? [])]);
  };
  const sourceOf = (name: string): string => localProviderSource(module.requiredProviders, name);
  for (const { source, version } of module.requiredProviders.values()) need(source, version);
  for (const { name, version } of module.providerConfigs.values()) need(sourceOf(name), version);
  for (const { providerSource } of module.resources.values()) need(providerSource);
  for (const { providerSource } of module.actions.values()) need(providerSource);
  for (const { toResource, provider } of module.imports)
    if (toResource.module.length === 0)
      need(sourceOf(provider?.name ?? impliedProviderName(toResource.type)));
  return new Map([...needed].sort(([a], [b]) => (a < b ? -1 : 1)));
}

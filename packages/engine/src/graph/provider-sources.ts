import { type Config, modulesOf } from "@tutti/config";
import type { State } from "@tutti/state";
import { providerSourceOf } from "./provider-address.ts";

/** Sources of all providers that the configuration or the state names. */
export function sourcesOf(config: Config, state: State): ReadonlySet<string> {
  const sources = new Set<string>();
  for (const { module } of modulesOf(config.root)) {
    for (const { source } of module.requiredProviders.values()) sources.add(source);
    for (const { providerSource } of module.resources.values()) sources.add(providerSource);
    for (const { providerSource } of module.actions.values()) sources.add(providerSource);
  }
  for (const { provider } of state.resources.values()) sources.add(providerSourceOf(provider));
  return sources;
}

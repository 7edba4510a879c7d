import { type Config, modulesOf } from "@tutti/config";
import type { ProviderSchema } from "@tutti/plugin";
import type { State } from "@tutti/state";
import type { ResourceChange } from "../plan.ts";

/**
 * The schemas of what a plan speaks of. A provider may have 1,500 types, of
 * which those that nobody asked for are not even read yet; and a plan file
 * holds what is in these.
 */
export function usedSchemas(
  schemas: ReadonlyMap<string, ProviderSchema>,
  config: Config,
  states: readonly State[],
  changes: readonly ResourceChange[],
): ReadonlyMap<string, ProviderSchema> {
  const names = new Set<string>();
  for (const { module } of modulesOf(config.root)) {
    for (const { type } of module.resources.values()) names.add(type);
    for (const { type } of module.actions.values()) names.add(type);
  }
  for (const { resources } of states) for (const { address } of resources.values()) names.add(address.type);
  for (const { address } of changes) names.add(address.type);
  return new Map([...schemas].map(([source, schema]) => [source, onlyOf(schema, names)]));
}

function onlyOf(schema: ProviderSchema, names: ReadonlySet<string>): ProviderSchema {
  // Whoever calls a function asks the provider for it.
  const { functions: _, ephemeralTypes, actions, lists, identities, ...rest } = schema;
  return {
    ...rest,
    resourceTypes: picked(schema.resourceTypes, names),
    dataSources: picked(schema.dataSources, names),
    ...(ephemeralTypes === undefined ? {} : { ephemeralTypes: picked(ephemeralTypes, names) }),
    ...(actions === undefined ? {} : { actions: picked(actions, names) }),
    ...(lists === undefined ? {} : { lists: picked(lists, names) }),
    ...(identities === undefined ? {} : { identities: picked(identities, names) }),
  };
}

/** In the provider's order. */
function picked<T>(all: ReadonlyMap<string, T>, names: ReadonlySet<string>): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const name of all.keys()) {
    const one = names.has(name) ? all.get(name) : undefined;
    if (one !== undefined) found.set(name, one);
  }
  return found;
}

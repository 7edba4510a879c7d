import { functionSchemas } from "./defined-function.ts";
import { definedIdentity } from "./defined-identity.ts";
import { listSchemas } from "./defined-list.ts";
import type { ProviderDefinition } from "./definition.ts";
import type { IdentitySchema, ProviderSchema, Schema } from "./schema.ts";

/** The schema of a definition, without making the provider. */
export function definitionSchema<Client>(definition: ProviderDefinition<Client>): ProviderSchema {
  const resourceTypes = new Map<string, Schema>();
  for (const [name, resource] of Object.entries(definition.resources)) {
    resourceTypes.set(name, {
      version: resource.version ?? 0,
      block: resource.block,
    });
  }
  const dataSources = new Map<string, Schema>();
  for (const [name, data] of Object.entries(definition.dataSources)) {
    dataSources.set(name, { version: data.version ?? 0, block: data.block });
  }
  const actions = new Map(
    Object.entries(definition.actions ?? {}).map(([name, { block }]) => [name, { version: 0, block }]),
  );
  const identities = new Map<string, IdentitySchema>();
  for (const [name, resource] of Object.entries(definition.resources)) {
    const identity = definedIdentity(resource);
    if (identity !== undefined) identities.set(name, identity);
  }
  const ephemeral = Object.entries(definition.ephemeral ?? {});
  const ephemeralTypes = new Map(ephemeral.map(([name, { block }]) => [name, { version: 0, block }]));
  const lists = listSchemas(definition.resources);
  return {
    provider: { version: 0, block: definition.block },
    resourceTypes,
    dataSources,
    ...(ephemeralTypes.size === 0 ? {} : { ephemeralTypes }),
    ...(actions.size === 0 ? {} : { actions }),
    ...(identities.size === 0 ? {} : { identities }),
    ...(lists === undefined ? {} : { lists }),
    ...(definition.functions === undefined ? {} : { functions: functionSchemas(definition.functions) }),
  };
}

import { type ProviderRegistry, type ProviderSchema, schemaOf, schemaWithServices } from "@tutti/plugin";
import { type ConnectAgent, carryServices } from "./carrying-provider.ts";

/** Types of resources whose objects carry services, by their provider's source. */
export type CarryingTypes = ReadonlyMap<string, ReadonlySet<string>>;

/** The same providers, those of carrying types with the join before them. */
export function carryingRegistry(
  registry: ProviderRegistry,
  types: CarryingTypes,
  connect: ConnectAgent,
): ProviderRegistry {
  if (types.size === 0) return registry;
  return {
    async load(source) {
      const factory = await registry.load(source);
      const carrying = types.get(source);
      if (factory === undefined || carrying === undefined) return factory;
      const found = await schemaOf(factory);
      // Whoever asks it itself hears why.
      if (!found.ok) return factory;
      const { schema: own } = found;
      const schema = schemaWithServices(own, carrying);
      if (schema === own) return factory;
      const here = carried(own, schema, carrying);
      return {
        ...factory,
        schema: async () => schema,
        async create(configuration) {
          const inner = await factory.create(configuration);
          const carrier = carryServices(inner, here, schema, connect);
          return inner.standInFor?.(carrier) ?? carrier;
        },
      };
    },
  };
}

/** Those of the types that took the blocks: one with a `service` of its own keeps that. */
function carried(
  own: ProviderSchema,
  schema: ProviderSchema,
  types: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set([...types].filter((type) => own.resourceTypes.get(type) !== schema.resourceTypes.get(type)));
}

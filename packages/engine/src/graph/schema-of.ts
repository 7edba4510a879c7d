import type { ProviderSchema, Schema } from "@tutti/plugin";
import type { Schemas } from "./build-graph.ts";

/** The schema of a resource type or a data source; undefined where the provider does not have it. */
export function schemaOf(
  schemas: Schemas,
  source: string,
  address: { readonly mode: string; readonly type: string },
): Schema | undefined {
  const schema: ProviderSchema | undefined = schemas.get(source);
  return address.mode === "managed"
    ? schema?.resourceTypes.get(address.type)
    : schema?.dataSources.get(address.type);
}

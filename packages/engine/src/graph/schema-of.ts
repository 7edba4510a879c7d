import type { ResourceMode } from "@tutti/addresses";
import { type ProviderSchema, type Schema, typesOfMode } from "@tutti/plugin";

/** The schema of a type of objects; undefined where the provider does not have it. */
export function schemaOf(
  schemas: ReadonlyMap<string, ProviderSchema>,
  source: string,
  address: { readonly mode: ResourceMode; readonly type: string },
): Schema | undefined {
  const schema = schemas.get(source);
  return schema && typesOfMode(schema, address.mode).get(address.type);
}

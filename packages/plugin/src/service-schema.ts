import type { ProviderSchema, Schema } from "./schema.ts";
import { SERVICE_BLOCK } from "./service.ts";

const composed = new WeakMap<Schema, Schema>();

/** True where a type has nothing of its own by that name, so that its objects may carry `service` blocks. */
function mayCarryServices({ block }: Schema): boolean {
  return !block.attributes.has("service") && !block.blocks.has("service");
}

/**
 * The schema with `service` blocks for these of its types, and only these:
 * where a configuration has none, everything is as the provider says.
 */
export function schemaWithServices(inner: ProviderSchema, types: ReadonlySet<string>): ProviderSchema {
  const carrying = [...types].flatMap((name): [string, Schema][] => {
    const schema = inner.resourceTypes.get(name);
    return schema !== undefined && mayCarryServices(schema) ? [[name, schema]] : [];
  });
  if (carrying.length === 0) return inner;
  const resourceTypes = new Map(inner.resourceTypes);
  for (const [name, schema] of carrying) resourceTypes.set(name, withServiceBlock(schema));
  return { ...inner, resourceTypes };
}

/** The same object for the same schema, since schemas are compared by identity. */
function withServiceBlock(schema: Schema): Schema {
  let made = composed.get(schema);
  if (made === undefined) {
    const blocks = new Map([...schema.block.blocks, ["service", SERVICE_BLOCK] as const]);
    made = { ...schema, block: { ...schema.block, blocks } };
    composed.set(schema, made);
  }
  return made;
}

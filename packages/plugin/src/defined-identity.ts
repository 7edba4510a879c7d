/** Identities of in-process resources: parts of their own attributes. */

import { DYNAMIC, objectOfType, Value } from "@tutti/values";
import type { ResourceDefinition } from "./definition.ts";
import { Fields } from "./fields.ts";
import { type IdentitySchema, identityType } from "./schema.ts";

const schemas = new WeakMap<object, IdentitySchema>();

/** The schema of a type's identity, if it has one; built once. */
export function definedIdentity<Client>(resource: ResourceDefinition<Client>): IdentitySchema | undefined {
  const { block, identity } = resource;
  if (identity === undefined) return undefined;
  const known = schemas.get(resource);
  if (known !== undefined) return known;
  const attributes = new Map(
    Object.entries(identity.attributes).map(([name, rest]) => [
      name,
      { ...rest, type: block.attributes.get(name)?.type ?? DYNAMIC },
    ]),
  );
  const schema = { version: 0, attributes };
  schemas.set(resource, schema);
  return schema;
}

/** The identity of an object; undefined where its type has none, or nothing is there. */
export function identityOf<Client>(resource: ResourceDefinition<Client>, state: Value): Value | undefined {
  const schema = definedIdentity(resource);
  if (schema === undefined || state.isNull) return undefined;
  const type = identityType(schema);
  const given = state.asEntries;
  return objectOfType(
    type,
    [...type.attributes].map(([name, part]) => [name, given.get(name) ?? Value.null(part)] as const),
  );
}

/** What `import` is asked with. */
export function importIdOf<Client>({ identity }: ResourceDefinition<Client>, given: Value): string {
  const fields = Fields.of(given);
  return identity?.importId?.(fields) ?? fields.string("id") ?? "";
}

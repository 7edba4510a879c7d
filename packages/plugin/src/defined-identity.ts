/** Identities of in-process resources: parts of their own attributes. */

import { DYNAMIC, objectOfType, Value } from "@tutti/values";
import type { ResourceDefinition } from "./definition.ts";
import { Fields } from "./fields.ts";
import { type IdentitySchema, identityType } from "./schema.ts";

/** The schema of a type's identity, if it has one. */
export function definedIdentity<Client>({
  block,
  identity,
}: ResourceDefinition<Client>): IdentitySchema | undefined {
  if (identity === undefined) return undefined;
  const attributes = new Map(
    Object.entries(identity.attributes).map(([name, rest]) => [
      name,
      { ...rest, type: block.attributes.get(name)?.type ?? DYNAMIC },
    ]),
  );
  return { version: 0, attributes };
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

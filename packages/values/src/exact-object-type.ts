import { type ObjectType, objectType, type Type, typesEqual } from "./type.ts";
import type { Entries } from "./value.ts";

/** The type that was made last of each inexact one: objects of one schema mostly have the same. */
const lastTypes = new WeakMap<Type, ObjectType>();

/** The type of an object with these entries, shared with the one made before it of the same inexact type where that fits. */
export function exactObjectType(inexact: Type, entries: Entries): ObjectType {
  const last = lastTypes.get(inexact);
  if (last !== undefined && isTypeOf(last, entries)) return last;
  const attributes: [string, Type][] = [];
  for (const [name, { type }] of entries) attributes.push([name, type]);
  const made = objectType(attributes);
  lastTypes.set(inexact, made);
  return made;
}

function isTypeOf({ attributes }: ObjectType, entries: Entries): boolean {
  if (attributes.size !== entries.size) return false;
  for (const [name, { type }] of entries) {
    const attribute = attributes.get(name);
    if (attribute === undefined || !typesEqual(attribute, type)) return false;
  }
  return true;
}

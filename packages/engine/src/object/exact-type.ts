import {
  type Entries,
  isInexact,
  type ObjectType,
  objectType,
  type Type,
  typesEqual,
  Value,
} from "@tutti/values";

/** An object whose attributes of any type have the types of their values, as they are in a state and in expressions. */
export function exactType(value: Value): Value {
  if (!value.isKnown || value.type.kind !== "object" || !isInexact(value.type)) return value;
  const entries = exactEntries(value.asEntries);
  return Value.knownUnchecked(typeOf(value.type, entries), entries, value.marks);
}

/** The very same where none of them changes: there is an object for each instance. */
function exactEntries(entries: Entries): Entries {
  let changed: Map<string, Value> | undefined;
  for (const [name, item] of entries) {
    const exact = exactType(item);
    if (exact === item) continue;
    changed ??= new Map(entries);
    changed.set(name, exact);
  }
  return changed ?? entries;
}

/** The type that was made last of each inexact one: instances of a block mostly have the same. */
const lastTypes = new WeakMap<Type, ObjectType>();

function typeOf(inexact: Type, entries: Entries): ObjectType {
  const last = lastTypes.get(inexact);
  if (last !== undefined && isTypeOf(last, entries)) return last;
  const made = objectType([...entries].map(([name, item]) => [name, item.type] as const));
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

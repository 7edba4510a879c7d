import { type Entries, exactObjectType, isInexact, Value } from "@tutti/values";

/** An object whose attributes of any type have the types of their values, as they are in a state and in expressions. */
export function exactType(value: Value): Value {
  if (!value.isKnown || value.type.kind !== "object" || !isInexact(value.type)) return value;
  const entries = exactEntries(value.asEntries);
  return Value.knownUnchecked(exactObjectType(value.type, entries), entries, value.marks);
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

import { isInexact, objectType, Value } from "@tutti/values";

/** An object whose attributes of any type have the types of their values, as they are in a state and in expressions. */
export function exactType(value: Value): Value {
  if (!value.isKnown || value.type.kind !== "object" || !isInexact(value.type)) return value;
  const entries = new Map<string, Value>();
  for (const [name, item] of value.asEntries) entries.set(name, exactType(item));
  return Value.knownUnchecked(
    objectType([...entries].map(([name, item]) => [name, item.type] as const)),
    entries,
    value.marks,
  );
}

import { listValue, type Type, tupleValue, type Value } from "@tutti/values";

/** A list or tuple of that type, whose elements they are. */
export function sequenceOf(type: Type, items: readonly Value[]): Value {
  return type.kind === "list" ? listValue(type.element, items) : tupleValue(items);
}

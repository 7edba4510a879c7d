import { Value, withChildren } from "@tutti/values";

/** What a state can hold of a value: nothing stands where something is not known. */
export function unknownsAsNull(value: Value): Value {
  if (value.isWhollyKnown) return value;
  if (value.isUnknown) return Value.null(value.type, value.marks);
  return value.isKnown ? withChildren(value, unknownsAsNull) : value;
}

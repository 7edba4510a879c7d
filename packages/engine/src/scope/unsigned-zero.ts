import { Value, withChildren } from "@tutti/values";

/** What a plan can hold of a value: in it no zero has a sign. The same value where none has. */
export function unsignedZeros(value: Value): Value {
  if (!value.isKnown) return value;
  if (value.type.kind === "number")
    return Object.is(value.asNumber, -0) ? Value.knownUnchecked(value.type, 0, value.marks) : value;
  if (typeof value.data !== "object") return value;
  let changed = false;
  const copy = withChildren(value, (child) => {
    const unsigned = unsignedZeros(child);
    changed ||= unsigned !== child;
    return unsigned;
  });
  return changed ? copy : value;
}

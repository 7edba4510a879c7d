import { isDefinitelyNotNull, lengthRange, refine } from "./refine.ts";
import type { Type } from "./type.ts";
import { type Refinement, Value } from "./value.ts";

/** An unknown value of the new type, with what is still known of it. */
export function unknownOf(value: Value, type: Type): Value {
  const unknown = Value.unknown(type, undefined, value.marks);
  if (type.kind === "dynamic") return unknown;
  const notNull: Refinement = isDefinitelyNotNull(value) ? { notNull: true } : {};
  return refine(unknown, { ...notNull, ...keptLength(value, type) });
}

function keptLength(value: Value, type: Type): Refinement {
  const from = value.type;
  if (type.kind === "map" && from.kind === "object") return exactLength(from.attributes.size);
  if (from.kind === "tuple") {
    const length = from.elements.length;
    if (type.kind === "list") return exactLength(length);
    if (type.kind === "set") return { lengthMin: Math.min(1, length), lengthMax: length };
    return {};
  }
  if (!("element" in from && "element" in type)) return {};
  const { min, max } = lengthRange(value);
  return {
    ...(min > 0 ? { lengthMin: type.kind === "set" ? 1 : min } : {}),
    ...(max === Number.POSITIVE_INFINITY ? {} : { lengthMax: max }),
  };
}

function exactLength(length: number): Refinement {
  return { lengthMin: length, lengthMax: length };
}

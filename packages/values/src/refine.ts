/**
 * What is known of unknown values, and what follows when it is enough to know
 * the value itself.
 */

import { compareNumbers, type Num, numbersEqual } from "./number.ts";
import { setValue } from "./set-value.ts";
import { DYNAMIC, type Type, typesEqual } from "./type.ts";
import { listValue, mapValue, numberValue, type Refinement, Value } from "./value.ts";

/** Not null, whatever else may be unknown of it. */
export function isDefinitelyNotNull(value: Value): boolean {
  return value.isKnown || (value.isUnknown && value.refinement?.notNull === true);
}

/** Unknown, of this type, and said not to be null. */
export function unknownNotNull(type: Type): Value {
  return type === DYNAMIC ? Value.unknown(type) : Value.unknown(type, { notNull: true });
}

/** Adds what is now known; the result is a known value where only one is left. A known value stays as it is. */
export function refine(value: Value, more: Refinement): Value {
  if (!value.isUnknown || value.type.kind === "dynamic") return value;
  const merged = mergeRefinements(value.refinement, more);
  const only = merged.notNull === true ? onlyValue(value.type, merged) : undefined;
  return (only ?? Value.unknown(value.type, merged)).withMarks(value.marks);
}

/** `refine` with nothing more than that it is not null. */
export function refineNotNull(value: Value): Value {
  if (!value.isUnknown || value.refinement?.notNull === true) return value;
  return refine(value, { notNull: true });
}

function mergeRefinements(old: Refinement | undefined, more: Refinement): Refinement {
  if (old === undefined) return more;
  const min = tighter(old.min, more.min, 1);
  const max = tighter(old.max, more.max, -1);
  const lengthMin = Math.max(old.lengthMin ?? 0, more.lengthMin ?? 0);
  const lengthMax = Math.min(
    old.lengthMax ?? Number.POSITIVE_INFINITY,
    more.lengthMax ?? Number.POSITIVE_INFINITY,
  );
  const prefix = (old.prefix?.length ?? 0) > (more.prefix?.length ?? 0) ? old.prefix : more.prefix;
  return {
    ...(old.notNull === true || more.notNull === true ? { notNull: true } : {}),
    ...(prefix === undefined || prefix === "" ? {} : { prefix }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(lengthMin === 0 ? {} : { lengthMin }),
    ...(lengthMax === Number.POSITIVE_INFINITY ? {} : { lengthMax }),
  };
}

type Bound = { readonly value: Num; readonly inclusive: boolean };

function tighter(a: Bound | undefined, b: Bound | undefined, direction: 1 | -1): Bound | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const order = compareNumbers(a.value, b.value) * direction;
  if (order === 0) return a.inclusive ? b : a;
  return order > 0 ? a : b;
}

function onlyValue(type: Type, known: Refinement): Value | undefined {
  if (known.min?.inclusive === true && known.max?.inclusive === true) {
    if (numbersEqual(known.min.value, known.max.value)) return numberValue(known.min.value);
  }
  if (known.lengthMax === undefined || known.lengthMax !== (known.lengthMin ?? 0)) return undefined;
  const length = known.lengthMax;
  switch (type.kind) {
    case "list": {
      const unknown = Value.unknown(type.element);
      return listValue(
        type.element,
        Array.from({ length }, () => unknown),
      );
    }
    case "set":
      if (length > 1) return undefined;
      return setValue(type.element, length === 0 ? [] : [Value.unknown(type.element)]);
    case "map":
      return length === 0 ? mapValue(type.element, []) : undefined;
    default:
      return undefined;
  }
}

/** How many elements a collection may have; the two are equal when that is known. */
export function lengthRange(value: Value): { readonly min: number; readonly max: number } {
  if (value.isNull) return { min: 0, max: Number.POSITIVE_INFINITY };
  if (value.isUnknown) {
    const { lengthMin, lengthMax } = value.refinement ?? {};
    return { min: lengthMin ?? 0, max: lengthMax ?? Number.POSITIVE_INFINITY };
  }
  if (value.type.kind === "map" || value.type.kind === "object") {
    const { size } = value.asEntries;
    return { min: size, max: size };
  }
  const { length } = value.asItems;
  // Unknown elements of a set may turn out equal to others.
  const certain = value.type.kind !== "set" || value.isWhollyKnown || length <= 1;
  return { min: certain ? length : 1, max: length };
}

/** False only when what is known of the unknown value excludes the other one. */
export function mayInclude(unknown: Value, value: Value): boolean {
  const known = unknown.refinement;
  if (value.isNull) return known?.notNull !== true;
  if (known === undefined || !value.isKnown || !typesEqual(value.type, unknown.type)) return true;
  if (value.type.kind === "string") return value.asString.startsWith(known.prefix ?? "");
  if (value.type.kind === "number") return withinBounds(value.asNumber, known);
  if (known.lengthMin === undefined && known.lengthMax === undefined) return true;
  const { min, max } = lengthRange(value);
  return max >= (known.lengthMin ?? 0) && min <= (known.lengthMax ?? Number.POSITIVE_INFINITY);
}

function withinBounds(number: Num, known: Refinement): boolean {
  if (known.min !== undefined) {
    const order = compareNumbers(number, known.min.value);
    if (order < 0 || (order === 0 && !known.min.inclusive)) return false;
  }
  if (known.max !== undefined) {
    const order = compareNumbers(number, known.max.value);
    if (order > 0 || (order === 0 && !known.max.inclusive)) return false;
  }
  return true;
}

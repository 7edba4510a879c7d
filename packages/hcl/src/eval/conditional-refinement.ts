/** What is known of a result that may be one of two values. */

import {
  compareNumbers,
  isDefinitelyNotNull,
  lengthRange,
  type Num,
  type Refinement,
  refine,
  type Type,
  typesEqual,
  Value,
} from "@tutti/values";

type Bound = NonNullable<Refinement["min"]>;

export function eitherOf(type: Type, a: Value, b: Value): Value {
  if (a.isNull && b.isNull) return Value.null(type);
  const notNull = isDefinitelyNotNull(a) && isDefinitelyNotNull(b);
  const unknown = Value.unknown(type, notNull && type.kind !== "dynamic" ? { notNull } : undefined);
  if (a.type.kind === "number" && b.type.kind === "number") return refine(unknown, numberBounds(a, b));
  if (isCollection(a.type) && typesEqual(a.type, b.type)) return refine(unknown, lengthBounds(a, b));
  return unknown;
}

function isCollection({ kind }: Type): boolean {
  return kind === "list" || kind === "set" || kind === "map";
}

function numberBounds(a: Value, b: Value): Refinement {
  const min = wider(boundOf(a, "min"), boundOf(b, "min"), -1);
  const max = wider(boundOf(a, "max"), boundOf(b, "max"), 1);
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function boundOf(value: Value, side: "min" | "max"): Bound | undefined {
  if (value.isKnown) return { value: value.asNumber as Num, inclusive: true };
  return value.refinement?.[side];
}

function wider(a: Bound | undefined, b: Bound | undefined, direction: 1 | -1): Bound | undefined {
  if (a === undefined || b === undefined) return undefined;
  const order = compareNumbers(a.value, b.value) * direction;
  if (order === 0) return { value: a.value, inclusive: a.inclusive || b.inclusive };
  return order > 0 ? a : b;
}

function lengthBounds(a: Value, b: Value): Refinement {
  const left = lengthRange(a);
  const right = lengthRange(b);
  const lengthMin = Math.min(left.min, right.min);
  const lengthMax = Math.max(left.max, right.max);
  return {
    ...(lengthMin > 0 ? { lengthMin } : {}),
    ...(lengthMax === Number.POSITIVE_INFINITY ? {} : { lengthMax }),
  };
}

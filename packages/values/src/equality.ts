/** `==` of the language. */

import { conformanceProblem } from "./conformance.ts";
import { numbersEqual } from "./number.ts";
import { isDefinitelyNotNull, mayInclude, unknownNotNull } from "./refine.ts";
import { compareElements } from "./set-value.ts";
import { BOOL, typesEqual } from "./type.ts";
import { isInexact } from "./type-facts.ts";
import { children, FALSE, TRUE, unmarkDeep, type Value } from "./value.ts";

/** A bool, unknown where it depends on what is unknown; marks of both sides are kept. Nulls of all types are equal. */
export function valuesEqual(a: Value, b: Value): Value {
  if (a.containsMarks || b.containsMarks) {
    const left = unmarkDeep(a);
    const right = unmarkDeep(b);
    return valuesEqual(left.value, right.value).withMarks(left.marks).withMarks(right.marks);
  }
  const equal = decide(a, b);
  return equal === undefined ? unknownNotNull(BOOL) : equal ? TRUE : FALSE;
}

/** Undefined where it cannot be known yet. */
function decide(a: Value, b: Value): boolean | undefined {
  if (a.isNull && isDefinitelyNotNull(b)) return false;
  if (b.isNull && isDefinitelyNotNull(a)) return false;
  if (a.isUnknown || b.isUnknown) return decideUnknown(a, b);
  if (a.isNull || b.isNull) return a.isNull && b.isNull;
  if (!hasSettledType(a) || !hasSettledType(b)) {
    const never =
      conformanceProblem(a.type, b.type) !== undefined && conformanceProblem(b.type, a.type) !== undefined;
    return never ? false : undefined;
  }
  return typesEqual(a.type, b.type) && decideContents(a, b);
}

/** Nothing in it is of a type that is not known yet. */
function hasSettledType(value: Value): boolean {
  if (value.isNull || !isInexact(value.type)) return true;
  if (value.isUnknown) return false;
  for (const child of children(value)) if (!hasSettledType(child)) return false;
  return true;
}

function decideUnknown(a: Value, b: Value): boolean | undefined {
  if (a.isUnknown && b.isUnknown) return undefined;
  const [unknown, known] = a.isUnknown ? [a, b] : [b, a];
  if (!mayInclude(unknown, known)) return false;
  if (known.isNull || isInexact(unknown.type) || typesEqual(known.type, unknown.type)) return undefined;
  return false;
}

function decideContents(a: Value, b: Value): boolean | undefined {
  switch (a.type.kind) {
    case "dynamic":
      return undefined;
    case "string":
    case "bool":
      return a.data === b.data;
    case "number":
      return numbersEqual(a.asNumber, b.asNumber);
    case "list":
    case "tuple":
      return decideItems(a, b);
    case "map":
    case "object":
      return decideEntries(a, b);
    case "set":
      return decideSets(a, b);
  }
}

function decideItems(a: Value, b: Value): boolean | undefined {
  if (a.asItems.length !== b.asItems.length) return false;
  for (let i = 0; i < a.asItems.length; i++) {
    const left = a.asItems[i];
    const right = b.asItems[i];
    if (left === undefined || right === undefined || left === right) {
      if (left?.isWhollyKnown === false) return undefined;
      continue;
    }
    const equal = decide(left, right);
    if (equal !== true) return equal;
  }
  return true;
}

function decideEntries(a: Value, b: Value): boolean | undefined {
  if (a.asEntries.size !== b.asEntries.size) return false;
  for (const [key, left] of a.asEntries) {
    const right = b.asEntries.get(key);
    if (right === undefined) return false;
    const equal = decide(left, right);
    if (equal !== true) return equal;
  }
  return true;
}

/** Sets hold their elements sorted and once each, so equal sets are equal item by item. */
function decideSets(a: Value, b: Value): boolean | undefined {
  const unknown = (value: Value): boolean => value.asItems.some((item) => item.isUnknown);
  if (unknown(a) || unknown(b)) return undefined;
  if (a.asItems.length !== b.asItems.length) return false;
  return a.asItems.every((item, i) => {
    const other = b.asItems[i];
    return other !== undefined && item.isWhollyKnown && compareElements(item, other) === 0;
  });
}

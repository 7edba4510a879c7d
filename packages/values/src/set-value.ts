/** Sets: values without doubles, in an order of their own. */

import { compareNumbers } from "./number.ts";
import { setOrderText } from "./set-order.ts";
import { compareCodePoints, isPrimitiveType, setType, type Type } from "./type.ts";
import { children, type Items, type Mark, unmarkDeep, Value } from "./value.ts";

/**
 * Doubles go; the marks of the elements become marks of the set, because a
 * mark on one element would be lost in sorting and comparing.
 */
export function setValue(element: Type, items: Items): Value {
  let marks: Set<Mark> | undefined;
  const plain: Value[] = [];
  for (const item of items) {
    const { value, marks: found } = item.containsMarks ? unmarkDeep(item) : { value: item, marks: undefined };
    if (found !== undefined) {
      marks ??= new Set();
      for (const mark of found) marks.add(mark);
    }
    plain.push(value);
  }
  return Value.knownUnchecked(setType(element), sortedWithoutDoubles(plain), marks);
}

function sortedWithoutDoubles(items: Value[]): Items {
  const sorted = sortElements(items);
  const out: Value[] = [];
  for (const item of sorted) {
    const last = out.at(-1);
    // Unknown elements may turn out to be different, so each is kept.
    if (last?.isWhollyKnown === true && compareElements(last, item) === 0) continue;
    out.push(item);
  }
  return out;
}

/** Texts of composed elements are made once each. */
function sortElements(items: readonly Value[]): readonly Value[] {
  if (items.length < 2) return items;
  if (items.every((item) => isPrimitiveType(item.type))) return items.toSorted(compareElements);
  return items
    .map((item) => ({ item, text: setOrderText(item) }))
    .sort((a, b) => compareElements(a.item, b.item, a.text, b.text))
    .map(({ item }) => item);
}

/**
 * The order of a set's elements: of primitives the natural one, of anything
 * else that of a text (set-order.ts), which may be given. Unknown comes behind
 * known, null last. Zero only for equal values.
 */
export function compareElements(a: Value, b: Value, aText?: string, bText?: string): number {
  if (a === b) return 0;
  const rank = 2 * Number(a.isNull) + Number(a.isUnknown) - 2 * Number(b.isNull) - Number(b.isUnknown);
  if (rank !== 0 || !a.isKnown) return rank;
  switch (a.type.kind) {
    case "string":
      return compareCodePoints(a.asString, b.asString);
    case "number":
      return compareNumbers(a.asNumber, b.asNumber);
    case "bool":
      return Number(a.asBool) - Number(b.asBool);
    default:
      return compareCodePoints(aText ?? setOrderText(a), bText ?? setOrderText(b)) || compareContents(a, b);
  }
}

function compareContents(a: Value, b: Value): number {
  const left = [...children(a)];
  const right = [...children(b)];
  if (a.type.kind === "map") {
    const keys = compareKeys([...a.asEntries.keys()], [...b.asEntries.keys()]);
    if (keys !== 0) return keys;
  }
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareElements(left[i] as Value, right[i] as Value);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareCodePoints(a[i] as string, b[i] as string);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

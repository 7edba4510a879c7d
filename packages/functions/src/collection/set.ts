/** Functions on sets. */

import {
  ConversionError,
  convertOrError,
  DYNAMIC,
  FuncError,
  lengthRange,
  listType,
  listValue,
  type Mark,
  type Param,
  rawEquals,
  refine,
  setOrderText,
  setType,
  setValue,
  type Type,
  tupleType,
  tupleValue,
  typesEqual,
  unify,
  unknownNotNull,
  Value,
} from "@tutti/values";
import { type Args, anyParam, define, type FunctionGroup } from "../define.ts";

/** Functions that take sets. */
export const SET: FunctionGroup = {
  setintersection: setOperation("The elements that all sets have.", ["first_set", "other_sets"], (a, b) =>
    a.items.filter((item) => b.has(item)),
  ),
  setproduct: define({
    description: "All combinations of an element of each set.",
    varParam: anyParam("sets", { allowMarked: true, allowUnknown: true }),
    returns: productType,
    call: product,
  }),
  setsubtract: {
    ...setOperation("The elements of one set that another does not have.", ["a", "b"], (a, b) =>
      a.items.filter((item) => !b.has(item)),
    ),
  },
  setunion: setOperation(
    "The elements of all sets.",
    ["first_set", "other_sets"],
    (a, b) => [...a.items, ...b.items],
    { unknownElements: true },
  ),
};

/** A set that answers quickly whether it has an element. */
interface Members {
  readonly items: readonly Value[];
  has(item: Value): boolean;
}

function membersOf(items: readonly Value[]): Members {
  const byText = new Map<string, Value[]>();
  for (const item of items) {
    const text = setOrderText(item);
    const same = byText.get(text);
    if (same === undefined) byText.set(text, [item]);
    else same.push(item);
  }
  return {
    items,
    has: (item) => byText.get(setOrderText(item))?.some((other) => rawEquals(other, item)) === true,
  };
}

function setParam(name: string): Param {
  return { name, type: setType(DYNAMIC), allowDynamicType: true };
}

function setOperation(
  description: string,
  names: readonly [string, string],
  combine: (a: Members, b: Members) => readonly Value[],
  options: { readonly unknownElements?: boolean } = {},
): FunctionGroup[string] {
  const [first, second] = names;
  const variadic = second === "other_sets";
  return define({
    description,
    params: variadic ? [setParam(first)] : [setParam(first), setParam(second)],
    ...(variadic ? { varParam: setParam(second) } : {}),
    returns: commonSetType,
    call: (args, type) => {
      if (type.kind !== "set") return Value.unknown(type);
      let result: readonly Value[] | undefined;
      for (const [i, given] of args.values.entries()) {
        const set = convertOrError(given, type);
        if (set instanceof ConversionError) return new FuncError(set.message, i);
        if (options.unknownElements !== true && !set.isWhollyKnown) return unknownNotNull(type);
        // Nulls of no type do not become elements of one.
        if (!typesEqual(set.type, type)) return INCOMPATIBLE;
        result = result === undefined ? set.asItems : combine(membersOf(result), membersOf(set.asItems));
      }
      return setValue(type.element, result ?? []);
    },
  });
}

const INCOMPATIBLE = new FuncError("given sets must all have compatible element types");

function commonSetType(args: Args): Type | FuncError {
  const elements: Type[] = [];
  for (const set of args.values) {
    if (!("element" in set.type)) return DYNAMIC;
    const { element } = set.type;
    // An empty set of nothing in particular becomes any other set.
    if (set.isKnown && set.asItems.length === 0 && element.kind === "dynamic") continue;
    elements.push(element);
  }
  if (elements.length === 0) return setType(DYNAMIC);
  const element = unify(elements, { unsafe: true });
  return element === undefined ? INCOMPATIBLE : setType(element);
}

function productType(args: Args): Type | FuncError {
  if (args.values.length < 2) return new FuncError("at least two arguments are required");
  const elements: Type[] = [];
  for (const [i, { type }] of args.values.entries()) {
    if (type.kind === "set" || type.kind === "list") elements.push(type.element);
    else if (type.kind === "tuple") {
      const element = type.elements.length === 0 ? DYNAMIC : unify(type.elements, { unsafe: true });
      if (element === undefined) return new FuncError("all elements must be of the same type", i);
      elements.push(element);
    } else return new FuncError("a set or a list is required", i);
  }
  const row = tupleType(elements);
  return args.values.some(({ type }) => type.kind === "set") ? setType(row) : listType(row);
}

function product(args: Args, type: Type): Value | FuncError {
  const marks = new Set<Mark>();
  for (const value of args.values) for (const mark of value.marks ?? []) marks.add(mark);
  const ranges = args.values.map(lengthOf);
  if (ranges.some(({ min, max }) => min !== max) || args.values.some((value) => !value.isKnown))
    return unknownProduct(
      type,
      ranges.map(({ max }) => max),
    ).withMarks(marks);
  if (!("element" in type) || type.element.kind !== "tuple") return Value.unknown(type);
  const columns = type.element.elements;
  let rows: readonly (readonly Value[])[] = [[]];
  for (const [i, value] of args.values.entries()) {
    const column = columns[i] ?? DYNAMIC;
    const items: Value[] = [];
    for (const item of value.asItems) {
      const converted = convertOrError(item, column);
      if (converted instanceof ConversionError) return new FuncError(converted.message, i);
      items.push(converted);
    }
    rows = rows.flatMap((row) => items.map((item) => [...row, item]));
  }
  const tuples = rows.map(tupleValue);
  const make = type.kind === "set" ? setValue : listValue;
  return make(type.element, tuples).withMarks(marks);
}

function lengthOf(value: Value): { readonly min: number; readonly max: number } {
  if (value.type.kind !== "tuple") return lengthRange(value);
  return { min: value.type.elements.length, max: value.type.elements.length };
}

/** Above this the number of combinations is not worth knowing. */
const ARGUMENT_LENGTH_MAX = 1024;
const PRODUCT_LENGTH_MAX = 2048;

function unknownProduct(type: Type, lengths: readonly number[]): Value {
  const unknown = unknownNotNull(type);
  const total = lengths.reduce((product, length) => product * length, 1);
  if (lengths.some((length) => length > ARGUMENT_LENGTH_MAX) || total > PRODUCT_LENGTH_MAX) return unknown;
  return refine(unknown, total === 0 ? { lengthMax: 0 } : { lengthMin: 1, lengthMax: total });
}

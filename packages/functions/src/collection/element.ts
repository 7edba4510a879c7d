/** Functions that pick elements out of collections. */

import {
  BOOL,
  boolValue,
  ConversionError,
  convertOrError,
  DYNAMIC,
  FuncError,
  lengthRange,
  NUMBER,
  numberValue,
  refine,
  type Type,
  typeFriendlyName,
  UNKNOWN_DYNAMIC,
  unknownNotNull,
  Value,
  valuesEqual,
} from "@tutti/values";
import {
  ALLOW_ALL,
  type Args,
  anyParam,
  define,
  type FunctionGroup,
  numberParam,
  panicError,
  textParam,
} from "../define.ts";
import { redact } from "../redact.ts";
import { graphemeCount } from "../text/graphemes.ts";

/** Functions that look into collections. */
export const ELEMENT: FunctionGroup = {
  contains: define({
    description: "True if a list, tuple or set has an element equal to the value.",
    params: [anyParam("list"), anyParam("value")],
    returns: BOOL,
    call: (args) => contains(args.value(0), args.value(1)),
  }),
  element: define({
    description: "The element at an index, counted on from the first one again behind the last.",
    params: [anyParam("list", { allowMarked: true }), numberParam("index")],
    returns: elementType,
    call: element,
    nullable: true,
  }),
  index: define({
    description: "The index of the first element that is equal to the value.",
    params: [anyParam("list"), anyParam("value")],
    returns: NUMBER,
    call: (args) => index(args.value(0), args.value(1)),
  }),
  length: define({
    description: "How many elements a collection has, or characters a text.",
    params: [anyParam("value", { allowDynamicType: true, allowUnknown: true, allowMarked: true })],
    returns: (args) =>
      COUNTABLE.has(args.value(0).type.kind)
        ? NUMBER
        : new FuncError("argument must be a string, a collection type, or a structural type"),
    call: (args) => length(args.value(0)).withMarks(args.value(0).marks),
  }),
  lookup: define({
    description: "The element of a map with the given key, or a default.",
    params: [anyParam("inputMap", { allowMarked: true }), textParam("key", { allowMarked: true })],
    varParam: anyParam("default", ALLOW_ALL),
    returns: lookupType,
    call: lookup,
    nullable: true,
  }),
  one: define({
    description: "The only element of a collection; null if it has none.",
    params: [anyParam("list")],
    returns: oneType,
    call: one,
    nullable: true,
  }),
};

const COUNTABLE: ReadonlySet<string> = new Set([
  "string",
  "list",
  "set",
  "map",
  "tuple",
  "object",
  "dynamic",
]);

function contains(list: Value, wanted: Value): Value | FuncError {
  if (!["list", "tuple", "set"].includes(list.type.kind))
    return new FuncError("argument must be list, tuple, or set");
  let unknown = false;
  for (const item of list.asItems) {
    const equal = valuesEqual(wanted, item);
    if (equal.isUnknown) unknown = true;
    else if (equal.asBool) return boolValue(true);
  }
  return unknown ? unknownNotNull(BOOL) : boolValue(false);
}

function elementType(args: Args): Type | FuncError {
  const { type } = args.value(0);
  if (type.kind === "list") return type.element;
  if (type.kind !== "tuple") return new FuncError(`cannot read elements from ${typeFriendlyName(type)}`);
  if (args.value(1).isUnknown) return DYNAMIC;
  const whole = args.whole(1);
  if (typeof whole === "string") return new FuncError(`invalid index: ${whole}`);
  if (type.elements.length === 0) return new FuncError(EMPTY);
  // Terraform 1.11 does not count a tuple's elements backwards.
  const at = whole % type.elements.length;
  return type.elements[at] ?? panicError(`runtime error: index out of range [${at}]`);
}

const EMPTY = "cannot use element function with an empty list";

function element(args: Args, type: Type): Value | FuncError {
  const list = args.value(0);
  const whole = args.whole(1);
  if (typeof whole === "string") return new FuncError(`invalid index: ${whole}`);
  if (!list.isKnown) return Value.unknown(type);
  const { length } = list.asItems;
  if (length === 0) return new FuncError(EMPTY);
  const at = whole % length;
  const item = list.asItems[at < 0 ? at + length : at];
  return (item ?? UNKNOWN_DYNAMIC).withMarks(list.marks);
}

function index(list: Value, wanted: Value): Value | FuncError {
  if (list.type.kind !== "list" && list.type.kind !== "tuple")
    return new FuncError("argument must be a list or tuple");
  if (list.asItems.length === 0) return new FuncError("cannot search an empty list");
  for (const [i, item] of list.asItems.entries()) {
    const equal = valuesEqual(item, wanted);
    if (equal.isUnknown) return unknownNotNull(NUMBER);
    if (equal.asBool) return numberValue(i);
  }
  return new FuncError("item not found");
}

function length(value: Value): Value {
  const { type } = value;
  if (type.kind === "tuple") return numberValue(type.elements.length);
  if (type.kind === "object") return numberValue(type.attributes.size);
  if (type.kind === "dynamic") return unknownNotNull(NUMBER);
  if (type.kind === "string") {
    if (value.isKnown) return numberValue(graphemeCount(value.asString));
    const known = graphemeCount(value.refinement?.prefix ?? "");
    return refine(Value.unknown(NUMBER), { notNull: true, min: { value: known, inclusive: true } });
  }
  const { min, max } = lengthRange(value);
  return refine(Value.unknown(NUMBER), {
    notNull: true,
    min: { value: min, inclusive: true },
    ...(max === Number.POSITIVE_INFINITY ? {} : { max: { value: max, inclusive: true } }),
  });
}

function lookupType(args: Args): Type | FuncError {
  const given = args.values.length;
  if (given > 3) return new FuncError(`lookup() takes two or three arguments, got ${given}`);
  const [{ type }, key, fallback] = [args.value(0), args.value(1), args.values[2]];
  if (type.kind === "object") {
    if (key.isUnknown) return DYNAMIC;
    const attribute = type.attributes.get(key.asString) ?? fallback?.type;
    return (
      attribute ?? new FuncError(`the given object has no attribute ${redact(key.asString, key.marks)}`, 0)
    );
  }
  if (type.kind !== "map") return new FuncError("lookup() requires a map as the first argument", 0);
  if (fallback !== undefined && convertOrError(fallback, type.element) instanceof ConversionError)
    return new FuncError("the default value must have the same type as the map elements", 2);
  return type.element;
}

function lookup(args: Args, type: Type): Value | FuncError {
  const [map, key, fallback] = [args.value(0), args.value(1), args.values[2]];
  const marked = (value: Value): Value => value.withMarks(map.marks).withMarks(key.marks);
  if (!map.isKnown) return marked(Value.unknown(type));
  const found = map.asEntries.get(key.asString);
  if (found !== undefined) return marked(found);
  if (fallback === undefined)
    return new FuncError(`lookup failed to find key ${redact(key.asString, key.marks)}`);
  const converted = convertOrError(fallback, type);
  return converted instanceof ConversionError ? new FuncError(converted.message) : marked(converted);
}

const NOT_ONE = "must be a list, set, or tuple value with either zero or one elements";

function oneType(args: Args): Type | FuncError {
  const { type } = args.value(0);
  if (type.kind === "list" || type.kind === "set") return type.element;
  if (type.kind !== "tuple" || type.elements.length > 1) return new FuncError(NOT_ONE, 0);
  return type.elements[0] ?? DYNAMIC;
}

function one(args: Args, type: Type): Value | FuncError {
  const list = args.value(0);
  const { min, max } = lengthRange(list);
  if (min !== max && list.type.kind === "set") return Value.unknown(type);
  if (max > 1) return new FuncError(NOT_ONE, 0);
  return list.asItems[0] ?? Value.null(type);
}

/** Functions that make sequences from sequences. */

import {
  BOOL,
  boolValue,
  ConversionError,
  convertOrError,
  DYNAMIC,
  encodeJson,
  FuncError,
  listType,
  listValue,
  STRING,
  type Type,
  tupleType,
  typeFriendlyName,
  typesEqual,
  UNKNOWN_DYNAMIC,
  unify,
  unknownNotNull,
  Value,
  valuesEqual,
} from "@tutti/values";
import {
  type Args,
  anyParam,
  boolListParam,
  define,
  type FunctionGroup,
  listParam,
  numberParam,
  textListParam,
} from "../define.ts";
import { flatten, flattenType } from "./flatten.ts";
import { sequenceOf } from "./sequence-of.ts";
import { slice, sliceType } from "./slice.ts";

/** Functions on lists and tuples. */
export const SEQUENCE: FunctionGroup = {
  alltrue: define({
    description: "True if all elements are true.",
    params: [boolListParam("list")],
    returns: BOOL,
    call: (args) => {
      const decisive = args.value(0).asItems.find((item) => !item.isKnown || !item.asBool);
      return decisive?.isUnknown === true ? unknownNotNull(BOOL) : boolValue(decisive === undefined);
    },
  }),
  anytrue: define({
    description: "True if any element is true.",
    params: [boolListParam("list")],
    returns: BOOL,
    call: (args) => {
      const items = args.value(0).asItems;
      if (items.some((item) => item.isKnown && item.asBool)) return boolValue(true);
      return items.some((item) => item.isUnknown) ? unknownNotNull(BOOL) : boolValue(false);
    },
  }),
  chunklist: define({
    description: "A list in pieces of a given length.",
    params: [listParam("list", { allowMarked: true }), numberParam("size", { allowMarked: true })],
    returns: (args) => listType(args.value(0).type),
    call: chunklist,
  }),
  coalesce: define({
    description: "The first argument that is neither null nor an empty text.",
    varParam: anyParam("vals", { allowUnknown: true, allowDynamicType: true, allowNull: true }),
    returns: (args) =>
      unify(
        args.values.map(({ type }) => type),
        { unsafe: true },
      ) ?? new FuncError("all arguments must have the same type"),
    call: coalesce,
  }),
  coalescelist: define({
    description: "The first list that is not empty.",
    varParam: anyParam("vals", { allowUnknown: true, allowDynamicType: true, allowNull: true }),
    returns: coalescelistType,
    call: (args, type) => {
      for (const list of args.values) {
        if (list.isUnknown) return Value.unknown(type);
        if (!list.isNull && list.asItems.length > 0) return list;
      }
      return new FuncError("no non-null arguments");
    },
  }),
  compact: define({
    description: "A list of texts without those that are null or empty.",
    params: [textListParam("list")],
    returns: listType(STRING),
    call: (args) => {
      const list = args.value(0);
      if (!list.isWhollyKnown) return unknownNotNull(list.type);
      return listValue(
        STRING,
        list.asItems.filter((item) => !item.isNull && item.asString !== ""),
      );
    },
  }),
  concat: define({
    description: "Lists and tuples, one behind the other.",
    varParam: anyParam("seqs", { allowMarked: true }),
    returns: concatType,
    call: concat,
  }),
  distinct: define({
    description: "A list without the elements that stand in it before.",
    params: [listParam("list")],
    returns: (args) => args.value(0).type,
    call: (args, type) => distinct(args.value(0), type),
  }),
  flatten: define({
    description: "A sequence in which sequences are replaced by their elements, at every depth.",
    params: [anyParam("list", { allowMarked: true })],
    returns: (args) => flattenType(args.value(0)),
    call: (args, type) => flatten(args.value(0), type),
  }),
  matchkeys: define({
    description: "The values of those keys that stand in a search set.",
    params: [listParam("values"), listParam("keys"), listParam("searchset")],
    returns: (args) =>
      unify([args.value(1).type, args.value(2).type], { unsafe: true }) === undefined
        ? new FuncError("keys and searchset must be of the same type")
        : args.value(0).type,
    call: matchkeys,
  }),
  reverse: define({
    description: "A list or tuple from the last element to the first.",
    params: [anyParam("list", { allowMarked: true })],
    returns: (args) => {
      const { type } = args.value(0);
      if (type.kind === "tuple") return tupleType(type.elements.toReversed());
      if (type.kind === "list" || type.kind === "set") return listType(type.element);
      return new FuncError(`can only reverse list or tuple values, not ${typeFriendlyName(type)}`, 0);
    },
    call: (args, type) => sequenceOf(type, args.value(0).asItems.toReversed()).withMarks(args.value(0).marks),
  }),
  slice: define({
    description: "The elements of a list or tuple from one index to before another.",
    params: [anyParam("list", { allowMarked: true }), numberParam("start_index"), numberParam("end_index")],
    returns: sliceType,
    call: slice,
  }),
};

function chunklist(args: Args): Value | FuncError {
  const [list, sizeValue] = [args.value(0), args.value(1)];
  const size = args.whole(1);
  if (typeof size === "string") return new FuncError(`invalid size: ${size}`);
  if (size < 0) return new FuncError("the size argument must be positive");
  const { type, asItems: items } = list;
  if (type.kind !== "list") return UNKNOWN_DYNAMIC;
  const chunks: Value[] = [];
  const step = size === 0 ? Math.max(items.length, 1) : size;
  for (let i = 0; i < items.length; i += step) chunks.push(listValue(type.element, items.slice(i, i + step)));
  return listValue(type, chunks).withMarks(list.marks).withMarks(sizeValue.marks);
}

function coalesce(args: Args, type: Type): Value | FuncError {
  for (const value of args.values) {
    const converted = convertOrError(value, type);
    if (converted instanceof ConversionError || converted.isNull) continue;
    if (converted.isUnknown) return Value.unknown(type);
    if (type.kind === "string" && converted.asString === "") continue;
    return converted;
  }
  return new FuncError("no non-null, non-empty-string arguments");
}

function coalescelistType(args: Args): Type | FuncError {
  const [first, ...rest] = args.values;
  if (first === undefined) return new FuncError("at least one argument is required");
  for (const list of args.values) {
    if (list.isUnknown) return DYNAMIC;
    if (list.type.kind !== "list" && list.type.kind !== "tuple")
      return new FuncError("coalescelist arguments must be lists or tuples");
  }
  return rest.every((list) => typesEqual(list.type, first.type)) ? first.type : DYNAMIC;
}

function concatType(args: Args): Type | FuncError {
  if (args.values.length === 0) return new FuncError("at least one argument is required");
  const types = args.values.map(({ type }) => type);
  if (types.every((type) => type.kind === "list")) {
    const common = unify(types, { unsafe: true });
    if (common !== undefined) return common;
  }
  const elements: Type[] = [];
  for (const [i, list] of args.values.entries()) {
    const { type } = list;
    if (type.kind === "tuple") elements.push(...type.elements);
    else if (type.kind === "list") {
      if (list.isUnknown) return DYNAMIC;
      for (const _item of list.asItems) elements.push(type.element);
    } else {
      const got = typeFriendlyName(type);
      return new FuncError(`all arguments must be lists or tuples; got ${got}`, i);
    }
  }
  return tupleType(elements);
}

function concat(args: Args, type: Type): Value | FuncError {
  const out: Value[] = [];
  for (const [i, given] of args.values.entries()) {
    const list = type.kind === "list" ? convertOrError(given, type) : given;
    if (list instanceof ConversionError) return new FuncError(list.message, i);
    for (const item of list.asItems) out.push(item);
  }
  return args.values.reduce((result, { marks }) => result.withMarks(marks), sequenceOf(type, out));
}

function distinct(list: Value, type: Type): Value {
  if (!list.isWhollyKnown || type.kind !== "list") return unknownNotNull(type);
  const seen = new Set<string>();
  const out = list.asItems.filter((item) => {
    const key = identityText(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return listValue(type.element, out);
}

/** The same for equal values of one type only. */
function identityText(value: Value): string {
  const data = value.isKnown ? value.data : undefined;
  const isInfinite = typeof data === "number" && !Number.isFinite(data);
  return isInfinite ? String(data) : encodeJson(value);
}

function matchkeys(args: Args, type: Type): Value | FuncError {
  const values = args.value(0);
  if (type.kind !== "list") return unknownNotNull(type);
  if (values.asItems.length !== args.value(1).asItems.length)
    return new FuncError("length of keys and values should be equal");
  const common = unify([args.value(1).type, args.value(2).type], { unsafe: true }) ?? DYNAMIC;
  const keys = convertOrError(args.value(1), common);
  const wanted = convertOrError(args.value(2), common);
  if (keys instanceof ConversionError) return new FuncError(keys.message);
  if (wanted instanceof ConversionError) return new FuncError(wanted.message);
  if (wanted.asItems.length === 0) return listValue(type.element, []);
  if (!values.isWhollyKnown || !keys.isWhollyKnown) return unknownNotNull(type);
  const out: Value[] = [];
  for (const [i, key] of keys.asItems.entries()) {
    for (const candidate of wanted.asItems) {
      const equal = valuesEqual(key, candidate);
      if (equal.isUnknown) return listValue(type.element, []);
      if (!equal.asBool) continue;
      const value = values.asItems[i];
      if (value !== undefined) out.push(value);
      break;
    }
  }
  return listValue(type.element, out);
}

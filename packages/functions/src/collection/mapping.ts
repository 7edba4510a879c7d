/** Functions on maps and objects. */

import {
  compareCodePoints,
  DYNAMIC,
  FuncError,
  goQuote,
  listType,
  listValue,
  type Mark,
  mapType,
  mapValue,
  type ObjectType,
  objectOfType,
  objectType,
  objectValue,
  STRING,
  stringValue,
  type Type,
  tupleType,
  tupleValue,
  typeFriendlyName,
  typesEqual,
  unknownNotNull,
  Value,
} from "@tutti/values";
import { type Args, anyParam, define, type FunctionGroup, panicError, textListParam } from "../define.ts";

const TRANSPOSED = mapType(listType(STRING));

/** Functions that take or make maps. */
export const MAPPING: FunctionGroup = {
  keys: define({
    description: "The keys of a map or object, in order.",
    params: [anyParam("inputMap", { allowUnknown: true, allowMarked: true })],
    returns: (args) => {
      const { type } = args.value(0);
      if (type.kind === "map") return listType(STRING);
      if (type.kind !== "object") return new FuncError("must have map or object type", 0);
      return tupleType(Array.from(type.attributes, () => STRING));
    },
    call: (args, type) => keys(args.value(0), type).withMarks(args.value(0).marks),
  }),
  merge: define({
    description: "Maps and objects in one; of equal keys the last counts.",
    varParam: anyParam("maps", { allowDynamicType: true, allowNull: true, allowMarked: true }),
    returns: mergeType,
    call: merge,
  }),
  transpose: define({
    description: "A map of lists of texts, with keys and elements in each other's place.",
    params: [{ name: "values", type: TRANSPOSED }],
    returns: TRANSPOSED,
    call: (args) => transpose(args.value(0)),
  }),
  values: define({
    description: "The values of a map or object, in the order of the keys.",
    params: [anyParam("mapping", { allowMarked: true })],
    returns: (args) => {
      const { type } = args.value(0);
      if (type.kind === "map") return listType(type.element);
      if (type.kind === "object") return tupleType([...type.attributes.values()]);
      return new FuncError("values() requires a map as the first argument");
    },
    call: (args, type) => {
      const map = args.value(0);
      const items = [...map.asEntries.values()];
      return (type.kind === "list" ? listValue(type.element, items) : tupleValue(items)).withMarks(map.marks);
    },
  }),
  zipmap: define({
    description: "A map from a list of keys and one of values.",
    params: [textListParam("keys", { allowMarked: true }), anyParam("values", { allowMarked: true })],
    returns: zipmapType,
    call: zipmap,
  }),
};

function keys(map: Value, type: Type): Value {
  if (map.type.kind === "object") return tupleValue(Array.from(map.type.attributes.keys(), stringValue));
  if (!map.isKnown) return unknownNotNull(type);
  return listValue(STRING, Array.from(map.asEntries.keys(), stringValue));
}

function mergeType(args: Args): Type | FuncError {
  const attributes = new Map<string, Type>();
  let attributesKnown = true;
  for (const value of args.values) {
    const { type } = value;
    if (type.kind === "dynamic") return DYNAMIC;
    if (type.kind !== "map" && type.kind !== "object") return notMergeable(type);
    if (value.isNull) continue;
    if (type.kind === "object")
      for (const [name, attribute] of type.attributes) attributes.set(name, attribute);
    else if (value.isKnown) for (const key of value.asEntries.keys()) attributes.set(key, type.element);
    else attributesKnown = false;
  }
  const [first, ...rest] = args.values;
  if (first !== undefined && rest.every(({ type }) => typesEqual(type, first.type))) return first.type;
  return attributesKnown ? objectType(attributes) : DYNAMIC;
}

function notMergeable(type: Type): FuncError {
  return new FuncError(`arguments must be maps or objects, got ${goQuote(typeFriendlyName(type))}`);
}

function merge(args: Args, type: Type): Value | FuncError {
  const out = new Map<string, Value>();
  const marks = new Set<Mark>();
  for (const map of args.values) {
    if (map.isNull) continue;
    if (map.type.kind !== "map" && map.type.kind !== "object") return notMergeable(map.type);
    for (const mark of map.marks ?? []) marks.add(mark);
    for (const [key, value] of map.asEntries) out.set(key, value);
  }
  if (type.kind === "map") return mapValue(type.element, out).withMarks(marks);
  const made = type.kind === "object" ? objectOfType(type, inOrder(out, type)) : objectValue(out);
  return made.withMarks(marks);
}

/** The entries as the type has them, which is in order: of many they need not be sorted once more. */
function* inOrder(entries: ReadonlyMap<string, Value>, type: ObjectType): Generator<[string, Value]> {
  for (const name of type.attributes.keys()) {
    const value = entries.get(name);
    if (value !== undefined) yield [name, value];
  }
}

function transpose(map: Value): Value | FuncError {
  if (!map.isWhollyKnown) return unknownNotNull(TRANSPOSED);
  const out = new Map<string, string[]>();
  for (const [key, list] of map.asEntries) {
    if (list.isNull) return new FuncError("input must not contain null list");
    for (const item of list.asItems) {
      if (item.isNull) return new FuncError("input list must not contain null string");
      const name = item.asString;
      const keysOf = out.get(name);
      if (keysOf === undefined) out.set(name, [key]);
      else keysOf.push(key);
    }
  }
  const entries = Array.from(out, ([name, names]) => {
    const sorted = names.sort(compareCodePoints).map(stringValue);
    return [name, listValue(STRING, sorted)] as const;
  });
  return mapValue(listType(STRING), entries);
}

function zipmapType(args: Args): Type | FuncError {
  const [keyList, { type }] = [args.value(0), args.value(1)];
  if (type.kind === "list") return mapType(type.element);
  if (type.kind !== "tuple") return new FuncError("values argument must be a list or tuple value");
  if (!keyList.isWhollyKnown) return DYNAMIC;
  const items = keyList.asItems;
  if (items.length !== type.elements.length) return unevenLengths(items.length, type.elements.length);
  const attributes = new Map<string, Type>();
  for (const [i, key] of items.entries()) {
    if (key.isNull) return new FuncError(`keys list has null value at index ${i}`);
    attributes.set(key.asString, type.elements[i] ?? DYNAMIC);
  }
  return objectType(attributes);
}

function unevenLengths(keyCount: number, valueCount: number): FuncError {
  return new FuncError(`number of keys (${keyCount}) does not match number of values (${valueCount})`);
}

function zipmap(args: Args, type: Type): Value | FuncError {
  const [keyList, list] = [args.value(0), args.value(1)];
  const marks = new Set<Mark>([...(keyList.marks ?? []), ...(list.marks ?? [])]);
  if (!keyList.isWhollyKnown) return Value.unknown(type).withMarks(marks);
  if (keyList.asItems.length !== list.asItems.length)
    return unevenLengths(keyList.asItems.length, list.asItems.length);
  const out = new Map<string, Value>();
  for (const [i, key] of keyList.asItems.entries()) {
    // What is not for a tuple to refuse, Terraform does not look for.
    if (key.isNull) return panicError("value is null");
    for (const mark of key.marks ?? []) marks.add(mark);
    const value = list.asItems[i];
    if (value !== undefined) out.set(key.asString, value);
  }
  if (type.kind === "map") return mapValue(type.element, out).withMarks(marks);
  const made = type.kind === "object" ? objectOfType(type, inOrder(out, type)) : objectValue(out);
  return made.withMarks(marks);
}

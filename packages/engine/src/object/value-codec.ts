/** Values with their types, unknowns and marks as plain JSON data. Texts and bools stand for themselves; all else is tagged. */

import {
  decodeTypeJson,
  encodeTypeJson,
  formatNumber,
  type Json,
  type Num,
  objectType,
  parseNumber,
  type Refinement,
  type Type,
  tupleType,
  typesEqual,
  Value,
} from "@tutti/values";

export type Plain = null | boolean | string | number | readonly Plain[] | { readonly [name: string]: Plain };

export function encodeValue(value: Value): Plain {
  if (value.marks !== undefined) return ["marked", [...value.marks], encodeValue(value.withoutMarks())];
  if (value.isNull) return ["null", encodeType(value.type)];
  if (value.isUnknown) return ["unknown", encodeType(value.type), encodeRefinement(value.refinement)];
  switch (value.type.kind) {
    case "string":
      return value.asString;
    case "bool":
      return value.asBool;
    case "number":
      return ["number", formatNumber(value.asNumber)];
    case "tuple":
      return ["tuple", ...value.asItems.map(encodeValue)];
    case "list":
    case "set":
      return [value.type.kind, encodeType(value.type), ...value.asItems.map(encodeValue)];
    case "map":
    case "object": {
      const plain: Plain[] = value.type.kind === "map" ? ["map", encodeType(value.type)] : ["object"];
      for (const [name, item] of value.asEntries) plain.push(name, encodeValue(item));
      return plain;
    }
    case "dynamic":
      throw new Error("a known value has no type");
  }
}

/** Throws where that is no value: whatever is in a list is of its type, and so on. */
export function decodeValue(plain: Plain): Value {
  if (typeof plain === "string") return Value.knownUnchecked({ kind: "string" }, plain);
  if (typeof plain === "boolean") return Value.knownUnchecked({ kind: "bool" }, plain);
  const list = listOf(plain);
  const [tag, first = null] = list;
  switch (tag) {
    case "marked":
      return decodeValue(itemOf(list.slice(2))).withMarks(listOf(first).map(textOf));
    case "null":
      return Value.null(decodeType(first));
    case "unknown":
      return Value.unknown(decodeType(first), decodeRefinement(list[2] ?? null));
    case "number":
      return Value.knownUnchecked({ kind: "number" }, numberOf(first));
    case "tuple": {
      const values = list.slice(1).map(decodeValue);
      return Value.knownUnchecked(tupleType(values.map(({ type }) => type)), values);
    }
    case "list":
    case "set": {
      const type = decodeType(first);
      const values = list.slice(2).map(decodeValue);
      return Value.knownUnchecked(collectionType(type, tag, values), values);
    }
    case "map": {
      const entries = entriesOf(list, 2);
      return Value.knownUnchecked(collectionType(decodeType(first), tag, entries.values()), entries);
    }
    case "object": {
      const entries = entriesOf(list, 1);
      const types: [string, Type][] = [];
      for (const [name, { type }] of entries) types.push([name, type]);
      return Value.knownUnchecked(objectType(types), entries);
    }
    default:
      throw new Error(`a value of a plan file has the unknown tag ${String(tag)}`);
  }
}

function malformed(): Error {
  return new Error("a value of a plan file is malformed");
}

function listOf(plain: Plain): readonly Plain[] {
  if (!Array.isArray(plain)) throw malformed();
  return plain as readonly Plain[];
}

function textOf(plain: Plain): string {
  if (typeof plain !== "string") throw malformed();
  return plain;
}

function itemOf([item, ...more]: readonly Plain[]): Plain {
  if (item === undefined || more.length > 0) throw malformed();
  return item;
}

function collectionType(type: Type, kind: "list" | "set" | "map", items: Iterable<Value>): Type {
  if (type.kind !== kind) throw malformed();
  for (const item of items) if (!typesEqual(item.type, type.element)) throw malformed();
  return type;
}

function entriesOf(plain: readonly Plain[], from: number): ReadonlyMap<string, Value> {
  const entries = new Map<string, Value>();
  for (let at = from; at < plain.length; at += 2) {
    const item = plain[at + 1];
    if (item === undefined) throw malformed();
    entries.set(textOf(plain[at] ?? null), decodeValue(item));
  }
  // What was there twice is one.
  if (entries.size * 2 !== plain.length - from) throw malformed();
  return entries;
}

function numberOf(text: Plain): Num {
  const number = parseNumber(textOf(text));
  if (number === undefined) throw malformed();
  return number;
}

/** A schema's types are the same objects in each of its values. */
const encodedTypes = new WeakMap<Type, Plain>();

function encodeType(type: Type): Plain {
  let plain = encodedTypes.get(type);
  if (plain === undefined) {
    plain = JSON.parse(encodeTypeJson(type)) as Plain;
    encodedTypes.set(type, plain);
  }
  return plain;
}

/** Types that are one word in the text: most of them. */
const simpleTypes = new Map<string, Type>();

function decodeType(plain: Plain): Type {
  const known = typeof plain === "string" ? simpleTypes.get(plain) : undefined;
  if (known !== undefined) return known;
  const type = decodeTypeJson(plain as Json);
  if (type === undefined) throw new Error("a type of a plan file is malformed");
  if (typeof plain === "string") simpleTypes.set(plain, type);
  return type;
}

function encodeRefinement(refinement: Refinement | undefined): Plain {
  if (refinement === undefined) return null;
  const bound = (limit: Refinement["min"]): Plain =>
    limit === undefined ? null : [formatNumber(limit.value), limit.inclusive];
  const { notNull, prefix, min, max, lengthMin, lengthMax } = refinement;
  return [notNull ?? null, prefix ?? null, bound(min), bound(max), lengthMin ?? null, lengthMax ?? null];
}

function decodeRefinement(plain: Plain): Refinement | undefined {
  if (!Array.isArray(plain)) return undefined;
  const [notNull, prefix, min, max, lengthMin, lengthMax] = plain as readonly Plain[];
  const bound = (limit: Plain | undefined): Refinement["min"] =>
    Array.isArray(limit) ? { value: numberOf(limit[0] ?? null), inclusive: limit[1] === true } : undefined;
  const [low, high] = [bound(min), bound(max)];
  return {
    ...(notNull === true ? { notNull } : {}),
    ...(typeof prefix === "string" ? { prefix } : {}),
    ...(low === undefined ? {} : { min: low }),
    ...(high === undefined ? {} : { max: high }),
    ...(typeof lengthMin === "number" ? { lengthMin } : {}),
    ...(typeof lengthMax === "number" ? { lengthMax } : {}),
  };
}

import {
  boolValue,
  formatNumber,
  isInteger,
  listValue,
  mapValue,
  type Num,
  numberValue,
  objectOfType,
  parseNumber,
  setValue,
  stringValue,
  type Type,
  toFloat64,
  tupleValue,
  Value,
} from "@tutti/values";

/**
 * A value as plain data, as JSON knows it: what handlers of in-process providers work with. A whole
 * number that JavaScript would round is its text; `Fields.whole` reads both.
 */
export type Plain = string | number | boolean | null | readonly Plain[] | PlainRecord;
/** An object of plain data; undefined stands for null. */
export interface PlainRecord {
  readonly [name: string]: Plain | undefined;
}

/** Null and unknown both become null; marks go. */
export function toPlain(value: Value): Plain {
  if (!value.isKnown) return null;
  switch (value.type.kind) {
    case "string":
      return value.asString;
    case "number":
      return plainNumber(value.asNumber);
    case "bool":
      return value.asBool;
    case "list":
    case "set":
    case "tuple":
      return value.asItems.map(toPlain);
    case "map":
    case "object":
      return toPlainRecord(value);
    case "dynamic":
      return null;
  }
}

function plainNumber(number: Num): number | string {
  const float = toFloat64(number);
  return isInteger(number) && !Number.isSafeInteger(float) ? formatNumber(number) : float;
}

/** The record of a known object or map; empty where it is null or unknown. Safe for any key. */
export function toPlainRecord(value: Value): PlainRecord {
  const out: Record<string, Plain> = Object.create(null);
  if (!value.isKnown) return out;
  for (const [name, child] of value.asEntries) out[name] = toPlain(child);
  return out;
}

/**
 * Plain data as a value of `type`. What is missing is null; what does not fit
 * is turned into text, number or truth where that loses nothing, else null.
 */
export function fromPlain(type: Type, plain: Plain | undefined): Value {
  if (plain === null || plain === undefined) return Value.null(type);
  switch (type.kind) {
    case "dynamic":
      return fromPlainDynamic(plain);
    case "string":
      return typeof plain === "object" ? Value.null(type) : stringValue(plainText(plain));
    case "number":
      return fromPlainNumber(type, plain);
    case "bool":
      return typeof plain === "boolean" ? boolValue(plain) : boolFromText(type, plain);
    case "list":
      return isList(plain)
        ? listValue(
            type.element,
            plain.map((item) => fromPlain(type.element, item)),
          )
        : Value.null(type);
    case "set":
      return isList(plain)
        ? setValue(
            type.element,
            plain.map((item) => fromPlain(type.element, item)),
          )
        : Value.null(type);
    case "tuple":
      return isList(plain)
        ? tupleValue(type.elements.map((element, index) => fromPlain(element, plain[index])))
        : Value.null(type);
    case "map":
      return isRecord(plain)
        ? mapValue(
            type.element,
            Object.entries(plain).map(([key, item]) => [key, fromPlain(type.element, item)] as const),
          )
        : Value.null(type);
    case "object": {
      if (!isRecord(plain)) return Value.null(type);
      const entries: [string, Value][] = [];
      for (const [name, attribute] of type.attributes)
        entries.push([name, fromPlain(attribute, plain[name])]);
      return objectOfType(type, entries);
    }
  }
}

function fromPlainDynamic(plain: NonNullable<Plain>): Value {
  if (typeof plain === "string") return stringValue(plain);
  if (typeof plain === "number") return numberValue(plain);
  if (typeof plain === "boolean") return boolValue(plain);
  if (isList(plain)) return tupleValue(plain.map((item) => fromPlain({ kind: "dynamic" }, item)));
  const entries = Object.entries(plain).map(
    ([key, item]) => [key, fromPlain({ kind: "dynamic" }, item)] as const,
  );
  return objectOfType({ kind: "object", attributes: typesOf(entries), optional: new Set() }, entries);
}

function typesOf(entries: readonly (readonly [string, Value])[]): ReadonlyMap<string, Type> {
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.map(([key, item]) => [key, item.type]));
}

function fromPlainNumber(type: Type, plain: NonNullable<Plain>): Value {
  if (typeof plain === "number") return numberValue(plain);
  const parsed = typeof plain === "string" ? parseNumber(plain) : undefined;
  return parsed === undefined ? Value.null(type) : numberValue(parsed);
}

function boolFromText(type: Type, plain: NonNullable<Plain>): Value {
  return plain === "true" || plain === "false" ? boolValue(plain === "true") : Value.null(type);
}

function plainText(plain: string | number | boolean): string {
  return typeof plain === "number" ? formatNumber(numberValue(plain).asNumber) : String(plain);
}

/** True for a list of plain data. */
export function isList(plain: Plain | undefined): plain is readonly Plain[] {
  return Array.isArray(plain);
}

/** True for an object of plain data. */
export function isRecord(plain: Plain | undefined): plain is PlainRecord {
  return typeof plain === "object" && plain !== null && !Array.isArray(plain);
}

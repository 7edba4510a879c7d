/**
 * Conversion of values to types. First the types are asked whether any
 * conversion exists; the value's content can still refuse ("a number is
 * required"), and then the error says where.
 */

import { unknownOf } from "./convert-unknown.ts";
import { mismatchMessage } from "./mismatch.ts";
import { formatNumber, parseNumber } from "./number-text.ts";
import type { Path, PathStep } from "./path.ts";
import { lengthRange } from "./refine.ts";
import { replaceDynamic } from "./replace-dynamic.ts";
import { setValue } from "./set-value.ts";
import { DYNAMIC, listType, type ObjectType, type Type, typesEqual } from "./type.ts";
import { isInexact, withoutOptional } from "./type-facts.ts";
import { canConvert, unify } from "./unify.ts";
import {
  boolValue,
  listValue,
  mapValue,
  numberValue,
  objectOfType,
  objectValue,
  stringValue,
  tupleValue,
  Value,
} from "./value.ts";

/** Why a value does not convert, and where inside of it. */
export class ConversionError {
  readonly message: string;
  readonly path: Path;
  constructor(message: string, path: Path = []) {
    this.message = message;
    this.path = path;
  }
}

/** The converted value, or why there is none. */
export type Conversion =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: ConversionError };

/** Converts, safely or not; what is unknown, null or marked stays so. */
export function convert(value: Value, type: Type): Conversion {
  const converted = convertOrError(value, type);
  return converted instanceof ConversionError
    ? { ok: false, error: converted }
    : { ok: true, value: converted };
}

/** As `convert`, for callers that look with `instanceof`. */
export function convertOrError(value: Value, type: Type): Value | ConversionError {
  const want = withoutOptional(type);
  if (value.type === want || typesEqual(value.type, want)) return value;
  if (!canConvert(value.type, type, { unsafe: true }))
    return new ConversionError(mismatchMessage(value.type, type));
  return step(value, type);
}

/** The types are known to be convertible. */
function step(value: Value, type: Type): Value | ConversionError {
  if (type.kind === "dynamic") return value;
  const plain = withoutOptional(type);
  if (value.isNull) {
    return value.type === plain ? value : Value.null(replaceDynamic(value.type, plain), value.marks);
  }
  if (value.isUnknown) return unknownOf(value, replaceDynamic(value.type, plain));
  if (value.type === plain || typesEqual(value.type, plain)) return value;
  if (value.marks === undefined) return known(value, type);
  const out = known(value.withoutMarks(), type);
  return out instanceof ConversionError ? out : out.withMarks(value.marks);
}

function known(value: Value, type: Type): Value | ConversionError {
  switch (type.kind) {
    case "dynamic":
      return value;
    case "string":
      return toText(value);
    case "number":
      return toNumber(value);
    case "bool":
      return toBool(value);
    case "list":
      return toList(value, type.element);
    case "set":
      return toSet(value, type.element);
    case "map":
      return toMap(value, type.element);
    case "tuple":
      return items(value, (i) => type.elements[i] ?? DYNAMIC, tupleValue);
    case "object":
      return value.type.kind === "map" ? mapToObject(value, type) : objectToObject(value, type);
  }
}

function toText(value: Value): Value | ConversionError {
  if (value.type.kind === "number") return stringValue(formatNumber(value.asNumber));
  if (value.type.kind === "bool") return stringValue(value.asBool ? "true" : "false");
  return new ConversionError("string required");
}

function toNumber(value: Value): Value | ConversionError {
  const number = parseNumber(value.asString);
  return number === undefined ? new ConversionError("a number is required") : numberValue(number);
}

function toBool(value: Value): Value | ConversionError {
  const text = value.asString;
  if (text === "true" || text === "1") return boolValue(true);
  if (text === "false" || text === "0") return boolValue(false);
  const lower = text.toLowerCase();
  return new ConversionError(
    lower === "true" || lower === "false"
      ? `a bool is required; to convert from string, use lowercase "${lower}"`
      : "a bool is required",
  );
}

/** Converts each element; an error gets the element's place in front of its path. */
function items(
  value: Value,
  typeAt: (i: number) => Type,
  build: (items: readonly Value[]) => Value | ConversionError,
): Value | ConversionError {
  const given = value.asItems;
  const out: Value[] = new Array(given.length);
  for (let i = 0; i < given.length; i++) {
    const item = given[i];
    if (item === undefined) continue;
    const converted = step(item, typeAt(i));
    if (converted instanceof ConversionError) return within(indexStep(i), converted);
    out[i] = converted;
  }
  return build(out);
}

function within(first: PathStep, error: ConversionError): ConversionError {
  return new ConversionError(error.message, [first, ...error.path]);
}

function indexStep(key: number | string): PathStep {
  return { kind: "index", key: typeof key === "number" ? numberValue(key) : stringValue(key) };
}

/** `any` as an element type stands for the common type of a structure's elements. */
function elementFor(value: Value, element: Type): Type {
  if (element.kind !== "dynamic") return element;
  if (value.type.kind === "tuple") return unify(value.type.elements, { unsafe: true }) ?? element;
  if (value.type.kind === "object")
    return unify([...value.type.attributes.values()], { unsafe: true }) ?? element;
  return element;
}

function toList(value: Value, element: Type): Value | ConversionError {
  if (value.type.kind === "set") {
    const range = lengthRange(value);
    if (range.min !== range.max) return Value.unknown(listType(value.type.element));
  }
  if (value.asItems.length === 0) return listValue(emptyElement(value, element), []);
  const wanted = elementFor(value, element);
  return items(
    value,
    () => wanted,
    (out) => {
      if (!isInexact(wanted)) return listValue(withoutOptional(wanted), out);
      const alike = value.type.kind === "tuple" ? convertAlike(out) : out;
      if (alike instanceof ConversionError) return alike;
      const common = commonType(alike);
      return common === undefined
        ? new ConversionError("element types must all match for conversion to list")
        : listValue(common, ofType(alike, common));
    },
  );
}

function toSet(value: Value, element: Type): Value | ConversionError {
  if (value.asItems.length === 0) return setValue(emptyElement(value, element), []);
  const wanted = elementFor(value, element);
  return items(
    value,
    () => wanted,
    (out) => {
      if (!isInexact(wanted)) return setValue(withoutOptional(wanted), out);
      const common = commonType(out);
      return common === undefined
        ? new ConversionError("element types must all match for conversion to set")
        : setValue(common, ofType(out, common));
    },
  );
}

function emptyElement(value: Value, element: Type): Type {
  if (element.kind === "dynamic" && "element" in value.type) return value.type.element;
  return withoutOptional(element);
}

function toMap(value: Value, element: Type): Value | ConversionError {
  const given = value.asEntries;
  if (given.size === 0) return mapValue(emptyElement(value, element), []);
  const wanted = elementFor(value, element);
  const keys: string[] = [];
  const out: Value[] = [];
  for (const [key, item] of given) {
    const converted = step(item, wanted);
    if (converted instanceof ConversionError) return within(indexStep(key), converted);
    keys.push(key);
    out.push(converted);
  }
  const zip = (type: Type, values: readonly Value[]): Value =>
    mapValue(
      type,
      values.map((item, i) => [keys[i] ?? "", item] as const),
    );
  if (!isInexact(wanted)) return zip(withoutOptional(wanted), out);
  const composed = "element" in wanted || wanted.kind === "object";
  const alike = composed ? convertAlike(out) : out;
  if (alike instanceof ConversionError) return alike;
  const common = commonType(alike);
  if (common === undefined)
    return new ConversionError(
      `${value.type.kind === "object" ? "attribute" : "element"} types must all match for conversion to map`,
    );
  return zip(common, ofType(alike, common));
}

/** Where `any` inside of the element type became different types, a common one is sought again. */
function convertAlike(values: readonly Value[]): readonly Value[] | ConversionError {
  const common = unify(
    values.map((value) => value.type),
    { unsafe: true },
  );
  if (common === undefined) return new ConversionError("cannot find a common base type for all elements");
  const out: Value[] = [];
  for (const value of values) {
    const converted = step(value, common);
    if (converted instanceof ConversionError) return converted;
    out.push(converted);
  }
  return out;
}

/** The one type that all have; a value of unknown type may become any. */
function commonType(values: readonly Value[]): Type | undefined {
  let common: Type = DYNAMIC;
  for (const { type } of values) {
    if (common.kind === "dynamic") common = type;
    else if (type.kind !== "dynamic" && !typesEqual(common, type)) return undefined;
  }
  return common;
}

function ofType(values: readonly Value[], type: Type): readonly Value[] {
  return values.map((value) =>
    value.type.kind === "dynamic" && type.kind !== "dynamic"
      ? value.isNull
        ? Value.null(type, value.marks)
        : Value.unknown(type, undefined, value.marks)
      : value,
  );
}

function objectToObject(value: Value, type: ObjectType): Value | ConversionError {
  const given = value.asEntries;
  const out: [string, Value][] = [];
  for (const [name, wanted] of type.attributes) {
    const item = given.get(name);
    if (item === undefined) {
      out.push([name, Value.null(withoutOptional(wanted))]);
      continue;
    }
    const converted = step(item, wanted);
    if (converted instanceof ConversionError) return within({ kind: "attribute", name }, converted);
    out.push([name, converted]);
  }
  return objectOf(type, out);
}

function objectOf(type: ObjectType, entries: readonly (readonly [string, Value])[]): Value {
  const plain = withoutOptional(type);
  return plain.kind === "object" && !isInexact(plain) ? objectOfType(plain, entries) : objectValue(entries);
}

function mapToObject(value: Value, type: ObjectType): Value | ConversionError {
  const given = value.asEntries;
  const out: [string, Value][] = [];
  for (const [name, wanted] of type.attributes) {
    const item = given.get(name);
    if (item === undefined) {
      if (!type.optional.has(name))
        return new ConversionError(`map has no element for required attribute ${JSON.stringify(name)}`);
      out.push([name, Value.null(withoutOptional(wanted))]);
      continue;
    }
    if (!canConvert(item.type, wanted, { unsafe: true })) {
      const why = mismatchMessage(item.type, wanted);
      return new ConversionError(
        `map element type is incompatible with attribute ${JSON.stringify(name)}: ${why}`,
      );
    }
    const converted = step(item, wanted);
    if (converted instanceof ConversionError) return within(indexStep(name), converted);
    out.push([name, converted]);
  }
  return objectOf(type, out);
}

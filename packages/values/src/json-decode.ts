/** JSON to values of a wanted type. */

import { ConversionError } from "./convert.ts";
import { exactObjectType } from "./exact-object-type.ts";
import { JsonSyntaxError, parseJson } from "./json-text.ts";
import { isJsonObject, type Json, jsonNumberText } from "./json-tree.ts";
import { decodeTypeJson, impliedType } from "./json-type.ts";
import { parseNumber } from "./number-text.ts";
import type { PathStep } from "./path.ts";
import { setValue } from "./set-value.ts";
import type { ObjectType, TupleType, Type } from "./type.ts";
import { boolValue, listValue, mapValue, numberValue, objectOfType, stringValue, Value } from "./value.ts";

/** The value that a JSON document stands for, or what is wrong and where in it. */
export type Decoded =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: ConversionError };

/** Text of one JSON document, as `encodeJson` writes it for `type`. */
export function decodeJson(text: string, type: Type): Decoded {
  const tree = parseJson(text);
  if (tree instanceof JsonSyntaxError) return { ok: false, error: new ConversionError(tree.message) };
  return decodeJsonTree(tree, type);
}

/** A tree that `parseJson` made. Attributes that are missing are null. */
export function decodeJsonTree(json: Json, type: Type): Decoded {
  const value = decode(json, type);
  return value instanceof ConversionError ? { ok: false, error: value } : { ok: true, value };
}

/** Data as it is: arrays become tuples, objects objects. */
export function decodeImplied(json: Json): Value {
  const value = decode(json, impliedType(json));
  if (value instanceof ConversionError) throw new TypeError(`data without its own type: ${value.message}`);
  return value;
}

function decode(json: Json, type: Type): Value | ConversionError {
  if (json === null) return Value.null(type);
  switch (type.kind) {
    case "dynamic":
      return decodeDynamic(json);
    case "string":
      return decodeString(json);
    case "number":
      return decodeNumber(json);
    case "bool":
      return decodeBool(json);
    case "list":
    case "set": {
      const items = decodeItems(json, () => type.element);
      if (items instanceof ConversionError) return items;
      return type.kind === "set" ? setValue(type.element, items) : ofType(type, type.element, items);
    }
    case "tuple":
      return decodeTuple(json, type);
    case "map":
      return decodeMap(json, type.element);
    case "object":
      return decodeObject(json, type);
  }
}

/** Elements of a list of `any` bring their own types. */
function ofType(type: Type, element: Type, items: readonly Value[]): Value {
  return element.kind === "dynamic" && items[0] !== undefined
    ? listValue(items[0].type, items)
    : Value.knownUnchecked(type, items);
}

function decodeString(json: Json): Value | ConversionError {
  if (typeof json === "string") return stringValue(json);
  if (typeof json === "boolean") return stringValue(json ? "true" : "false");
  const text = jsonNumberText(json);
  return text === undefined ? new ConversionError("string is required") : stringValue(text);
}

function decodeNumber(json: Json): Value | ConversionError {
  if (typeof json === "number") return numberValue(json);
  const text = typeof json === "string" ? json : jsonNumberText(json);
  if (text === undefined) return new ConversionError("number is required");
  const number = parseNumber(text);
  return number === undefined ? new ConversionError("a number is required") : numberValue(number);
}

function decodeBool(json: Json): Value | ConversionError {
  if (typeof json === "boolean") return boolValue(json);
  if (json === "true" || json === "1") return boolValue(true);
  if (json === "false" || json === "0") return boolValue(false);
  return new ConversionError(typeof json === "string" ? "a bool is required" : "bool is required");
}

function decodeItems(json: Json, typeAt: (i: number) => Type | undefined): Value[] | ConversionError {
  if (!Array.isArray(json)) return new ConversionError("missing expected [");
  const out: Value[] = [];
  for (const [i, item] of (json as readonly Json[]).entries()) {
    const type = typeAt(i);
    if (type === undefined) break;
    const value = decode(item, type);
    if (value instanceof ConversionError) return within({ kind: "index", key: numberValue(i) }, value);
    out.push(value);
  }
  return out;
}

function decodeTuple(json: Json, type: TupleType): Value | ConversionError {
  const wanted = type.elements.length;
  if (Array.isArray(json) && json.length !== wanted)
    return new ConversionError(
      `${json.length > wanted ? "too many" : "not enough"} tuple elements (need ${wanted})`,
    );
  const items = decodeItems(json, (i) => type.elements[i]);
  if (items instanceof ConversionError) return items;
  return Value.knownUnchecked(tupleOf(type, items), items);
}

function tupleOf(type: TupleType, items: readonly Value[]): Type {
  return type.elements.some((element) => element.kind === "dynamic")
    ? { kind: "tuple", elements: items.map((item) => item.type) }
    : type;
}

function decodeMap(json: Json, element: Type): Value | ConversionError {
  if (!isJsonObject(json)) return new ConversionError("missing expected {");
  const out: [string, Value][] = [];
  for (const [key, item] of Object.entries(json)) {
    const value = decode(item, element);
    if (value instanceof ConversionError) return within({ kind: "index", key: stringValue(key) }, value);
    out.push([key.normalize("NFC"), value]);
  }
  return mapValue(element.kind === "dynamic" ? (out[0]?.[1].type ?? element) : element, out);
}

function decodeObject(json: Json, type: ObjectType): Value | ConversionError {
  if (!isJsonObject(json)) return new ConversionError("missing expected {");
  let given = 0;
  let inexact = false;
  const out: [string, Value][] = [];
  for (const [name, attribute] of type.attributes) {
    if (!Object.hasOwn(json, name)) {
      out.push([name, Value.null(attribute)]);
      continue;
    }
    given += 1;
    const value = decode(json[name] ?? null, attribute);
    if (value instanceof ConversionError) return within({ kind: "attribute", name }, value);
    if (value.type !== attribute) inexact = true;
    out.push([name, value]);
  }
  if (given < Object.keys(json).length) {
    const unknown = Object.keys(json).find((key) => !type.attributes.has(key.normalize("NFC")));
    if (unknown !== undefined) return new ConversionError(`unsupported attribute ${JSON.stringify(unknown)}`);
    // A name that is not in normal form: look again with all in that form.
    return decodeObject(normalizedKeys(json), type);
  }
  const made = objectOfType(type, out);
  return inexact ? Value.knownUnchecked(exactObjectType(type, made.asEntries), made.asEntries) : made;
}

function normalizedKeys(json: { readonly [key: string]: Json }): { readonly [key: string]: Json } {
  return Object.fromEntries(Object.entries(json).map(([key, member]) => [key.normalize("NFC"), member]));
}

function decodeDynamic(json: Json): Value | ConversionError {
  if (!isJsonObject(json)) return new ConversionError("missing expected {");
  const extra = Object.keys(json).find((key) => key !== "type" && key !== "value");
  if (extra !== undefined)
    return new ConversionError(`invalid key ${JSON.stringify(extra)} in dynamically-typed value`);
  const { type: typeJson, value } = json;
  if (typeJson === undefined) return new ConversionError("missing type in dynamically-typed value");
  if (value === undefined) return new ConversionError("missing value in dynamically-typed value");
  const type = decodeTypeJson(typeJson);
  return type === undefined
    ? new ConversionError("failed to decode type for dynamic value")
    : decode(value, type);
}

function within(first: PathStep, error: ConversionError): ConversionError {
  return new ConversionError(error.message, [first, ...error.path]);
}

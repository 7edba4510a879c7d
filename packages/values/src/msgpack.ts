/** Values as MessagePack: the form in which provider plugins exchange them. */

import type { Encoder, ExtData } from "@msgpack/msgpack";
import { ConversionError } from "./convert.ts";
import { JsonSyntaxError, parseJson } from "./json-text.ts";
import type { Json } from "./json-tree.ts";
import { decodeTypeJson, encodeTypeJson } from "./json-type.ts";
import { fromBigInt, isInteger, type Num, numbersEqual, toBigInt, toFloat64, toNum } from "./number.ts";
import { formatNumber, parseNumber } from "./number-text.ts";
import { refine } from "./refine.ts";
import { setValue } from "./set-value.ts";
import type { Type } from "./type.ts";
import {
  boolValue,
  listValue,
  mapValue,
  numberValue,
  objectValue,
  type Refinement,
  stringValue,
  tupleValue,
  Value,
} from "./value.ts";

/** Values to bytes and back, in Terraform's dialect of msgpack (unknowns are extensions 0 and 12). */
export interface MsgpackCodec {
  /** The value conforms to the type and has no marks. */
  encode(value: Value, type: Type): Uint8Array;
  decode(bytes: Uint8Array, type: Type): Value | ConversionError;
}

const UNKNOWN_EXTENSION = 0;
const REFINED_EXTENSION = 12;
/** A longer prefix would burst the limit that readers set for refinements. */
const PREFIX_LENGTH_MAX = 256;

/** Keys of the map that says what is known of an unknown value. */
const NULLNESS = 1;
const PREFIX = 2;
const NUMBER_MIN = 3;
const NUMBER_MAX = 4;
const LENGTH_MIN = 5;
const LENGTH_MAX = 6;

/** The library is loaded when the first plugin is. */
export async function loadMsgpack(): Promise<MsgpackCodec> {
  const library = await import("./msgpack-library.ts");
  const options = { useBigInt64: true, mapKeyConverter: (key: unknown) => String(key) };
  const encoder = new library.Encoder(options);
  const extension = (type: number, data: Uint8Array): ExtData => new library.ExtData(type, data);
  const writer: Writer = { encoder, extension };
  const isExtension = (data: unknown): data is ExtData => data instanceof library.ExtData;
  const reader: Reader = { isExtension, decode: (bytes) => library.decode(bytes, options) };
  return {
    encode: (value, type) => encoder.encode(toTree(writer, value, type)),
    decode: (bytes, type) => {
      try {
        return fromTree(reader, library.decode(bytes, options), type);
      } catch (error) {
        if (error instanceof library.DecodeError || error instanceof RangeError)
          return new ConversionError(error.message);
        throw error;
      }
    },
  };
}

interface Writer {
  readonly encoder: Encoder;
  readonly extension: (type: number, data: Uint8Array) => ExtData;
}

function toTree(writer: Writer, value: Value, type: Type): unknown {
  if (value.marks !== undefined) throw new TypeError("a marked value cannot be written as MessagePack");
  if (type.kind === "dynamic" && value.type.kind !== "dynamic") {
    const typeJson = new TextEncoder().encode(encodeTypeJson(value.type));
    return [typeJson, toTree(writer, value, value.type)];
  }
  if (value.isUnknown) return unknownTree(writer, value);
  if (value.isNull) return null;
  switch (type.kind) {
    case "dynamic":
      return null;
    case "string":
    case "bool":
      return value.data;
    case "number":
      return numberTree(value.asNumber);
    case "list":
    case "set":
      return value.asItems.map((item) => toTree(writer, item, type.element));
    case "tuple":
      return value.asItems.map((item, i) => toTree(writer, item, type.elements[i] ?? item.type));
    case "map":
    case "object": {
      const out: Record<string, unknown> = {};
      for (const [key, item] of value.asEntries) {
        const wanted = type.kind === "map" ? type.element : type.attributes.get(key);
        out[key] = toTree(writer, item, wanted ?? item.type);
      }
      return out;
    }
  }
}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** Whole numbers of 64 bits and exact floats as themselves, all others as text. */
function numberTree(num: Num): number | bigint | string {
  if (typeof num === "number" && ((num >= -(2 ** 31) && num < 2 ** 32) || !Number.isFinite(num))) return num;
  if (isInteger(num)) {
    const whole = toBigInt(num);
    return whole >= INT64_MIN && whole <= INT64_MAX ? whole : formatNumber(num);
  }
  const float = toFloat64(num);
  return numbersEqual(toNum(float), num) ? float : formatNumber(num);
}

function unknownTree({ encoder, extension }: Writer, value: Value): ExtData {
  const known = value.refinement;
  const body = new Map<number, unknown>();
  if (known?.notNull === true) body.set(NULLNESS, false);
  if (known?.prefix !== undefined) body.set(PREFIX, known.prefix.slice(0, PREFIX_LENGTH_MAX - 1));
  if (known?.min !== undefined) body.set(NUMBER_MIN, [numberTree(known.min.value), known.min.inclusive]);
  if (known?.max !== undefined) body.set(NUMBER_MAX, [numberTree(known.max.value), known.max.inclusive]);
  if (known?.lengthMin !== undefined) body.set(LENGTH_MIN, known.lengthMin);
  if (known?.lengthMax !== undefined) body.set(LENGTH_MAX, known.lengthMax);
  if (body.size === 0 || value.type.kind === "dynamic")
    return extension(UNKNOWN_EXTENSION, new Uint8Array(1));
  // The library writes only texts as keys; these are small numbers, one byte each.
  const parts = [...body].flatMap(([key, item]) => [key, ...encoder.encode(item)]);
  return extension(REFINED_EXTENSION, Uint8Array.from([0x80 | body.size, ...parts]));
}

interface Reader {
  readonly isExtension: (data: unknown) => data is ExtData;
  readonly decode: (bytes: Uint8Array) => unknown;
}

function fromTree(reader: Reader, tree: unknown, type: Type): Value | ConversionError {
  if (reader.isExtension(tree)) return unknownFrom(reader, tree, type);
  if (tree === null || tree === undefined) return Value.null(type);
  switch (type.kind) {
    case "dynamic":
      return dynamicFrom(reader, tree);
    case "string":
      return typeof tree === "string" ? stringValue(tree) : new ConversionError("string is required");
    case "bool":
      return typeof tree === "boolean" ? boolValue(tree) : new ConversionError("bool is required");
    case "number": {
      const num = numberFrom(tree);
      return num === undefined ? new ConversionError("number is required") : numberValue(num);
    }
    case "list":
    case "set":
    case "tuple":
      return itemsFrom(reader, tree, type);
    case "map":
    case "object":
      return entriesFrom(reader, tree, type);
  }
}

function numberFrom(tree: unknown): Num | undefined {
  if (typeof tree === "number") return toNum(tree);
  if (typeof tree === "bigint") return fromBigInt(tree);
  return typeof tree === "string" ? parseNumber(tree) : undefined;
}

function itemsFrom(
  reader: Reader,
  tree: unknown,
  type: Type & { kind: "list" | "set" | "tuple" },
): Value | ConversionError {
  if (!Array.isArray(tree)) return new ConversionError(`a ${type.kind} is required`);
  if (type.kind === "tuple" && tree.length !== type.elements.length)
    return new ConversionError(`a tuple of length ${type.elements.length} is required`);
  const items: Value[] = [];
  for (const [i, item] of (tree as readonly unknown[]).entries()) {
    const wanted = type.kind === "tuple" ? type.elements[i] : type.element;
    const value = wanted === undefined ? undefined : fromTree(reader, item, wanted);
    if (value === undefined) break;
    if (value instanceof ConversionError)
      return new ConversionError(value.message, [{ kind: "index", key: numberValue(i) }, ...value.path]);
    items.push(value);
  }
  if (type.kind === "tuple") return tupleValue(items);
  const element = type.element.kind === "dynamic" ? (items[0]?.type ?? type.element) : type.element;
  return type.kind === "list" ? listValue(element, items) : setValue(element, items);
}

function entriesFrom(
  reader: Reader,
  tree: unknown,
  type: Type & { kind: "map" | "object" },
): Value | ConversionError {
  if (typeof tree !== "object" || tree === null || Array.isArray(tree))
    return new ConversionError(type.kind === "map" ? "a map is required" : "an object is required");
  const out: [string, Value][] = [];
  for (const [key, item] of Object.entries(tree)) {
    const wanted = type.kind === "map" ? type.element : type.attributes.get(key);
    const value =
      wanted === undefined ? new ConversionError("unsupported attribute") : fromTree(reader, item, wanted);
    if (value instanceof ConversionError)
      return new ConversionError(value.message, [{ kind: "attribute", name: key }, ...value.path]);
    out.push([key, value]);
  }
  if (type.kind === "map") {
    const element = type.element.kind === "dynamic" ? (out[0]?.[1].type ?? type.element) : type.element;
    return mapValue(element, out);
  }
  if (out.length !== type.attributes.size) {
    return new ConversionError(
      `an object with ${type.attributes.size} attributes is required (${out.length} given)`,
    );
  }
  return objectValue(out);
}

function dynamicFrom(reader: Reader, tree: unknown): Value | ConversionError {
  if (!Array.isArray(tree) || tree.length !== 2)
    return new ConversionError("dynamic value array must have exactly two elements");
  const [typeJson, value] = tree as readonly unknown[];
  const text = typeJson instanceof Uint8Array ? new TextDecoder().decode(typeJson) : String(typeJson);
  const json: Json | JsonSyntaxError = parseJson(text);
  const type = json instanceof JsonSyntaxError ? undefined : decodeTypeJson(json);
  return type === undefined
    ? new ConversionError("failed to decode type for dynamic value")
    : fromTree(reader, value, type);
}

function unknownFrom(reader: Reader, tree: ExtData, type: Type): Value | ConversionError {
  const unknown = Value.unknown(type);
  const data = typeof tree.data === "function" ? tree.data(0) : tree.data;
  if (data.length <= 1) return unknown;
  if (tree.type !== REFINED_EXTENSION)
    return new ConversionError(`unsupported extension type ${tree.type} with len ${data.length}`);
  const known = reader.decode(data);
  if (typeof known !== "object" || known === null)
    return new ConversionError("failed to decode msgpack extension body: not a map");
  return refine(unknown, refinementFrom(known as Readonly<Record<string, unknown>>));
}

function refinementFrom(known: Readonly<Record<string, unknown>>): Refinement {
  const prefix = known[PREFIX];
  const lengthMin = numberFrom(known[LENGTH_MIN]);
  const lengthMax = numberFrom(known[LENGTH_MAX]);
  const min = boundFrom(known[NUMBER_MIN]);
  const max = boundFrom(known[NUMBER_MAX]);
  return {
    ...(known[NULLNESS] === false ? { notNull: true } : {}),
    ...(typeof prefix === "string" ? { prefix } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(lengthMin === undefined ? {} : { lengthMin: toFloat64(lengthMin) }),
    ...(lengthMax === undefined ? {} : { lengthMax: toFloat64(lengthMax) }),
  };
}

function boundFrom(tree: unknown): Refinement["min"] {
  if (!Array.isArray(tree)) return undefined;
  const value = numberFrom(tree[0]);
  return value === undefined ? undefined : { value, inclusive: tree[1] === true };
}

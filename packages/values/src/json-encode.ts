/** Values to JSON text: compact, keys in order, all digits of numbers. */

import { encodeTypeJson } from "./json-type.ts";
import { formatNumber } from "./number-text.ts";
import type { Type } from "./type.ts";
import type { Value } from "./value.ts";

const ESCAPED = /[<>&\u2028\u2029]/g;

/** A JSON string as Go writes it: `<`, `>`, `&` and the two line separators escaped too. */
export function encodeJsonString(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.replace(ESCAPED, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * The value, which is wholly known, without marks and conforms to `type`.
 * Where `type` says `any`, the value's own type is written along:
 * `{"value":…,"type":…}`. Anything else is a bug of the caller.
 */
export function encodeJson(value: Value, type: Type = value.type): string {
  if (value.marks !== undefined) throw new TypeError("a marked value cannot be written as JSON");
  if (value.isUnknown) throw new TypeError("an unknown value cannot be written as JSON");
  if (type.kind === "dynamic" && value.type.kind !== "dynamic")
    return `{"value":${encodeJson(value)},"type":${encodeTypeJson(value.type)}}`;
  if (value.isNull) return "null";
  switch (type.kind) {
    case "dynamic":
      return "null";
    case "string":
      return encodeJsonString(value.asString);
    case "number":
      return encodeNumber(value);
    case "bool":
      return value.asBool ? "true" : "false";
    case "list":
    case "set":
      return encodeItems(value, () => type.element);
    case "tuple":
      return encodeItems(value, (i) => type.elements[i]);
    case "map":
      return encodeEntries(value, () => type.element);
    case "object":
      return encodeEntries(value, (name) => type.attributes.get(name));
  }
}

function encodeNumber(value: Value): string {
  const number = value.asNumber;
  if (typeof number === "number" && !Number.isFinite(number))
    throw new TypeError("an infinite number cannot be written as JSON");
  return formatNumber(number);
}

function encodeItems(value: Value, typeAt: (i: number) => Type | undefined): string {
  let out = "[";
  const items = value.asItems;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item === undefined) continue;
    out += (i === 0 ? "" : ",") + encodeJson(item, typeAt(i) ?? item.type);
  }
  return `${out}]`;
}

function encodeEntries(value: Value, typeOf: (key: string) => Type | undefined): string {
  let out = "{";
  let first = true;
  for (const [key, item] of value.asEntries) {
    out += `${first ? "" : ","}${encodeJsonString(key)}:${encodeJson(item, typeOf(key) ?? item.type)}`;
    first = false;
  }
  return `${out}}`;
}

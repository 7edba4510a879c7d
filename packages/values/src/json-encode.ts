/** Values to JSON text: compact, keys in order, all digits of numbers. */

import { encodeTypeJson } from "./json-type.ts";
import { formatNumber } from "./number-text.ts";
import type { Type } from "./type.ts";
import type { Value } from "./value.ts";

const ESCAPED = /[<>&\u2028\u2029]/g;

/** A JSON string as Go writes it: `<`, `>`, `&` and the two line separators escaped too. */
export function encodeJsonString(text: string): string {
  if (standsForItself(text)) return `"${text}"`;
  return encodeJsonTree(text);
}

/** What `JSON.stringify` takes, with the escapes of Go; `indent` is a number of blanks. */
export function encodeJsonTree(tree: unknown, indent?: number): string {
  // Outside of its texts there is none of these letters in JSON.
  return JSON.stringify(tree, undefined, indent).replace(
    ESCAPED,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Nearly every name and value does: nothing in it is escaped. */
function standsForItself(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit > 0x7f) return false;
    if (unit === QUOTE || unit === BACKSLASH || unit === LESS || unit === GREATER || unit === AMPERSAND)
      return false;
  }
  return true;
}

const QUOTE = 0x22;
const AMPERSAND = 0x26;
const LESS = 0x3c;
const GREATER = 0x3e;
const BACKSLASH = 0x5c;

/**
 * The value, which is wholly known, without marks and conforms to `type`.
 * Where `type` says `any`, the value's own type is written along:
 * `{"value":…,"type":…}`. Anything else is a bug of the caller.
 */
export function encodeJson(value: Value, type: Type = value.type): string {
  const pieces: string[] = [];
  writeJson(value, type, pieces);
  // Joined, and not added up: what is added up keeps its pieces, and takes five times the memory while nobody reads it.
  return pieces.join("");
}

function writeJson(value: Value, type: Type, out: string[]): void {
  if (value.marks !== undefined) throw new TypeError("a marked value cannot be written as JSON");
  if (value.isUnknown) throw new TypeError("an unknown value cannot be written as JSON");
  if (type.kind === "dynamic" && value.type.kind !== "dynamic") {
    out.push('{"value":');
    writeJson(value, value.type, out);
    out.push(',"type":', encodeTypeJson(value.type), "}");
    return;
  }
  if (value.isNull) {
    out.push("null");
    return;
  }
  switch (type.kind) {
    case "dynamic":
      out.push("null");
      return;
    case "string":
      out.push(encodeJsonString(value.asString));
      return;
    case "number":
      out.push(encodeNumber(value));
      return;
    case "bool":
      out.push(value.asBool ? "true" : "false");
      return;
    case "list":
    case "set":
      writeItems(value, () => type.element, out);
      return;
    case "tuple":
      writeItems(value, (i) => type.elements[i], out);
      return;
    case "map":
      writeEntries(value, () => type.element, out);
      return;
    case "object":
      writeEntries(value, (name) => type.attributes.get(name), out);
  }
}

function encodeNumber(value: Value): string {
  const number = value.asNumber;
  if (typeof number === "number" && !Number.isFinite(number))
    throw new TypeError("an infinite number cannot be written as JSON");
  return formatNumber(number);
}

function writeItems(value: Value, typeAt: (i: number) => Type | undefined, out: string[]): void {
  let before = "[";
  for (const [i, item] of value.asItems.entries()) {
    out.push(before);
    writeJson(item, typeAt(i) ?? item.type, out);
    before = ",";
  }
  out.push(before === "[" ? "[]" : "]");
}

function writeEntries(value: Value, typeOf: (key: string) => Type | undefined, out: string[]): void {
  let before = "{";
  for (const [key, item] of value.asEntries) {
    out.push(before, encodeJsonString(key), ":");
    writeJson(item, typeOf(key) ?? item.type, out);
    before = ",";
  }
  out.push(before === "{" ? "{}" : "}");
}

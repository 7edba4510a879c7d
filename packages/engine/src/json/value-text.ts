/**
 * Values as JSON text, the ways Terraform's `show -json` writes them. No trees
 * come between: of a hundred thousand objects they cost more than all else that
 * `show -json` does.
 */

import { encodeJsonString, formatNumber, isInteger, toFloat64, type Value } from "@tutti/values";

/** Marks are ignored. What is unknown is left out of objects and null in lists; undefined where all of it is unknown. */
export function valueText(value: Value): string | undefined {
  return textOf(value, "-0");
}

/** The same as a plan holds it: in that no zero has a sign. */
export function plannedText(value: Value): string | undefined {
  return textOf(value, "0");
}

function textOf(value: Value, negativeZero: string): string | undefined {
  if (value.isUnknown) return undefined;
  if (value.isNull) return "null";
  switch (value.type.kind) {
    case "dynamic":
      return "null";
    case "string":
      return encodeJsonString(value.asString);
    case "bool":
      return value.asBool ? "true" : "false";
    case "number": {
      const near = toFloat64(value.asNumber);
      if (Object.is(near, -0)) return negativeZero;
      return isInteger(value.asNumber) && Number.isSafeInteger(near)
        ? String(near)
        : formatNumber(value.asNumber);
    }
    case "list":
    case "set":
    case "tuple":
      return listText(value.asItems, (item) => textOf(item, negativeZero) ?? "null");
    case "map":
    case "object":
      return entriesText(value.asEntries, (item) => textOf(item, negativeZero));
  }
}

/** True where it is unknown; of objects only what is not false. */
export function unknownText(value: Value): string {
  return value.isUnknown ? "true" : flagsText(value, unknownText);
}

/** True where it is sensitive. */
export function sensitiveText(value: Value): string {
  if (value.hasMark("sensitive")) return "true";
  if (!value.isUnknown) return flagsText(value, sensitiveText);
  const { kind } = value.type;
  if (kind === "list" || kind === "set" || kind === "tuple") return "[]";
  return kind === "map" || kind === "object" ? "{}" : "false";
}

function flagsText(value: Value, flagOf: (child: Value) => string): string {
  if (!value.isKnown) return "false";
  const { data } = value;
  if (Array.isArray(data)) return listText(value.asItems, flagOf);
  if (!(data instanceof Map)) return "false";
  return entriesText(value.asEntries, (item) => {
    const flag = flagOf(item);
    return flag === "false" ? undefined : flag;
  });
}

function listText(items: readonly Value[], textOf: (item: Value) => string): string {
  let out = "[";
  for (const item of items) out += out === "[" ? textOf(item) : `,${textOf(item)}`;
  return `${out}]`;
}

/** What has no text is left out. */
function entriesText(
  entries: Iterable<readonly [string, Value]>,
  textOf: (item: Value) => string | undefined,
): string {
  let out = "{";
  for (const [name, item] of entries) {
    const text = textOf(item);
    if (text !== undefined) out += `${out === "{" ? "" : ","}${encodeJsonString(name)}:${text}`;
  }
  return `${out}}`;
}

/** An object with members of ours, in their order, each given as its text; those that are undefined are left out. */
export function membersText(members: Readonly<Record<string, string | undefined>>): string {
  let out = "{";
  for (const name in members) {
    const text = members[name];
    if (text !== undefined) out += `${out === "{" ? "" : ","}"${name}":${text}`;
  }
  return `${out}}`;
}

/** The key of an instance; undefined where it has none. */
export function keyText(key: string | number | undefined): string | undefined {
  return typeof key === "string" ? encodeJsonString(key) : key === undefined ? undefined : String(key);
}

/** A text that may not be there. */
export function optionalText(text: string | undefined): string | undefined {
  return text === undefined ? undefined : encodeJsonString(text);
}

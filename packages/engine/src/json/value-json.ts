/** Values as JSON trees, the ways Terraform's `show -json` writes them. */

import {
  formatNumber,
  isInteger,
  type Json,
  JsonNumber,
  type Num,
  toFloat64,
  type Value,
} from "@tutti/values";

/** Marks are ignored. What is unknown is left out of objects and null in lists; undefined where all of it is unknown. */
export function valueJson(value: Value): Json | undefined {
  if (value.isUnknown) return undefined;
  if (value.isNull) return null;
  switch (value.type.kind) {
    case "dynamic":
      return null;
    case "string":
      return value.asString;
    case "bool":
      return value.asBool;
    case "number":
      return numberJson(value.asNumber);
    case "list":
    case "set":
    case "tuple":
      return value.asItems.map((item) => valueJson(item) ?? null);
    case "map":
    case "object": {
      const entries: [string, Json][] = [];
      for (const [name, item] of value.asEntries) {
        const json = valueJson(item);
        if (json !== undefined) entries.push([name, json]);
      }
      return Object.fromEntries(entries);
    }
  }
}

function numberJson(number: Num): Json {
  const near = toFloat64(number);
  return isInteger(number) && Number.isSafeInteger(near) ? near : new JsonNumber(formatNumber(number));
}

/** True where it is unknown; of objects only what is not false. */
export function unknownJson(value: Value): Json {
  if (value.isUnknown) return true;
  return flags(value, unknownJson);
}

/** True where it is sensitive. */
export function sensitiveJson(value: Value): Json {
  if (value.hasMark("sensitive")) return true;
  if (value.isUnknown) {
    const { kind } = value.type;
    if (kind === "list" || kind === "set" || kind === "tuple") return [];
    return kind === "map" || kind === "object" ? {} : false;
  }
  return flags(value, sensitiveJson);
}

function flags(value: Value, flagOf: (child: Value) => Json): Json {
  if (!value.isKnown) return false;
  const { data } = value;
  if (Array.isArray(data)) return value.asItems.map(flagOf);
  if (!(data instanceof Map)) return false;
  const entries: [string, Json][] = [];
  for (const [name, item] of value.asEntries) {
    const flag = flagOf(item);
    if (flag !== false) entries.push([name, flag]);
  }
  return Object.fromEntries(entries);
}

/** Leaves out members that are undefined. */
export function objectJson(members: Readonly<Record<string, Json | undefined>>): Json {
  const entries: [string, Json][] = [];
  for (const [name, value] of Object.entries(members)) if (value !== undefined) entries.push([name, value]);
  return Object.fromEntries(entries);
}

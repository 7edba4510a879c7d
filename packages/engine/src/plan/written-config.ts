/** Values as they are written in a configuration. */

import { escapeQuoted, isIdentifier } from "@tutti/hcl";
import {
  compareCodePoints,
  decodeImplied,
  formatNumber,
  isJsonObject,
  JsonSyntaxError,
  parseJson,
  type Value,
} from "@tutti/values";

/** The value as a literal: lists on one line, objects one member a line. Nothing of it is unknown. */
export function valueText(value: Value): string {
  if (!value.isKnown) return "null";
  switch (value.type.kind) {
    case "string":
      return nameText(value.asString);
    case "number":
      return formatNumber(value.asNumber);
    case "bool":
      return String(value.asBool);
    case "list":
    case "set":
    case "tuple":
      return `[${value.asItems.map(valueText).join(", ")}]`;
    case "map":
    case "object":
      return objectText(value);
    case "dynamic":
      return "null";
  }
}

function objectText(value: Value): string {
  const entries = [...value.asEntries].sort(([a], [b]) => compareCodePoints(a, b));
  if (entries.length === 0) return "{}";
  const lines = entries.map(
    ([key, item]) => `${isIdentifier(key) ? key : nameText(key)} = ${valueText(item)}`,
  );
  return `{\n${lines.join("\n")}\n}`;
}

/** A text in quotes. */
export function nameText(text: string): string {
  return `"${escapeQuoted(text)}"`;
}

/** A text that holds a JSON object or list is easier to read as a call of `jsonencode`; undefined for all others. */
export function jsonCallText(value: Value): string | undefined {
  if (!value.isKnown || value.type.kind !== "string") return undefined;
  const text = value.asString.trim();
  if (!/^[{[]/.test(text)) return undefined;
  const json = parseJson(text);
  if (json instanceof JsonSyntaxError || (!Array.isArray(json) && !isJsonObject(json))) return undefined;
  return `jsonencode(${valueText(decodeImplied(json))})`;
}

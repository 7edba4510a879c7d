/** Values as expressions of the language, laid out as its formatter does. */

import { escapeQuoted, isIdentifier } from "@tutti/hcl";
import { formatNumber, type Value } from "@tutti/values";

/** Reads back as the value. */
export function encodeExpression(value: Value, indent = ""): string {
  if (value.isNull) return "null";
  switch (value.type.kind) {
    case "string":
      return encodeText(value.asString);
    case "number":
      return formatNumber(value.asNumber);
    case "bool":
      return value.asBool ? "true" : "false";
    case "list":
    case "set":
    case "tuple":
      return `[${value.asItems.map((item) => encodeExpression(item, indent)).join(", ")}]`;
    case "map":
    case "object": {
      if (value.asEntries.size === 0) return "{}";
      const inner = `${indent}  `;
      const entries = Array.from(value.asEntries, ([key, item]) => [encodeKey(key), item] as const);
      return `{\n${encodeArguments(entries, inner)}${indent}}`;
    }
    case "dynamic":
      return "null";
  }
}

/** Arguments below each other; the equals signs of those that are one line each, in a column. */
export function encodeArguments(entries: readonly (readonly [string, Value])[], indent: string): string {
  const lines = entries.map(([name, value]) => ({ name, text: encodeExpression(value, indent) }));
  const isOneLine = (at: number): boolean => lines[at]?.text.includes("\n") === false;
  let out = "";
  for (let i = 0; i < lines.length; ) {
    let end = i;
    // An argument of several lines has a column of its own.
    while (isOneLine(end) && isOneLine(end + 1)) end += 1;
    const group = lines.slice(i, end + 1);
    const width = Math.max(...group.map(({ name }) => Array.from(name).length));
    for (const { name, text } of group)
      out += `${indent}${name}${" ".repeat(width - Array.from(name).length)} = ${text}\n`;
    i = end + 1;
  }
  return out;
}

function encodeKey(key: string): string {
  return isIdentifier(key) ? key : encodeText(key);
}

function encodeText(text: string): string {
  return `"${escapeQuoted(text)}"`;
}

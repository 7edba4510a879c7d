/** JSON whose numbers have 64 bits: one that JavaScript would round stays its text. */

import { encodeJsonString } from "./json-encode.ts";
import { JsonSyntaxError, parseJson } from "./json-text.ts";
import { JsonNumber } from "./json-tree.ts";

/** Undefined for what is no JSON. */
export function parseExactJson(text: string): unknown {
  const json = parseJson(text);
  return json instanceof JsonSyntaxError ? undefined : json;
}

/** As Go writes it: members of no value are left out, and `indent` stands before each level of what is inside. */
export function encodeExactJson(value: unknown, indent = ""): string {
  return encode(value, indent, "\n");
}

function encode(value: unknown, indent: string, line: string): string {
  if (value instanceof JsonNumber) return value.text;
  if (typeof value === "string") return encodeJsonString(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "object" || value === null) return "null";
  const inside = `${line}${indent}`;
  if (Array.isArray(value))
    return enclosed(
      "[]",
      value.map((item) => encode(item, indent, inside)),
      indent,
      line,
    );
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const colon = indent === "" ? ":" : ": ";
  return enclosed(
    "{}",
    members.map(([name, member]) => `${encodeJsonString(name)}${colon}${encode(member, indent, inside)}`),
    indent,
    line,
  );
}

function enclosed(brackets: "[]" | "{}", items: readonly string[], indent: string, line: string): string {
  const [open, close] = brackets;
  if (indent === "" || items.length === 0) return `${open}${items.join(",")}${close}`;
  const inside = `${line}${indent}`;
  return `${open}${inside}${items.join(`,${inside}`)}${line}${close}`;
}

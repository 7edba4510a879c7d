/** Values as YAML, in the one form that Terraform writes. */

import { formatNumber, type Value } from "@tutti/values";

/** Lines of quoted text are broken at blanks behind this column. */
const WIDTH = 80;
const INDENT = 2;
/** Longer keys are written with `?`. */
const SIMPLE_KEY_BYTES_MAX = 128;

/** The document of a wholly known value. */
export function encodeYaml(value: Value): string {
  const text = node(value, 0, 0, true);
  const plainRoot = !value.isKnown || value.type.kind === "number" || value.type.kind === "bool";
  return `${text}\n${plainRoot ? "...\n" : ""}`;
}

/** `column` is where the text starts; the lines after the first are indented, the first is not. */
function node(value: Value, indent: number, column: number, root = false): string {
  if (value.isNull) return "null";
  switch (value.type.kind) {
    case "string":
      return scalar(value.asString, root ? INDENT : indent + INDENT, column);
    case "number":
      return formatNumber(value.asNumber);
    case "bool":
      return value.asBool ? "true" : "false";
    case "list":
    case "set":
    case "tuple":
      return value.asItems.length === 0 ? "[]" : sequence(value.asItems, indent);
    case "map":
    case "object":
      return value.asEntries.size === 0 ? "{}" : mapping(value.asEntries, indent);
    case "dynamic":
      return "null";
  }
}

function isBlock(value: Value): boolean {
  if (!value.isKnown) return false;
  const { data } = value;
  return (Array.isArray(data) && data.length > 0) || (data instanceof Map && data.size > 0);
}

function isSequence(value: Value): boolean {
  return value.isKnown && Array.isArray(value.data);
}

function pad(indent: number): string {
  return `\n${" ".repeat(indent)}`;
}

/** A collection that starts on the line of its dash or colon is indented by two; a scalar goes by its parent. */
function inline(value: Value, indent: number): string {
  return isBlock(value) ? node(value, indent + INDENT, 0) : node(value, indent, indent + INDENT);
}

function sequence(items: readonly Value[], indent: number): string {
  return items.map((item) => `- ${inline(item, indent)}`).join(pad(indent));
}

function mapping(entries: ReadonlyMap<string, Value>, indent: number): string {
  const lines: string[] = [];
  for (const [key, value] of entries) {
    const simple = !key.includes("\n") && new TextEncoder().encode(key).length <= SIMPLE_KEY_BYTES_MAX;
    if (!simple) {
      const written = scalar(key, indent + INDENT, indent + INDENT);
      lines.push(`? ${written}${pad(indent)}: ${inline(value, indent)}`);
      continue;
    }
    const head = `${quoted(key, undefined, 0)}:`;
    // Sequences in mappings are not indented.
    const inner = isSequence(value) ? indent : indent + INDENT;
    lines.push(
      isBlock(value)
        ? `${head}${pad(inner)}${node(value, inner, 0)}`
        : `${head} ${node(value, indent, indent + head.length + 1)}`,
    );
  }
  return lines.join(pad(indent));
}

/** Several lines as a literal block where it can show them, else in double quotes. */
function scalar(text: string, indent: number, column: number): string {
  const showsAsBlock = text.includes("\n") && !/ \n| $/.test(text) && Array.from(text).every(isPrintable);
  return showsAsBlock ? literal(text, indent) : quoted(text, indent, column);
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n\u2028\u2029]/.test(text) ? String(INDENT) : "";
  const chomp = !text.endsWith("\n") ? "-" : text === "\n" || /[\n\u2028\u2029]\n$/.test(text) ? "+" : "";
  const body = (text.endsWith("\n") ? text.slice(0, -1) : text).replace(
    /[^\n\u2028\u2029]+/g,
    (line) => " ".repeat(indent) + line,
  );
  return `|${hint}${chomp}\n${body}`;
}

function isPrintable(letter: string): boolean {
  const point = letter.codePointAt(0) ?? 0;
  if (point === 0x0a) return true;
  if (point < 0x20 || point > 0xffff || (point >= 0x7f && point < 0xa0)) return false;
  return point !== 0xfeff && point < 0xfffe;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\0", "\\0"],
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\v", "\\v"],
  ["\f", "\\f"],
  ["\r", "\\r"],
  ["\u001b", "\\e"],
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\u0085", "\\N"],
  ["\u2028", "\\L"],
  ["\u2029", "\\P"],
]);

/** Without an indent the line is never broken, as in keys. */
function quoted(text: string, indent: number | undefined, column: number): string {
  let out = '"';
  let at = column + 1;
  const letters = Array.from(text);
  for (const [i, letter] of letters.entries()) {
    const breaks = indent !== undefined && letter === " " && letters[i - 1] !== " ";
    if (breaks && at > WIDTH && i > 0 && i < letters.length - 1) {
      out += `\n${" ".repeat(indent)}${letters[i + 1] === " " ? "\\" : ""}`;
      at = indent + (letters[i + 1] === " " ? 1 : 0);
      continue;
    }
    const written = ESCAPES.get(letter) ?? (isPrintable(letter) ? letter : hexEscape(letter));
    out += written;
    at += Array.from(written).length;
  }
  return `${out}"`;
}

function hexEscape(letter: string): string {
  const point = letter.codePointAt(0) ?? 0;
  const hex = point.toString(16).toUpperCase();
  if (point <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return point <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

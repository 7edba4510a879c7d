import { formatNumber, type Value } from "@tutti/values";

const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** A wholly known value as an expression of the language, formatted. */
export function encodeExpr(value: Value, indent = ""): string {
  if (value.isNull) return "null";
  switch (value.type.kind) {
    case "string":
      return quote(value.asString);
    case "number":
      return formatNumber(value.asNumber);
    case "bool":
      return String(value.asBool);
    case "list":
    case "set":
    case "tuple":
      return `[${value.asItems.map((item) => encodeExpr(item, indent)).join(", ")}]`;
    case "map":
    case "object": {
      if (value.asEntries.size === 0) return "{}";
      const entries = [...value.asEntries].map(
        ([name, item]) => [isIdentifier(name) ? name : quote(name), item] as const,
      );
      return `{\n${encodeEntries(entries, `${indent}  `)}${indent}}`;
    }
    case "dynamic":
      return "null";
  }
}

/** `name = expression` lines; the equals signs of neighbours on one line each stand under each other. */
export function encodeEntries(entries: Iterable<readonly [string, Value]>, indent: string): string {
  const lines = [...entries].map(([name, item]) => ({ name, text: encodeExpr(item, indent) }));
  let out = "";
  for (let start = 0; start < lines.length; ) {
    let end = start;
    while (end < lines.length && lines[end]?.text.includes("\n") === false) end += 1;
    const group = lines.slice(start, Math.max(end, start + 1));
    const width = Math.max(...group.map(({ name }) => [...name].length));
    for (const { name, text } of group) {
      out += `${indent}${name}${" ".repeat(width - [...name].length)} = ${text}\n`;
    }
    start += group.length;
  }
  return out;
}

/** True where a name may stand without quotes. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ['"', '\\"'],
  ["\\", "\\\\"],
]);

function quote(text: string): string {
  let out = "";
  for (const character of text) {
    const escaped = ESCAPES.get(character);
    if (escaped !== undefined) out += escaped;
    else if (/\p{Cc}|\p{Cf}|\p{Co}|\p{Cn}|\p{Zl}|\p{Zp}/u.test(character)) out += unicodeEscape(character);
    else out += character;
  }
  return `"${out.replaceAll(/([$%])\{/g, "$1$1{")}"`;
}

function unicodeEscape(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return point > 0xffff
    ? `\\U${point.toString(16).padStart(8, "0")}`
    : `\\u${point.toString(16).padStart(4, "0")}`;
}

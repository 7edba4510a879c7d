import { compareCodePoints, encodeJsonString, isJsonObject, type Json, jsonNumberText } from "@tutti/values";

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gy;

/** Compact JSON text laid out as Go's `MarshalIndent` does with two blanks; `margin` stands before all lines but the first. */
export function indentJson(text: string, margin = ""): string {
  let out = "";
  let line = `\n${margin}`;
  let opened = false;
  TOKENS.lastIndex = 0;
  for (;;) {
    while (isBlank(text.charCodeAt(TOKENS.lastIndex))) TOKENS.lastIndex += 1;
    const token = TOKENS.exec(text)?.[0];
    if (token === undefined) return out;
    if (token === "}" || token === "]") {
      line = line.slice(0, -2);
      out += opened ? token : line + token;
      opened = false;
      continue;
    }
    if (opened) out += line;
    opened = false;
    if (token === "{" || token === "[") {
      out += token;
      line += "  ";
      opened = true;
    } else if (token === ",") out += token + line;
    else out += token === ":" ? ": " : token;
  }
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

/**
 * A tree as compact text, all digits kept. Members keep their order; where
 * JavaScript put numbers among the names in front, all go by name again, as
 * maps are written.
 */
export function compactJson(json: Json): string {
  if (json === null || typeof json === "boolean") return String(json);
  if (typeof json === "string") return encodeJsonString(json);
  const number = jsonNumberText(json);
  if (number !== undefined) return number;
  if (Array.isArray(json)) return `[${json.map(compactJson).join(",")}]`;
  if (!isJsonObject(json)) return "null";
  const members = Object.entries(json);
  if (/^\d+$/.test(members[0]?.[0] ?? "")) members.sort(([a], [b]) => compareCodePoints(a, b));
  return `{${members.map(([name, value]) => `${encodeJsonString(name)}:${compactJson(value)}`).join(",")}}`;
}

import { compareCodePoints, encodeJsonString, isJsonObject, type Json, jsonNumberText } from "@tutti/values";

/** Pieces that are joined at a time: a text made piece by piece is a tree of millions of nodes. */
const PIECES_MAX = 8_192;

/** Compact JSON text laid out as Go's `MarshalIndent` does with two blanks; `margin` stands before all lines but the first. */
export function indentJson(text: string, margin = ""): string {
  const lines = [`\n${margin}`];
  let depth = 0;
  let out = "";
  let pieces: string[] = [];
  /** Where what is not copied yet begins. */
  let from = 0;
  const copy = (to: number, behind: string): void => {
    pieces.push(text.slice(from, to), behind);
    from = to;
    // no mutant: the text is the same, made of fewer pieces
    if (pieces.length < PIECES_MAX) return;
    out += pieces.join("");
    pieces = [];
  };
  const line = (): string => {
    lines[depth] ??= `${lines[depth - 1]}  `;
    return lines[depth] ?? "";
  };
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = endOfString(text, at);
    else if (unit === COLON) copy(at + 1, " ");
    else if (unit === COMMA) copy(at + 1, line());
    else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      const next = afterBlanks(text, at + 1);
      if (isClosing(text.charCodeAt(next))) {
        copy(at + 1, "");
        from = next;
        at = next;
      } else {
        depth += 1;
        copy(at + 1, line());
      }
    } else if (isClosing(unit)) {
      depth -= 1;
      copy(at, line());
    } else if (isBlank(unit)) {
      copy(at, "");
      from = at + 1;
    }
  }
  copy(text.length, "");
  return out + pieces.join("");
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

/** Of the quote that ends the string whose first quote stands at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (let unit = text.charCodeAt(at); unit !== QUOTE && at < text.length; unit = text.charCodeAt(at)) {
    at += unit === BACKSLASH ? 2 : 1;
  }
  return at;
}

function afterBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function isClosing(unit: number): boolean {
  return unit === 0x7d || unit === 0x5d;
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

/** From JSON text to tokens. Lax in what a number or keyword may be, so that the parser can say what is wrong with it. */

export type JsonTokenType =
  | "{"
  | "}"
  | "["
  | "]"
  | ","
  | ":"
  /** Not JSON, but people who know the native syntax write it. */
  | "="
  | "string"
  | "number"
  | "keyword"
  | "invalid"
  | "end";

export interface JsonToken {
  readonly type: JsonTokenType;
  readonly from: number;
  readonly to: number;
}

const SPACES = /[ \t\r\n]*/y;
const NUMBER = /[-+.eE0-9]+/y;
const KEYWORD = /[A-Za-z_]+/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a raw control character ends a string
const STRING = /"(?:[^"\\\x00-\x1f]|\\[^\x00-\x1f])*"?/y;
const SYMBOLS: ReadonlySet<string> = new Set(["{", "}", "[", "]", ",", ":", "="]);

export function lexJson(text: string, begin: number): readonly JsonToken[] {
  const tokens: JsonToken[] = [];
  for (let at = begin; ; ) {
    at = matchEnd(SPACES, text, at);
    if (at >= text.length) {
      tokens.push({ type: "end", from: text.length, to: text.length });
      return tokens;
    }
    const type = typeAt(text, at);
    const to = endOf(type, text, at);
    tokens.push({ type, from: at, to });
    // Behind a character that cannot be there, nothing is worth reading.
    if (type === "invalid") {
      tokens.push({ type: "end", from: to, to });
      return tokens;
    }
    at = to;
  }
}

function typeAt(text: string, at: number): JsonTokenType {
  const char = text[at] ?? "";
  if (SYMBOLS.has(char)) return char as JsonTokenType;
  if (char === '"') return "string";
  if (/[-+.0-9]/.test(char)) return "number";
  return /[A-Za-z]/.test(char) ? "keyword" : "invalid";
}

function endOf(type: JsonTokenType, text: string, at: number): number {
  switch (type) {
    case "string":
      return matchEnd(STRING, text, at);
    case "number":
      return matchEnd(NUMBER, text, at);
    case "keyword":
      return matchEnd(KEYWORD, text, at);
    default:
      return at + 1;
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** What one token of a JSON text says by itself: a number, a string, a keyword. */

import type { ErrorKind } from "@tutti/errors";
import { goQuote, parseNumber } from "@tutti/values";
import type { JsonNode } from "../ast/json-node.ts";
import { hclError } from "../errors.ts";
import { nameSuggestion } from "../source/name-suggestion.ts";
import { type SourceRange, TextRange } from "../source/range.ts";
import type { SourceText } from "../source/source-text.ts";
import type { JsonToken } from "./lex-json.ts";
import { parseJsonString } from "./parse-json-string.ts";

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const KEYWORDS = ["null", "true", "false"];
const SCRIPT_WORDS: ReadonlySet<string> = new Set(["undefined", "NaN", "Infinity"]);

/** Tells of a mistake, where it is, and within what. */
type Tell = (kind: ErrorKind, detail: string, at: SourceRange, context?: SourceRange) => void;

/** The node of such a token; undefined where it is wrong, which was told. */
export function readScalar(source: SourceText, token: JsonToken, tell: Tell): JsonNode | undefined {
  const text = source.text.slice(token.from, token.to);
  const range = new TextRange(source, token.from, token.to);
  if (token.type === "number") return readNumber(text, range, tell);
  return token.type === "string" ? readString(source, token, range, tell) : readKeyword(text, range, tell);
}

function readNumber(text: string, range: SourceRange, tell: Tell): JsonNode | undefined {
  const value = NUMBER.test(text) ? parseNumber(text) : undefined;
  if (value !== undefined) return { kind: "number", value, range };
  tell(hclError("invalid-json-number"), "There is a syntax error in the given JSON number.", range);
  return undefined;
}

function readString(
  source: SourceText,
  token: JsonToken,
  range: SourceRange,
  tell: Tell,
): JsonNode | undefined {
  const parsed = parseJsonString(source.text.slice(token.from, token.to));
  if (parsed.ok) return { kind: "string", value: parsed.text, range };
  // The place that is recorded is one behind the mistake, as it is in Go's reader.
  const at = token.from + parsed.at + (parsed.at < token.to - token.from ? 1 : 0);
  // One column, whatever stands there: a tab or the end of the line as well.
  const start = source.position(at);
  const end = { line: start.line, column: start.column + 1, byte: start.byte + 1 };
  const subject = { filename: range.filename, start, end };
  tell(hclError("invalid-json-string"), "There is a syntax error in the given JSON string.", subject, range);
  return undefined;
}

function readKeyword(text: string, range: SourceRange, tell: Tell): JsonNode | undefined {
  if (text === "true" || text === "false") return { kind: "boolean", value: text === "true", range };
  if (text === "null") return { kind: "null", range };
  const similar = SCRIPT_WORDS.has(text) ? undefined : nameSuggestion(text, KEYWORDS);
  const suggestion = similar === undefined ? "" : ` Did you mean ${goQuote(similar)}?`;
  const detail = SCRIPT_WORDS.has(text)
    ? `The JavaScript identifier ${goQuote(text)} cannot be used in JSON.`
    : `${goQuote(text)} is not a valid JSON keyword.${suggestion}`;
  tell(hclError("invalid-json-keyword"), detail, range);
  return undefined;
}

/** Quoted strings, heredocs and bare templates. */

import type { Expression } from "../ast/expression.ts";
import type { SourceRange } from "../source/range.ts";
import { closerOf, type TokenType } from "../syntax/token.ts";
import { flushHeredoc, meldTexts } from "./heredoc.ts";
import type { ParserState } from "./parser-state.ts";
import { readTemplateParts } from "./read-template-parts.ts";
import { buildTemplate } from "./template-tree.ts";

/** At the opening quote or heredoc marker. */
export function parseTemplateLiteral(p: ParserState): Expression {
  const open = p.read();
  const flush = open.type === "open-heredoc" && p.source.text.startsWith("<<-", open.from);
  const { parts, passThrough } = parseUntil(p, closerOf(open.type) ?? "end", flush);
  return wrap(parts, passThrough, p.between(open, p.previous()));
}

/** A whole text that is a template without quotes around. */
export function parseBareTemplate(p: ParserState): Expression {
  const { parts, passThrough, range } = parseUntil(p, "end", false);
  return wrap(parts, passThrough, range);
}

function wrap(parts: readonly Expression[], passThrough: boolean, range: SourceRange): Expression {
  const [only] = parts;
  if (passThrough && only !== undefined) return { kind: "template-wrap", wrapped: only, range };
  return { kind: "template", parts, range };
}

interface ParsedTemplate {
  readonly parts: readonly Expression[];
  /** It is one interpolation and nothing else: the value keeps its type. */
  readonly passThrough: boolean;
  readonly range: SourceRange;
}

function parseUntil(p: ParserState, end: TokenType, flush: boolean): ParsedTemplate {
  const read = readTemplateParts(p, end);
  if (flush) flushHeredoc(read.parts);
  const parts = meldTexts(read.parts);
  const passThrough = parts.length === 2 && parts[0]?.kind === "interpolation";
  return { parts: buildTemplate(p, parts), passThrough, range: read.range };
}

/** From text to trees, native syntax. JSON is in json/. */

import type { Expression } from "./ast/expression.ts";
import type { Traversal } from "./ast/traversal.ts";
import type { NativeBody } from "./body/native-body.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { hclError } from "./errors.ts";
import { parseBody } from "./parser/parse-body.ts";
import { parseCall } from "./parser/parse-call.ts";
import { parseObject, parseTuple } from "./parser/parse-collection.ts";
import { parseExpression as parseExpressionAt } from "./parser/parse-expression.ts";
import { parseFor } from "./parser/parse-for.ts";
import { parseBareTemplate, parseTemplateLiteral } from "./parser/parse-template.ts";
import { parseTraversalOnly } from "./parser/parse-traversal.ts";
import { type Grammar, ParserState } from "./parser/parser-state.ts";
import type { Pos } from "./source/range.ts";
import { SourceText } from "./source/source-text.ts";
import { checkTokens } from "./syntax/check-tokens.ts";
import { type LexerMode, lex } from "./syntax/lexer.ts";

const GRAMMAR: Grammar = {
  expression: parseExpressionAt,
  call: parseCall,
  tuple: parseTuple,
  object: parseObject,
  forLoop: parseFor,
  template: parseTemplateLiteral,
};

function start(source: SourceText, mode: LexerMode): ParserState {
  const tokens = lex(source.text, mode, source.begin);
  return new ParserState(source, tokens, checkTokens(source, tokens), GRAMMAR);
}

/** What a file holds, and what is wrong with it. */
export interface ParsedFile {
  /** As much as could be read, when there are errors. */
  readonly body: NativeBody;
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
}

/** A whole file. Never throws; finds several errors in one go. */
export function parseConfig(text: string, filename: string): ParsedFile {
  const source = new SourceText(filename, text);
  const p = start(source, "config");
  const body = parseBody(p, "end");
  return { body, source, diagnostics: p.diagnostics };
}

/** An expression that stood alone, and what is wrong with it. */
export interface ParsedExpression {
  readonly expression: Expression;
  readonly diagnostics: readonly Diagnostic[];
}

/** One expression and nothing else; newlines mean nothing. `origin` says where in the file the text stands. */
export function parseExpression(text: string, filename: string, origin?: Pos): ParsedExpression {
  const p = start(new SourceText(filename, text, origin), "config");
  const expression = p.withNewlines(false, () => {
    const parsed = parseExpressionAt(p);
    const next = p.peek();
    if (next.type !== "end" && !p.recovery) {
      p.error(
        hclError("extra-characters-after-expression"),
        "An expression was successfully parsed, but extra characters were found after it.",
        next,
      );
    }
    return parsed;
  });
  return { expression, diagnostics: p.diagnostics };
}

/** A template without quotes around it. */
export function parseTemplate(text: string, filename: string, origin?: Pos): ParsedExpression {
  const p = start(new SourceText(filename, text, origin), "template");
  const expression = parseBareTemplate(p);
  return { expression, diagnostics: p.diagnostics };
}

/** A traversal that stood alone, and what is wrong with it. */
export interface ParsedTraversal {
  /** Undefined if not even a name was there; cut short where it went wrong. */
  readonly traversal: Traversal | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A reference with constant keys. */
export function parseTraversal(text: string, filename: string, origin?: Pos): ParsedTraversal {
  return parseReference(text, filename, origin, false);
}

/** A reference that may hold `[*]`. */
export function parsePartialTraversal(text: string, filename: string, origin?: Pos): ParsedTraversal {
  return parseReference(text, filename, origin, true);
}

function parseReference(
  text: string,
  filename: string,
  origin: Pos | undefined,
  splats: boolean,
): ParsedTraversal {
  const p = start(new SourceText(filename, text, origin), "config");
  const traversal = p.withNewlines(false, () => parseTraversalOnly(p, splats));
  return { traversal, diagnostics: p.diagnostics };
}

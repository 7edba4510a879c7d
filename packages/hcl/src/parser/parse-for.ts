/** `[for v in c : x if y]` and `{for k, v in c : x => y... if z}`. */

import { UNKNOWN_DYNAMIC } from "@tutti/values";
import type { Expression } from "../ast/expression.ts";
import { hclError } from "../errors.ts";
import type { SourceRange } from "../source/range.ts";
import type { Token, TokenType } from "../syntax/token.ts";
import type { ParserState } from "./parser-state.ts";
import { type MissingInFor, readForNames } from "./read-for-names.ts";

const SUMMARY = hclError("invalid-for-expression");
const MISSING: Readonly<Record<MissingInFor, string>> = {
  name: "For expression requires variable name after 'for'.",
  "value name": "For expression requires value variable name after comma.",
  in: "For expression requires the 'in' keyword after its name declarations.",
};

export function parseFor(p: ParserState, open: Token): Expression {
  return p.withNewlines(false, () => {
    p.read();
    return parseAfterKeyword(p, open, open.type === "{" ? "}" : "]");
  });
}

function parseAfterKeyword(p: ParserState, open: Token, closer: TokenType): Expression {
  const giveUp = (): Expression => ({
    kind: "literal",
    value: UNKNOWN_DYNAMIC,
    range: p.between(open, p.recover(closer)),
  });
  const unexpected = (detail: string): Expression => {
    if (!p.recovery) p.error(SUMMARY, detail, p.peek(), p.between(open, p.peek()));
    return giveUp();
  };
  const mark = p.mark();
  const names = readForNames(p);
  if (typeof names === "string") return unexpected(MISSING[names]);
  const { keyName, valueName } = names;
  const collection = p.grammar.expression(p);
  if (p.lostSince(mark)) return giveUp();
  if (p.peek().type !== ":") {
    return unexpected("For expression requires a colon after the collection expression.");
  }
  p.read();
  let keyResult: Expression | undefined;
  let valueResult = p.grammar.expression(p);
  if (p.peek().type === "=>") {
    p.read();
    keyResult = valueResult;
    valueResult = p.grammar.expression(p);
  }
  if (p.lostSince(mark)) return giveUp();
  const ellipsis = p.peek().type === "..." ? p.read() : undefined;
  let condition: Expression | undefined;
  if (p.isKeyword(p.peek(), "if")) {
    p.read();
    condition = p.grammar.expression(p);
    if (p.lostSince(mark)) return giveUp();
  }
  const close = readClose(p, open, closer);
  const range = p.between(open, close);
  const isObject = closer === "}";
  checkResults(p, { isObject, keyResult, valueResult, ellipsis, range });
  return {
    kind: "for",
    keyName,
    valueName,
    collection,
    keyResult,
    valueResult,
    condition,
    group: ellipsis !== undefined,
    openRange: p.range(open),
    closeRange: p.range(close),
    range,
  };
}

function readClose(p: ParserState, open: Token, closer: TokenType): Token {
  const next = p.peek();
  if (next.type === closer) return p.read();
  if (!p.recovery) {
    p.error(SUMMARY, "Extra characters after the end of the 'for' expression.", next, p.between(open, next));
  }
  return p.recover(closer);
}

interface Results {
  readonly isObject: boolean;
  readonly keyResult: Expression | undefined;
  readonly valueResult: Expression;
  readonly ellipsis: Token | undefined;
  readonly range: SourceRange;
}

function checkResults(p: ParserState, results: Results): void {
  const { isObject, keyResult, valueResult, ellipsis, range } = results;
  if (isObject) {
    if (keyResult === undefined) {
      p.error(SUMMARY, "Key expression is required when building an object.", valueResult.range, range);
    }
    return;
  }
  if (keyResult !== undefined) {
    p.error(SUMMARY, "Key expression is not valid when building a tuple.", keyResult.range, range);
  }
  if (ellipsis !== undefined) {
    p.error(SUMMARY, "Grouping ellipsis (...) cannot be used when building a tuple.", ellipsis, range);
  }
}

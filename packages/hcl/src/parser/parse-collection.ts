/** `[a, b]` and `{ a = b }`. */

import type { Expression, ObjectItem, ObjectKeyExpression } from "../ast/expression.ts";
import { hclError } from "../errors.ts";
import type { Token } from "../syntax/token.ts";
import type { ParserState } from "./parser-state.ts";

export function parseTuple(p: ParserState): Expression {
  const open = p.read();
  return p.withNewlines(false, () => {
    if (p.isKeyword(p.peek(), "for")) return p.grammar.forLoop(p, open);
    const items: Expression[] = [];
    const close = parseItems(p, open, items);
    return { kind: "tuple", items, openRange: p.range(open), range: p.between(open, close) };
  });
}

function parseItems(p: ParserState, open: Token, items: Expression[]): Token {
  for (;;) {
    if (p.peek().type === "]") return p.read();
    const mark = p.mark();
    items.push(p.grammar.expression(p));
    if (p.lostSince(mark)) return p.recover("]");
    const next = p.peek();
    if (next.type === "]") return p.read();
    if (next.type !== ",") {
      if (!p.recovery) {
        if (next.type === "end") {
          p.error(
            hclError("unterminated-tuple-constructor-expression"),
            "There is no corresponding closing bracket before the end of the file. This may be caused by incorrect bracket nesting elsewhere in this file.",
            open,
          );
        } else {
          p.error(
            hclError("missing-item-separator"),
            "Expected a comma to mark the beginning of the next item.",
            next,
            p.between(open, next),
          );
        }
      }
      return p.recover("]");
    }
    p.read();
  }
}

export function parseObject(p: ParserState): Expression {
  const open = p.read();
  // Newlines separate items, but they mean nothing between `{` and `for`.
  const isFor = p.withNewlines(false, () => p.isKeyword(p.peek(), "for"));
  if (isFor) return p.grammar.forLoop(p, open);
  return p.withNewlines(true, () => {
    const items: ObjectItem[] = [];
    const close = parseMembers(p, open, items);
    return { kind: "object", items, openRange: p.range(open), range: p.between(open, close) };
  });
}

function parseMembers(p: ParserState, open: Token, items: ObjectItem[]): Token {
  for (;;) {
    const first = p.peek();
    if (first.type === "newline") {
      p.read();
      continue;
    }
    if (first.type === "}") return p.read();
    const mark = p.mark();
    const wrapped = p.grammar.expression(p);
    if (p.lostSince(mark)) return p.recover("}");
    const key: ObjectKeyExpression = {
      kind: "object-key",
      wrapped,
      parenthesized: first.type === "(",
      range: wrapped.range,
    };
    if (!readAssignment(p, open)) return p.recover("}");
    const valueMark = p.mark();
    const value = p.grammar.expression(p);
    if (p.lostSince(valueMark)) {
      if (value.kind === "syntax-error") items.push({ key, value });
      return p.recover("}");
    }
    items.push({ key, value });
    const next = p.peek();
    if (next.type === "}") return p.read();
    if (next.type !== "," && next.type !== "newline") {
      if (!p.recovery) missingSeparator(p, open, next);
      return p.recover("}");
    }
    p.read();
  }
}

const UNTERMINATED =
  "There is no corresponding closing brace before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.";
const WANT_EQUALS = 'Expected an equals sign ("=") to mark the beginning of the attribute value.';

function readAssignment(p: ParserState, open: Token): boolean {
  const next = p.peek();
  if (next.type === "=" || next.type === ":") {
    p.read();
    return true;
  }
  if (p.recovery) return false;
  const context = p.between(open, next);
  switch (next.type) {
    case "newline":
    case ",":
      p.error(
        hclError("missing-attribute-value"),
        'Expected an attribute value, introduced by an equals sign ("=").',
        next,
        context,
      );
      return false;
    case "identifier":
      p.error(
        hclError("missing-key-value-separator"),
        `${WANT_EQUALS} If you intended to given an attribute name containing periods or spaces, write the name in quotes to create a string literal.`,
        next,
        context,
      );
      return false;
    case "end":
      p.error(hclError("unterminated-object-constructor-expression"), UNTERMINATED, open);
      return false;
    default:
      p.error(hclError("missing-key-value-separator"), WANT_EQUALS, next, context);
      return false;
  }
}

function missingSeparator(p: ParserState, open: Token, next: Token): void {
  if (next.type === "end")
    p.error(hclError("unterminated-object-constructor-expression"), UNTERMINATED, open);
  else {
    p.error(
      hclError("missing-attribute-separator"),
      "Expected a newline or comma to mark the beginning of the next attribute.",
      next,
      p.between(open, next),
    );
  }
}

/** Operators, conditionals and terms. */

import { FALSE, NULL, NUMBER, numberValue, parseNumber, TRUE, Value } from "@tutti/values";
import type { BinaryOperator, Expression } from "../ast/expression.ts";
import { createTraversal } from "../ast/traversal.ts";
import { hclError } from "../errors.ts";
import { rangeBetween } from "../source/range.ts";
import type { Token, TokenType } from "../syntax/token.ts";
import { parseSteps } from "./parse-steps.ts";
import type { ParserState } from "./parser-state.ts";
import { placeholder } from "./placeholder.ts";

/** How tightly operators bind; equal ones from the left. */
const PRECEDENCE: ReadonlyMap<TokenType, number> = new Map([
  ["||", 1],
  ["&&", 2],
  ["==", 3],
  ["!=", 3],
  [">", 4],
  [">=", 4],
  ["<", 4],
  ["<=", 4],
  ["+", 5],
  ["-", 5],
  ["*", 6],
  ["/", 6],
  ["%", 6],
]);

const KEYWORD_VALUES: ReadonlyMap<string, Value> = new Map([
  ["true", TRUE],
  ["false", FALSE],
  ["null", NULL],
]);

export function parseExpression(p: ParserState): Expression {
  return p.nested(
    () => parseConditional(p),
    () => placeholder(p.range(p.peek())),
  );
}

function parseConditional(p: ParserState): Expression {
  const start = p.peek();
  const mark = p.mark();
  const condition = parseBinary(p, 1);
  if (p.lostSince(mark) || p.peek().type !== "?") return condition;
  p.read();
  const trueResult = parseExpression(p);
  if (p.lostSince(mark)) return condition;
  const colon = p.peek();
  if (colon.type !== ":") {
    p.error(
      hclError("missing-false-expression-in-conditional"),
      "The conditional operator (...?...:...) requires a false expression, delimited by a colon.",
      colon,
      p.between(start, colon),
    );
    return condition;
  }
  p.read();
  const falseResult = parseExpression(p);
  if (p.lostSince(mark)) return condition;
  const range = rangeBetween(p.range(start), falseResult.range);
  return { kind: "conditional", condition, trueResult, falseResult, range };
}

function parseBinary(p: ParserState, weakest: number): Expression {
  const mark = p.mark();
  let left = parseOperand(p);
  while (!p.lostSince(mark)) {
    const { type } = p.peek();
    const precedence = PRECEDENCE.get(type);
    if (precedence === undefined || precedence < weakest) return left;
    p.read();
    const right = parseBinary(p, precedence + 1);
    if (p.lostSince(mark)) return left;
    const range = rangeBetween(left.range, right.range);
    left = { kind: "binary", operator: type as BinaryOperator, left, right, range };
  }
  return left;
}

function parseOperand(p: ParserState): Expression {
  return parseSteps(p, parseTerm(p));
}

function parseTerm(p: ParserState): Expression {
  const start = p.peek();
  switch (start.type) {
    case "(":
      return parseParentheses(p);
    case "number":
      p.read();
      return { kind: "literal", value: numberLiteral(p, start), range: p.range(start) };
    case "identifier":
      return parseName(p);
    case "open-quote":
    case "open-heredoc":
      return p.grammar.template(p);
    case "-":
    case "!":
      return parseUnary(p, start.type);
    case "[":
      return p.grammar.tuple(p);
    case "{":
      return p.grammar.object(p);
    default:
      return missingTerm(p, start);
  }
}

function parseParentheses(p: ParserState): Expression {
  const open = p.read();
  return p.withNewlines(false, () => {
    const mark = p.mark();
    const inner = parseExpression(p);
    if (p.errorsSince(mark)) {
      // Behind the parenthesis there is some chance of finding an expression again.
      p.recover(")");
      return inner;
    }
    const close = p.peek();
    if (close.type !== ")") {
      p.error(
        hclError("unbalanced-parentheses"),
        "Expected a closing parenthesis to terminate the expression.",
        close,
        p.between(open, close),
      );
      p.recovery = true;
    }
    p.read();
    return { kind: "parentheses", inner, range: p.between(open, close) };
  });
}

function parseName(p: ParserState): Expression {
  const token = p.read();
  const next = p.peek().type;
  if (next === "(" || next === "::") return p.grammar.call(p, token);
  const name = p.text(token);
  const range = p.range(token);
  const value = KEYWORD_VALUES.get(name);
  if (value !== undefined) return { kind: "literal", value, range };
  return { kind: "scope-traversal", traversal: createTraversal(name, range, []), range };
}

/** A sign binds to its operand only: `-46+5` is `(-46)+5`. */
function parseUnary(p: ParserState, operator: "-" | "!"): Expression {
  const symbol = p.read();
  const symbolRange = p.range(symbol);
  const operand = p.nested(
    () => parseOperand(p),
    () => placeholder(symbolRange),
  );
  return { kind: "unary", operator, operand, symbolRange, range: rangeBetween(symbolRange, operand.range) };
}

function missingTerm(p: ParserState, start: Token): Expression {
  if (!p.recovery) {
    if (start.type === "end") {
      p.error(
        hclError("missing-expression"),
        "Expected the start of an expression, but found the end of the file.",
        start,
      );
    } else {
      p.error(
        hclError("invalid-expression"),
        "Expected the start of an expression, but found an invalid expression token.",
        start,
      );
    }
  }
  p.recovery = true;
  return placeholder(p.range(start));
}

export function numberLiteral(p: ParserState, token: Token): Value {
  const number = parseNumber(p.text(token));
  if (number !== undefined) return numberValue(number);
  p.error(hclError("invalid-number-literal"), "Failed to recognize the value of this number literal.", token);
  return Value.unknown(NUMBER);
}

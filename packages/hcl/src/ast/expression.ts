/**
 * Expressions as a tree of plain data, one shape per construct. `evaluate`
 * (eval/), `traversalsOf` and the static views (static/) are functions on it.
 */

import type { Marks, Value } from "@tutti/values";
import type { Problem } from "../source/problem.ts";
import type { SourceRange } from "../source/range.ts";
import type { JsonExpression } from "./json-expression.ts";
import type { Traversal, TraversalStep } from "./traversal.ts";

/** Numbers, `true`, `false`, `null`, and the plain text in templates. */
export interface LiteralExpression {
  readonly kind: "literal";
  readonly value: Value;
  readonly range: SourceRange;
}

/** `a.b[0]` */
export interface ScopeTraversalExpression {
  readonly kind: "scope-traversal";
  readonly traversal: Traversal;
  readonly range: SourceRange;
}

/** `f(x).b[0]`: steps from any other expression. */
export interface RelativeTraversalExpression {
  readonly kind: "relative-traversal";
  readonly source: Expression;
  readonly steps: readonly TraversalStep[];
  readonly range: SourceRange;
}

/** `f(a, b...)`; a namespaced name is one text with `::` inside. */
export interface FunctionCallExpression {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Expression[];
  /** The last argument ends in `...`: its elements are the arguments. */
  readonly expandFinal: boolean;
  readonly nameRange: SourceRange;
  readonly openParenRange: SourceRange;
  readonly closeParenRange: SourceRange;
  readonly range: SourceRange;
}

/** `a ? b : c`, and `%{ if }` in templates. */
export interface ConditionalExpression {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly trueResult: Expression;
  readonly falseResult: Expression;
  readonly range: SourceRange;
}

/** `a[b]` where b is not a literal. */
interface IndexExpression {
  readonly kind: "index";
  readonly collection: Expression;
  readonly key: Expression;
  readonly openRange: SourceRange;
  readonly bracketRange: SourceRange;
  readonly range: SourceRange;
}

/** `[a, b]`. */
interface TupleExpression {
  readonly kind: "tuple";
  readonly items: readonly Expression[];
  readonly openRange: SourceRange;
  readonly range: SourceRange;
}

/** `{ a = b }`. */
export interface ObjectExpression {
  readonly kind: "object";
  readonly items: readonly ObjectItem[];
  readonly openRange: SourceRange;
  readonly range: SourceRange;
}

/** One `key = value` of an object. */
export interface ObjectItem {
  readonly key: ObjectKeyExpression;
  readonly value: Expression;
}

/** A key of an object: a naked name means itself, unless it is in parentheses. */
export interface ObjectKeyExpression {
  readonly kind: "object-key";
  readonly wrapped: Expression;
  readonly parenthesized: boolean;
  readonly range: SourceRange;
}

/** `[for k, v in c : x if y]`, `{for …}`, and `%{ for }` in templates. */
export interface ForExpression {
  readonly kind: "for";
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  /** Undefined makes a tuple. */
  readonly keyResult: Expression | undefined;
  readonly valueResult: Expression;
  readonly condition: Expression | undefined;
  /** `...` behind the value: one key holds many. */
  readonly group: boolean;
  readonly openRange: SourceRange;
  readonly closeRange: SourceRange;
  readonly range: SourceRange;
}

/** `a.*.b` and `a[*].b[0]`; `each` reads the element through `item`. */
export interface SplatExpression {
  readonly kind: "splat";
  readonly source: Expression;
  readonly each: Expression;
  readonly item: SplatItemExpression;
  readonly markerRange: SourceRange;
  readonly range: SourceRange;
}

/** The element that a splat is at. Each splat has its own. */
export interface SplatItemExpression {
  readonly kind: "splat-item";
  readonly range: SourceRange;
}

/** `"a ${b} c"`, heredocs, and text with directives. Always gives a string. */
export interface TemplateExpression {
  readonly kind: "template";
  readonly parts: readonly Expression[];
  readonly range: SourceRange;
}

/** `"${a}"` alone: gives what `a` gives. */
interface TemplateWrapExpression {
  readonly kind: "template-wrap";
  readonly wrapped: Expression;
  readonly range: SourceRange;
}

/** The body of a `%{ for }`, its rounds put together. */
export interface TemplateJoinExpression {
  readonly kind: "template-join";
  readonly tuple: Expression;
  readonly range: SourceRange;
}

/** The operators between two operands. */
export type BinaryOperator =
  | "||"
  | "&&"
  | "=="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";

/** `a + b`. */
export interface BinaryExpression {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly range: SourceRange;
}

/** `-a` or `!a`. */
export interface UnaryExpression {
  readonly kind: "unary";
  readonly operator: "-" | "!";
  readonly operand: Expression;
  readonly symbolRange: SourceRange;
  readonly range: SourceRange;
}

/** `(a)`: kept, because a key in brackets is an expression and without them a name. */
interface ParenthesesExpression {
  readonly kind: "parentheses";
  readonly inner: Expression;
  readonly range: SourceRange;
}

/** Stands where the parser found nothing it could read; evaluates to its own diagnostics. */
interface SyntaxErrorExpression {
  readonly kind: "syntax-error";
  readonly diagnostics: readonly Problem[];
  readonly range: SourceRange;
}

/** An expression with names of its own around it: in content that a `dynamic` block makes. */
interface ScopedExpression {
  readonly kind: "scoped";
  readonly inner: Expression;
  readonly names: ReadonlyMap<string, Value>;
  /** Put on the result: what the content was made from was marked. */
  readonly marks: Marks | undefined;
  readonly range: SourceRange;
}

/** Every expression of the native syntax, and the one that a JSON value stands for. */
export type Expression =
  | LiteralExpression
  | ScopeTraversalExpression
  | RelativeTraversalExpression
  | FunctionCallExpression
  | ConditionalExpression
  | IndexExpression
  | TupleExpression
  | ObjectExpression
  | ObjectKeyExpression
  | ForExpression
  | SplatExpression
  | SplatItemExpression
  | TemplateExpression
  | TemplateWrapExpression
  | TemplateJoinExpression
  | BinaryExpression
  | UnaryExpression
  | ParenthesesExpression
  | SyntaxErrorExpression
  | ScopedExpression
  | JsonExpression;

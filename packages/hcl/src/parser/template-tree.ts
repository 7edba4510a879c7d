/** Matches directives with their ends: from a flat list of parts to expressions. */

import { stringValue } from "@tutti/values";
import type { Expression, TemplateExpression } from "../ast/expression.ts";
import { hclError } from "../errors.ts";
import { rangeAfter, rangeBefore, rangeBetween, rangeText, type SourceRange } from "../source/range.ts";
import type { ParserState } from "./parser-state.ts";
import { placeholder } from "./placeholder.ts";
import type { DirectiveEndPart, ForPart, IfPart, TemplatePart } from "./template-part.ts";

export function buildTemplate(p: ParserState, parts: readonly TemplatePart[]): readonly Expression[] {
  const builder = new TemplateBuilder(p, parts);
  const out: Expression[] = [];
  while (builder.peek().kind !== "end") out.push(builder.next());
  return out;
}

const UNBALANCED = "The control directives within this template are unbalanced.";

class TemplateBuilder {
  readonly #p: ParserState;
  readonly #parts: readonly TemplatePart[];
  readonly #end: TemplatePart;
  #at = 0;

  constructor(p: ParserState, parts: readonly TemplatePart[]) {
    this.#p = p;
    this.#parts = parts;
    this.#end = parts.at(-1) ?? { kind: "end", range: p.range(p.previous()) };
  }

  peek(): TemplatePart {
    return this.#parts[this.#at] ?? this.#end;
  }

  next(): Expression {
    const part = this.peek();
    if (part.kind !== "end") this.#at += 1;
    const p = this.#p;
    switch (part.kind) {
      case "text":
        return textExpression(part.text, part.range);
      case "interpolation":
        return part.expression;
      case "if":
      case "for":
        return p.nested(
          () => (part.kind === "if" ? this.#if(part) : this.#for(part)),
          () => {
            this.#at = this.#parts.length;
            return placeholder(part.range);
          },
        );
      case "end":
        p.error(hclError("unexpected-end-of-template"), UNBALANCED, part.range);
        return placeholder(part.range);
      default:
        p.error(hclError("unexpected-directive", part.kind), UNBALANCED, part.range);
        return placeholder(part.range);
    }
  }

  #if(open: IfPart): Expression {
    const p = this.#p;
    const whenTrue: Expression[] = [];
    const whenFalse: Expression[] = [];
    let current = whenTrue;
    for (;;) {
      const end = this.#collect(open, current);
      if (end === undefined) return placeholder(this.#end.range);
      if (end.kind === "endif") {
        return {
          kind: "conditional",
          condition: open.condition,
          trueResult: joined(whenTrue, rangeAfter(open.range)),
          falseResult: joined(whenFalse, rangeBefore(end.range)),
          range: rangeBetween(open.range, end.range),
        };
      }
      if (end.kind === "else" && current === whenTrue) {
        current = whenFalse;
        continue;
      }
      const at = rangeText(open.range);
      const detail =
        end.kind === "else"
          ? `Already in the else clause for the if started at ${at}.`
          : `Expecting an endif directive for the if started at ${at}.`;
      p.error(hclError("unexpected-directive", end.kind), detail, end.range);
      return placeholder(end.range);
    }
  }

  #for(open: ForPart): Expression {
    const content: Expression[] = [];
    const end = this.#collect(open, content);
    if (end === undefined) return placeholder(this.#end.range);
    if (end.kind !== "endfor") {
      const detail =
        end.kind === "else"
          ? "An else clause is not expected for a for directive."
          : `Expecting an endfor directive corresponding to the for directive at ${rangeText(open.range)}.`;
      this.#p.error(hclError("unexpected-directive", end.kind), detail, end.range);
      return placeholder(end.range);
    }
    const range = rangeBetween(open.range, end.range);
    const tuple: Expression = {
      kind: "for",
      keyName: open.keyName,
      valueName: open.valueName,
      collection: open.collection,
      keyResult: undefined,
      valueResult: joined(content, rangeAfter(open.range)),
      condition: undefined,
      group: false,
      openRange: open.range,
      closeRange: end.range,
      range,
    };
    return { kind: "template-join", tuple, range };
  }

  /** Everything up to the directive that ends this one, which it gives; undefined at the end of the template. */
  #collect(open: IfPart | ForPart, into: Expression[]): DirectiveEndPart | undefined {
    for (;;) {
      const part = this.peek();
      switch (part.kind) {
        case "end":
          this.#p.error(
            hclError("unexpected-end-of-template"),
            `The ${open.kind} directive at ${rangeText(open.range)} is missing its corresponding end${open.kind} directive.`,
            part.range,
          );
          return undefined;
        case "else":
        case "endif":
        case "endfor":
          this.#at += 1;
          return part;
        default:
          into.push(this.next());
      }
    }
  }
}

function textExpression(text: string, range: SourceRange): Expression {
  return { kind: "literal", value: stringValue(text), range };
}

function joined(parts: readonly Expression[], whenEmpty: SourceRange): TemplateExpression {
  const all = parts.length === 0 ? [textExpression("", whenEmpty)] : parts;
  const range = rangeBetween(all[0]?.range ?? whenEmpty, all.at(-1)?.range ?? whenEmpty);
  return { kind: "template", parts: all, range };
}

/** Calls of functions: `f(a, b)`, `provider::x::f(a)`, `f(list...)`. */

import type { Expression } from "../ast/expression.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { rangeBetween } from "../source/range.ts";
import type { Token } from "../syntax/token.ts";
import type { ParserState } from "./parser-state.ts";

export function parseCall(p: ParserState, first: Token): Expression {
  let name = p.text(first);
  let last = first;
  let open = p.read();
  while (open.type === "::") {
    const part = p.read();
    if (part.type !== "identifier") {
      const diagnostic = p.error(
        hclError("missing-function-name"),
        "Function scope resolution symbol :: must be followed by a function name in this scope.",
        part,
        p.between(first, part),
      );
      return giveUp(p, first, part, diagnostic);
    }
    name += `::${p.text(part)}`;
    last = part;
    open = p.read();
  }
  if (open.type !== "(") {
    const diagnostic = p.error(
      hclError("missing-open-parenthesis"),
      "Function selector must be followed by an open parenthesis to begin the function call.",
      open,
      p.between(first, open),
    );
    return giveUp(p, first, open, diagnostic);
  }
  const opening = open;
  const { args, expandFinal, close } = p.withNewlines(false, () => parseArguments(p, first, opening));
  const nameRange = p.between(first, last);
  const closeParenRange = p.range(close);
  return {
    kind: "call",
    name,
    args,
    expandFinal,
    nameRange,
    openParenRange: p.range(open),
    closeParenRange,
    range: rangeBetween(nameRange, closeParenRange),
  };
}

function giveUp(p: ParserState, first: Token, at: Token, diagnostic: Diagnostic): Expression {
  p.recoverOver("(", ")");
  return { kind: "syntax-error", diagnostics: [diagnostic], range: p.between(first, at) };
}

interface Arguments {
  readonly args: readonly Expression[];
  readonly expandFinal: boolean;
  readonly close: Token;
}

function parseArguments(p: ParserState, name: Token, open: Token): Arguments {
  const args: Expression[] = [];
  for (;;) {
    if (p.peek().type === ")") return { args, expandFinal: false, close: p.read() };
    const mark = p.mark();
    args.push(p.grammar.expression(p));
    if (p.lostSince(mark)) return { args, expandFinal: false, close: p.recover(")") };
    const separator = p.read();
    if (separator.type === ")") return { args, expandFinal: false, close: separator };
    if (separator.type === "...")
      return { args, expandFinal: true, close: closeExpansion(p, name, separator) };
    if (separator.type === ",") continue;
    if (separator.type === "end") {
      p.error(
        hclError("unterminated-function-call"),
        "There is no closing parenthesis for this function call before the end of the file. This may be caused by incorrect parenthesis nesting elsewhere in this file.",
        p.between(name, open),
      );
    } else {
      p.error(
        hclError("missing-argument-separator"),
        "A comma is required to separate each function argument from the next.",
        separator,
        p.between(name, separator),
      );
    }
    return { args, expandFinal: false, close: p.recover(")") };
  }
}

function closeExpansion(p: ParserState, name: Token, ellipsis: Token): Token {
  if (p.peek().type === ")") return p.read();
  if (!p.recovery) {
    p.error(
      hclError("missing-closing-parenthesis"),
      "An expanded function argument (with ...) must be immediately followed by closing parentheses.",
      ellipsis,
      p.between(name, ellipsis),
    );
  }
  return p.recover(")");
}

/** References written on their own, as in quoted `depends_on` and on command lines. */

import { stringValue } from "@tutti/values";
import { createTraversal, type Traversal, type TraversalStep } from "../ast/traversal.ts";
import { hclError } from "../errors.ts";
import type { Token } from "../syntax/token.ts";
import { numberLiteral } from "./parse-expression.ts";
import type { ParserState } from "./parser-state.ts";
import { parseQuotedString } from "./quoted-string.ts";

/** Takes all there is. `[*]` is allowed where `splats` is. Undefined when not even a name is there. */
export function parseTraversalOnly(p: ParserState, splats: boolean): Traversal | undefined {
  // What cannot be read as words was told before.
  const before = p.diagnostics.length;
  const root = p.read();
  if (root.type !== "identifier") {
    p.error(hclError("variable-name-required"), "Must begin with a variable name.", root);
    return undefined;
  }
  const steps: TraversalStep[] = [];
  for (;;) {
    const next = p.peek();
    if (next.type === "end") break;
    const step =
      next.type === "." ? readName(p, root) : next.type === "[" ? readKey(p, root, splats) : undefined;
    if (step === undefined) {
      if (next.type !== "." && next.type !== "[") {
        p.error(
          hclError("invalid-character"),
          "Expected an attribute access or an index operator.",
          next,
          p.between(root, next),
        );
      }
      break;
    }
    steps.push(step);
    if (p.diagnostics.length > before) break;
  }
  return createTraversal(p.text(root), p.range(root), steps);
}

function readName(p: ParserState, root: Token): TraversalStep | undefined {
  const dot = p.read();
  const name = p.read();
  if (name.type === "identifier")
    return { kind: "attribute", name: p.text(name), range: p.between(dot, name) };
  p.error(
    hclError("attribute-name-required"),
    name.type === "*"
      ? "Splat expressions (.*) may not be used here."
      : "Dot must be followed by attribute name.",
    name,
    p.between(root, name),
  );
  return undefined;
}

function readKey(p: ParserState, root: Token, splats: boolean): TraversalStep | undefined {
  const open = p.read();
  const next = p.peek();
  if (next.type === "number") {
    p.read();
    const key = numberLiteral(p, next);
    return { kind: "index", key, range: p.between(open, readClose(p, open)) };
  }
  if (next.type === "open-quote") {
    const { text } = parseQuotedString(p);
    return { kind: "index", key: stringValue(text), range: p.between(open, readClose(p, open)) };
  }
  if (next.type === "*" && splats) {
    p.read();
    return { kind: "splat", range: p.between(open, readClose(p, open)) };
  }
  const star = next.type === "*";
  p.error(
    star ? hclError("attribute-name-required") : hclError("index-value-required"),
    star
      ? "Splat expressions ([*]) may not be used here."
      : "Index brackets must contain either a literal number or a literal string.",
    next,
    p.between(root, next),
  );
  return undefined;
}

function readClose(p: ParserState, open: Token): Token {
  const close = p.read();
  if (close.type !== "]") {
    p.error(
      hclError("unclosed-index-brackets"),
      "Index key must be followed by a closing bracket.",
      close,
      p.between(open, close),
    );
  }
  return close;
}

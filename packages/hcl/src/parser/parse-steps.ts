/** What is attached to a term: `.name`, `[key]`, `.*` and `[*]`. */

import { NUMBER, numberValue, parseNumber, UNKNOWN_DYNAMIC, Value } from "@tutti/values";
import type { Expression, SplatItemExpression } from "../ast/expression.ts";
import { createTraversal, type TraversalStep } from "../ast/traversal.ts";
import { hclError } from "../errors.ts";
import { rangeBetween, type SourceRange } from "../source/range.ts";
import type { Token } from "../syntax/token.ts";
import type { ParserState } from "./parser-state.ts";

/** The expression read so far, with steps that were not yet attached to it. */
interface Chain {
  /** Where all ranges of the chain begin. */
  readonly from: SourceRange;
  head: Expression;
  steps: TraversalStep[];
}

export function parseSteps(p: ParserState, from: Expression): Expression {
  const next = p.peek().type;
  if (next !== "." && next !== "[") return from;
  const chain: Chain = { from: from.range, head: from, steps: [] };
  const mark = p.mark();
  for (;;) {
    switch (p.peek().type) {
      case ".":
        parseDot(p, chain, mark);
        continue;
      case "[":
        parseBracket(p, chain);
        continue;
      default:
        return settle(chain);
    }
  }
}

/** Attaches the collected steps; references just grow longer. */
function settle(chain: Chain): Expression {
  const { head, steps } = chain;
  const last = steps.at(-1);
  if (last === undefined) return head;
  chain.steps = [];
  const range = rangeBetween(head.range, last.range);
  if (head.kind === "scope-traversal") {
    const { rootName, rootRange, steps: before } = head.traversal;
    const traversal = createTraversal(
      rootName,
      rootRange,
      before.length === 0 ? steps : [...before, ...steps],
    );
    chain.head = { kind: "scope-traversal", traversal, range };
  } else if (head.kind === "relative-traversal") {
    chain.head = { ...head, steps: [...head.steps, ...steps], range };
  } else {
    chain.head = { kind: "relative-traversal", source: head, steps, range };
  }
  return chain.head;
}

function parseDot(p: ParserState, chain: Chain, mark: number): void {
  const dot = p.read();
  const token = p.peek();
  switch (token.type) {
    case "identifier":
      p.read();
      chain.steps.push({ kind: "attribute", name: p.text(token), range: p.between(dot, token) });
      return;
    case "number":
      p.read();
      chain.steps.push(legacyIndex(p, dot, token, token, ""));
      return;
    case "*":
      parseAttributeSplat(p, chain, dot);
      return;
    default: {
      p.error(hclError("invalid-attribute-name"), "An attribute name is required after a dot.", token);
      chain.steps = [];
      chain.head = {
        kind: "syntax-error",
        diagnostics: p.diagnostics.slice(mark),
        range: rangeBetween(chain.from, p.range(dot)),
      };
      p.recovery = true;
    }
  }
}

/** `a.0`, from the language before this one. `a.0.1` cannot be told from a fraction, so it is refused. */
function legacyIndex(
  p: ParserState,
  dot: Token,
  token: Token,
  subject: Token,
  advice: string,
): TraversalStep {
  const range = p.between(dot, token);
  const text = p.text(token);
  const point = text.indexOf(".");
  if (point !== -1) {
    p.error(
      hclError("invalid-legacy-index-syntax"),
      `When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax${advice} instead, like [${text.slice(0, point)}][${text.slice(point + 1)}].`,
      subject,
    );
    return { kind: "index", key: UNKNOWN_DYNAMIC, range };
  }
  const number = parseNumber(text);
  if (number !== undefined) return { kind: "index", key: numberValue(number), range };
  p.error(hclError("invalid-number-literal"), "Failed to recognize the value of this number literal.", token);
  return { kind: "index", key: Value.unknown(NUMBER), range };
}

/** `a.*.b`: attributes of each element, and nothing else. */
function parseAttributeSplat(p: ParserState, chain: Chain, dot: Token): void {
  const source = settle(chain);
  const marker = p.read();
  const markerRange = p.between(dot, marker);
  const first = p.peek();
  const steps: TraversalStep[] = [];
  let last = marker;
  const lost = (): void => {
    if (!p.recovery) {
      if (p.peek().type === "*") {
        p.error(
          hclError("nested-splat-expression-not-allowed"),
          "A splat expression (*) cannot be used inside another attribute-only splat expression.",
          p.peek(),
        );
      } else
        p.error(hclError("invalid-attribute-name"), "An attribute name is required after a dot.", marker);
    }
    p.recovery = true;
  };
  while (p.peek().type === ".") {
    const stepDot = p.read();
    const token = p.peek();
    if (token.type === "number") {
      p.read();
      steps.push(legacyIndex(p, stepDot, token, marker, " with a full splat expression [*]"));
    } else if (token.type === "identifier") {
      p.read();
      steps.push({ kind: "attribute", name: p.text(token), range: p.between(stepDot, token) });
    } else {
      lost();
      return;
    }
    last = token;
  }
  const item: SplatItemExpression = { kind: "splat-item", range: markerRange };
  const each: Expression =
    steps.length === 0
      ? item
      : { kind: "relative-traversal", source: item, steps, range: p.between(first, last) };
  const range = rangeBetween(chain.from, p.range(last));
  chain.head = { kind: "splat", source, each, item, markerRange, range };
}

function parseBracket(p: ParserState, chain: Chain): void {
  const open = p.read();
  if (p.peek().type === "*") {
    parseFullSplat(p, chain, open);
    return;
  }
  const { key, close } = p.withNewlines(false, () => {
    const mark = p.mark();
    const expression = p.grammar.expression(p);
    return { key: expression, close: closeIndex(p, mark) };
  });
  const bracketRange = p.between(open, close);
  const constant = constantKey(key);
  if (constant !== undefined) {
    chain.steps.push({ kind: "index", key: constant, range: bracketRange });
    return;
  }
  const collection = settle(chain);
  const range = rangeBetween(chain.from, bracketRange);
  chain.head = { kind: "index", collection, key, openRange: p.range(open), bracketRange, range };
}

function closeIndex(p: ParserState, mark: number): Token {
  if (p.lostSince(mark)) return p.recover("]");
  const close = p.read();
  if (close.type === "]" || p.recovery) return close;
  // What is shown is where reading goes on, as Terraform shows it.
  const found = p.recover("]");
  p.error(
    hclError("missing-close-bracket-on-index"),
    'The index operator must end with a closing bracket ("]").',
    found,
  );
  return found;
}

function constantKey(key: Expression): Value | undefined {
  if (key.kind === "literal") return key.value;
  if (key.kind !== "template" || key.parts.length !== 1) return undefined;
  const [part] = key.parts;
  return part?.kind === "literal" ? part.value : undefined;
}

/** `a[*]`, which takes all steps behind it for itself. */
function parseFullSplat(p: ParserState, chain: Chain, open: Token): void {
  const source = settle(chain);
  p.read();
  let close = p.read();
  if (close.type !== "]" && !p.recovery) {
    close = p.recover("]");
    p.error(
      hclError("missing-close-bracket-on-splat-index"),
      'The star for a full splat operator must be immediately followed by a closing bracket ("]").',
      close,
    );
  }
  const markerRange = p.between(open, close);
  const item: SplatItemExpression = { kind: "splat-item", range: markerRange };
  const each = p.nested(
    () => parseSteps(p, item),
    (): Expression => item,
  );
  const range = rangeBetween(chain.from, each.range);
  chain.head = { kind: "splat", source, each, item, markerRange, range };
}

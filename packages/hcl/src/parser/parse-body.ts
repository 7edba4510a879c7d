/** Bodies and the arguments in them. */

import { goQuote } from "@tutti/values";
import { type NativeAttribute, type NativeBlock, NativeBody } from "../body/native-body.ts";
import { hclError } from "../errors.ts";
import { rangeAfter, rangeBetween, rangeText, type SourceRange } from "../source/range.ts";
import type { Token } from "../syntax/token.ts";
import { parseBlock, UNCLOSED } from "./parse-block.ts";
import type { ParserState } from "./parser-state.ts";

/** Up to and with the closing brace, or to the end of the file. */
export function parseBody(p: ParserState, end: "end" | "}"): NativeBody {
  const attributes = new Map<string, NativeAttribute>();
  const blocks: NativeBlock[] = [];
  const startRange = p.range(p.previous());
  for (;;) {
    const next = p.peek();
    if (next.type === end) {
      p.read();
      return body(attributes, blocks, rangeBetween(startRange, p.range(next)), p.range(next));
    }
    if (next.type === "newline") p.read();
    else if (next.type === "identifier") parseItem(p, attributes, blocks);
    else {
      const bad = p.read();
      if (!p.recovery) unexpectedItem(p, bad, end, startRange);
      const endRange = p.range(p.previous());
      p.recover(end);
      return body(attributes, blocks, rangeBetween(startRange, endRange), endRange);
    }
  }
}

function body(
  attributes: ReadonlyMap<string, NativeAttribute>,
  blocks: readonly NativeBlock[],
  range: SourceRange,
  endRange: SourceRange,
): NativeBody {
  return new NativeBody(attributes, blocks, { range, endRange: rangeAfter(endRange) });
}

const REQUIRED = hclError("argument-or-block-definition-required");
const REQUIRED_DETAIL = "An argument or block definition is required here.";
const EQUALS_ADVICE = ' To set an argument, use the equals sign "=" to introduce the argument value.';

function unexpectedItem(p: ParserState, bad: Token, end: "end" | "}", startRange: SourceRange): void {
  if (bad.type === "open-quote") {
    p.error(hclError("invalid-argument-name"), "Argument names must not be quoted.", bad);
  } else if (bad.type !== "end") {
    p.error(REQUIRED, REQUIRED_DETAIL, bad);
  } else if (end === "}") {
    p.error(hclError("unclosed-configuration-block"), UNCLOSED, startRange);
  }
}

function parseItem(p: ParserState, attributes: Map<string, NativeAttribute>, blocks: NativeBlock[]): void {
  const name = p.read();
  switch (p.peek().type) {
    case "=": {
      const attribute = parseAttribute(p, name, false);
      const existing = attributes.get(attribute.name);
      if (existing === undefined) attributes.set(attribute.name, attribute);
      else redefined(p, attribute, existing);
      return;
    }
    case "open-quote":
    case "{":
    case "identifier": {
      const block = p.nested(
        () => parseBlock(p, name, { body: parseBody, single: parseSingleAttribute }),
        () => undefined,
      );
      if (block !== undefined) blocks.push(block);
      return;
    }
    default:
      p.recoverAfterItemWith(() => p.error(REQUIRED, REQUIRED_DETAIL + EQUALS_ADVICE, name));
  }
}

function redefined(p: ParserState, attribute: NativeAttribute, existing: NativeAttribute): void {
  p.error(
    hclError("attribute-redefined"),
    `The argument ${goQuote(attribute.name)} was already set at ${rangeText(existing.nameRange)}. Each argument may be set only once.`,
    attribute.nameRange,
  );
}

/** `{ name = value }` on one line: one argument and nothing else. Undefined if that is not what is there. */
function parseSingleAttribute(p: ParserState): NativeBody | undefined {
  const name = p.read();
  const next = p.peek();
  if (name.type !== "identifier") {
    p.recoverAfterItemWith(() => p.error(REQUIRED, REQUIRED_DETAIL, name));
    return undefined;
  }
  if (next.type === "=") {
    const attribute = parseAttribute(p, name, true);
    return body(new Map([[attribute.name, attribute]]), [], attribute.range, attribute.range);
  }
  const block = next.type === "open-quote" || next.type === "{" || next.type === "identifier";
  p.recoverAfterItemWith(() => {
    if (!block) p.error(REQUIRED, REQUIRED_DETAIL + EQUALS_ADVICE, name);
    else {
      p.error(
        hclError("argument-definition-required"),
        `A single-line block definition can contain only a single argument. If you meant to define argument ${goQuote(p.text(name))}, use an equals sign to assign it a value. To define a nested block, place it on a line of its own within its parent block.`,
        p.between(name, next),
      );
    }
  });
  return undefined;
}

function parseAttribute(p: ParserState, name: Token, singleLine: boolean): NativeAttribute {
  const equals = p.read();
  const mark = p.mark();
  const expression = p.grammar.expression(p);
  const last = p.previous();
  if (p.lostSince(mark)) p.recoverAfterItem();
  else if (!singleLine) endAttribute(p, name);
  return {
    name: p.text(name),
    expression,
    range: p.between(name, last),
    nameRange: p.range(name),
    equalsRange: p.range(equals),
  };
}

function endAttribute(p: ParserState, name: Token): void {
  const end = p.peek();
  if (end.type === "newline" || end.type === "end") {
    p.read();
    return;
  }
  if (!p.recovery) {
    const comma = end.type === ",";
    p.error(
      comma ? hclError("unexpected-comma-after-argument") : hclError("missing-newline-after-argument"),
      comma
        ? "Argument definitions must be separated by newlines, not commas. An argument definition must end with a newline."
        : "An argument definition must end with a newline.",
      end,
      p.between(name, end),
    );
  }
  p.recoverAfterItem();
}

/** Blocks: type, labels, and the body in braces. */

import { type NativeBlock, NativeBody } from "../body/native-body.ts";
import { hclError } from "../errors.ts";
import { rangeBetween, type SourceRange } from "../source/range.ts";
import type { Token } from "../syntax/token.ts";
import type { ParserState } from "./parser-state.ts";
import { parseQuotedString } from "./quoted-string.ts";

/** How a block's content is read: see parse-body.ts. */
export interface BodyParsers {
  body(p: ParserState, end: "}"): NativeBody;
  single(p: ParserState): NativeBody | undefined;
}

interface Header {
  readonly type: Token;
  readonly labels: readonly string[];
  readonly labelRanges: readonly SourceRange[];
  /** Undefined where no body follows. */
  readonly brace: Token | undefined;
}

export function parseBlock(p: ParserState, type: Token, parsers: BodyParsers): NativeBlock {
  const header = parseHeader(p, type);
  const { brace } = header;
  if (brace === undefined) {
    p.recoverAfterItem();
    const range = p.range(type);
    const empty = new NativeBody(new Map(), [], { range, endRange: range });
    return block(p, header, empty, { open: type, close: type });
  }
  const next = p.peek().type;
  const multiLine = next === "newline" || next === "end" || next === "}";
  const content = multiLine ? parsers.body(p, "}") : parseSingleLine(p, header, parsers);
  const close = p.previous();
  endBlock(p, type);
  const closeRange = p.range(close);
  const fallback = { range: rangeBetween(p.range(brace), closeRange), endRange: closeRange };
  return block(p, header, content ?? new NativeBody(new Map(), [], fallback), { open: brace, close });
}

function block(
  p: ParserState,
  { type, labels, labelRanges }: Header,
  body: NativeBody,
  braces: { readonly open: Token; readonly close: Token },
): NativeBlock {
  const typeRange = p.range(type);
  const closeBraceRange = p.range(braces.close);
  return {
    type: p.text(type),
    labels,
    body,
    defRange: rangeBetween(typeRange, labelRanges.at(-1) ?? typeRange),
    typeRange,
    labelRanges,
    openBraceRange: p.range(braces.open),
    closeBraceRange,
    range: rangeBetween(typeRange, closeBraceRange),
  };
}

function parseHeader(p: ParserState, type: Token): Header {
  const labels: string[] = [];
  const labelRanges: SourceRange[] = [];
  for (;;) {
    const token = p.peek();
    switch (token.type) {
      case "{":
        return { type, labels, labelRanges, brace: p.read() };
      case "open-quote": {
        const label = parseQuotedString(p);
        labels.push(label.text);
        labelRanges.push(label.range);
        continue;
      }
      case "identifier":
        p.read();
        labels.push(p.text(token));
        labelRanges.push(p.range(token));
        continue;
      default:
        invalidHeader(p, type, token);
        return { type, labels, labelRanges, brace: undefined };
    }
  }
}

function invalidHeader(p: ParserState, type: Token, token: Token): void {
  const context = p.between(type, token);
  const summary = hclError("invalid-block-definition");
  if (token.type === "=") {
    p.error(
      summary,
      'The equals sign "=" indicates an argument definition, and must not be used when defining a block.',
      token,
      context,
    );
  } else if (token.type === "newline") {
    p.error(
      summary,
      'A block definition must have block content delimited by "{" and "}", starting on the same line as the block header.',
      token,
      context,
    );
  } else if (!p.recovery) {
    p.error(
      summary,
      'Either a quoted string block label or an opening brace ("{") is expected here.',
      token,
      context,
    );
  }
}

const SINGLE = hclError("invalid-single-argument-block-definition");

function parseSingleLine(p: ParserState, header: Header, parsers: BodyParsers): NativeBody | undefined {
  const body = parsers.single(p);
  const next = p.peek();
  if (next.type === "}") {
    p.read();
    return body;
  }
  if (next.type === ",") {
    p.error(
      SINGLE,
      "Single-line block syntax can include only one argument definition. To define multiple arguments, use the multi-line block syntax with one argument definition per line.",
      next,
    );
  } else if (next.type === "newline") {
    p.error(
      SINGLE,
      "An argument definition on the same line as its containing block creates a single-line block definition, which must also be closed on the same line. Place the block's closing brace immediately after the argument definition.",
      next,
    );
  } else if (!p.recovery && next.type === "end") {
    const { type, brace } = header;
    const at = brace ?? type;
    p.error(hclError("unclosed-configuration-block"), UNCLOSED, at, p.between(type, at));
  } else if (!p.recovery) {
    p.error(
      SINGLE,
      "A single-line block definition must end with a closing brace immediately after its single argument definition.",
      next,
    );
  }
  p.recover("}");
  return body;
}

export const UNCLOSED =
  "There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.";

function endBlock(p: ParserState, type: Token): void {
  const end = p.peek();
  if (end.type === "newline" || end.type === "end") {
    p.read();
    return;
  }
  if (!p.recovery) {
    p.error(
      hclError("missing-newline-after-block-definition"),
      "A block definition must end with a newline.",
      end,
      p.between(type, end),
    );
  }
  p.recoverAfterItem();
}

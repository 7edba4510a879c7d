/** Reads a template up to its end as a flat list: texts, interpolations, directives. */

import type { Expression } from "../ast/expression.ts";
import { hclError } from "../errors.ts";
import { rangeAfter, type SourceRange } from "../source/range.ts";
import { trimSpacesEnd, trimSpacesStart } from "../source/spaces.ts";
import type { Token, TokenType } from "../syntax/token.ts";
import type { ParserState } from "./parser-state.ts";
import { readDirective } from "./read-directive.ts";
import { literalText } from "./string-literal.ts";
import type { TemplatePart } from "./template-part.ts";

export interface TemplateParts {
  /** Ends with an `end` part. */
  readonly parts: readonly TemplatePart[];
  readonly range: SourceRange;
}

export function readTemplateParts(p: ParserState, end: TokenType): TemplateParts {
  const parts: TemplatePart[] = [];
  const start = p.peek();
  let strip = false;
  let last: Token;
  for (;;) {
    const token = p.read();
    if (token.type === end) {
      last = token;
      break;
    }
    if (token.type === "text" || token.type === "quoted-text") {
      const text = literalText(p, token);
      parts.push({ kind: "text", text: strip ? trimSpacesStart(text) : text, range: p.range(token) });
      strip = false;
    } else if (token.type === "${" || token.type === "%{") {
      stripBefore(p, token, parts, strip);
      const interpolation = token.type === "${";
      strip = p.withNewlines(false, () =>
        interpolation
          ? readInterpolation(p, { token, start, end }, parts)
          : readDirective(p, token, start, parts),
      );
    } else {
      last = unterminated(p, start, token, end);
      break;
    }
  }
  if (parts.length === 0) parts.push({ kind: "text", text: "", range: rangeAfter(p.range(start)) });
  parts.push({ kind: "end", range: p.range(last) });
  return { parts, range: p.between(start, last) };
}

/** `${~` takes the spaces before it away, if there is text right before it. */
function stripBefore(p: ParserState, token: Token, parts: TemplatePart[], afterStrip: boolean): void {
  const previous = parts.at(-1);
  if (afterStrip || previous?.kind !== "text" || !endsWithTilde(p, token)) return;
  previous.text = trimSpacesEnd(previous.text);
}

function endsWithTilde(p: ParserState, token: Token): boolean {
  return p.source.text.charCodeAt(token.to - 1) === 0x7e;
}

interface Opening {
  readonly token: Token;
  /** Where the template starts, and what ends it. */
  readonly start: Token;
  readonly end: TokenType;
}

function readInterpolation(p: ParserState, opening: Opening, parts: TemplatePart[]): boolean {
  const expression: Expression = p.grammar.expression(p);
  const close = p.peek();
  let strip = false;
  if (close.type === "end-sequence") strip = p.source.text.charCodeAt(p.read().from) === 0x7e;
  else {
    if (!p.recovery) unclosed(p, opening, close);
    p.recover("end-sequence");
  }
  parts.push({ kind: "interpolation", expression, range: p.between(opening.token, close) });
  return strip;
}

const UNCLOSED = hclError("unclosed-template-interpolation-sequence");
const EXTRA = hclError("extra-characters-after-interpolation-expression");

function unclosed(p: ParserState, { start, end }: Opening, close: Token): void {
  const context = p.between(start, close);
  if (close.type === "end") {
    p.error(
      UNCLOSED,
      "There is no closing brace for this interpolation sequence before the end of the file. This might be caused by incorrect nesting inside the given expression.",
      start,
    );
  } else if (close.type === ":") {
    p.error(
      EXTRA,
      'Template interpolation doesn\'t expect a colon at this location. Did you intend this to be a literal sequence to be processed as part of another language? If so, you can escape it by starting with "$${" instead of just "${".',
      close,
      context,
    );
  } else if (end === "close-quote" && (close.type === "close-quote" || close.type === "open-quote")) {
    p.error(
      UNCLOSED,
      "There is no closing brace for this interpolation sequence before the end of the quoted template. This might be caused by incorrect nesting inside the given expression.",
      start,
    );
  } else {
    p.error(
      EXTRA,
      'Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can happen when you include interpolation syntax for another language, such as shell scripting, but forget to escape the interpolation start token. If this is an embedded sequence for another language, escape it by starting with "$${" instead of just "${".',
      close,
      context,
    );
  }
}

function unterminated(p: ParserState, start: Token, token: Token, end: TokenType): Token {
  if (!p.recovery) {
    p.error(
      hclError("unterminated-template-string"),
      "No closing marker was found for the string.",
      token,
      p.between(start, token),
    );
  }
  // What was read may itself be the end of the file, and then `recover` gives that.
  return p.recover(end);
}

/** `%{ if }`, `%{ for }` and what ends them. */

import { goQuote } from "@tutti/values";
import { hclError } from "../errors.ts";
import { nameSuggestion } from "../source/name-suggestion.ts";
import type { Token } from "../syntax/token.ts";
import type { ParserState } from "./parser-state.ts";
import { type MissingInFor, readForNames } from "./read-for-names.ts";
import type { TemplatePart } from "./template-part.ts";

const MISSING_IN_FOR: Readonly<Record<MissingInFor, string>> = {
  name: "For directive requires variable name after 'for'.",
  "value name": "For directive requires value variable name after comma.",
  in: "For directive requires 'in' keyword after names.",
};
const KEYWORDS = ["if", "for", "else", "endif", "endfor"];

/** After `%{`. Tells whether the directive strips the spaces behind it. */
export function readDirective(p: ParserState, open: Token, start: Token, parts: TemplatePart[]): boolean {
  const keyword = p.peek();
  if (keyword.type !== "identifier") {
    return giveUp(p, () =>
      p.error(
        hclError("invalid-template-directive"),
        'A template directive keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.',
        keyword,
        p.between(open, keyword),
      ),
    );
  }
  p.read();
  const name = p.text(keyword);
  switch (name) {
    case "if": {
      const condition = p.grammar.expression(p);
      parts.push({ kind: "if", condition, range: p.between(open, p.peek()) });
      break;
    }
    case "else":
    case "endif":
    case "endfor":
      parts.push({ kind: name, range: p.between(open, p.peek()) });
      break;
    case "for": {
      const part = readFor(p, open);
      if (part === undefined) return false;
      parts.push(part);
      break;
    }
    default:
      return unknownKeyword(p, open, keyword);
  }
  return readEnd(p, start, name);
}

/** Says what is wrong unless the parser is lost anyway, and skips the directive. */
function giveUp(p: ParserState, report: () => void): false {
  if (!p.recovery) report();
  p.recover("end-sequence");
  return false;
}

function unknownKeyword(p: ParserState, open: Token, keyword: Token): false {
  const given = p.text(keyword);
  const similar = nameSuggestion(given, KEYWORDS);
  const suggestion = similar === undefined ? "" : ` Did you mean "${similar}"?`;
  return giveUp(p, () =>
    p.error(
      hclError("invalid-template-control-keyword"),
      `${goQuote(given)} is not a valid template control keyword.${suggestion}`,
      keyword,
      p.between(open, keyword),
    ),
  );
}

function readFor(p: ParserState, open: Token): TemplatePart | undefined {
  const names = readForNames(p);
  if (typeof names === "string") {
    giveUp(p, () => p.error(hclError("invalid-for-directive"), MISSING_IN_FOR[names], p.peek()));
    return undefined;
  }
  const { keyName, valueName } = names;
  const collection = p.grammar.expression(p);
  return { kind: "for", keyName, valueName, collection, range: p.between(open, p.peek()) };
}

function readEnd(p: ParserState, start: Token, keyword: string): boolean {
  const close = p.peek();
  if (close.type === "end-sequence") {
    p.read();
    return p.source.text.charCodeAt(close.from) === 0x7e;
  }
  return giveUp(p, () =>
    p.error(
      hclError("extra-characters-in-marker", keyword),
      "Expected a closing brace to end the sequence, but found extra characters.",
      close,
      p.between(start, close),
    ),
  );
}

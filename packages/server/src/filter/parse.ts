import { unquote } from "../decode/unquote.ts";
import { serverError } from "../errors.ts";
import type { Refusal } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import type { Match, Piece } from "./peg.ts";
import {
  ahead,
  choice,
  fails,
  many,
  map,
  not,
  oneOf,
  optional,
  Parsing,
  rule,
  sequence,
  word,
} from "./peg.ts";

/** A filter expression as a tree. */
export type Expression =
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly operand: Expression }
  | MatchExpression;

/** A single question. */
export interface MatchExpression {
  readonly kind: "match";
  readonly selector: readonly string[];
  readonly operator: MatchOperator;
  readonly negated: boolean;
  /** Undefined for `is empty`. */
  readonly value: string | undefined;
}

/** `in`: the value is in the selector's list, map or text. */
export type MatchOperator = "equal" | "in" | "empty" | "matches";

/** Deepest nesting of parentheses and `not`. */
export const FILTER_DEPTH_MAX = 64;
const NESTING = "NotExpression";

/** Parses a filter; a mistake comes with where it is and what could stand there. */
export function parseFilter(text: string): Expression | Refusal {
  const parsing = new Parsing(text);
  const found = input(parsing, 0);
  if (parsing.mistakes.length > 0)
    return refuse(serverError("filter-unreadable", parsing.mistakes.join("\n")));
  return found === undefined ? refuse(serverError("filter-unreadable", parsing.nothingMatched)) : found.value;
}

const space = rule(
  '"whitespace"',
  map(sequence(blank(), many(blank())), () => ""),
);
const gap = optional(space);
const end = rule("EOF", not(oneOf(/^.$/su, ".")));

function blank(): Piece<string> {
  return oneOf(/^[ \t\r\n]$/, "[ \\t\\r\\n]");
}

const identifier = rule(
  "Identifier",
  map(
    sequence(oneOf(/^[a-zA-Z]$/, "[a-zA-Z]"), many(oneOf(/^[a-zA-Z0-9_]$/, "[a-zA-Z0-9_]"))),
    (_, text) => text,
  ),
);

const rawCharacter = rule("RawStringChar", second(not(word("`")), oneOf(/^.$/su, ".")));
const quotedCharacter = rule("DoubleStringChar", second(not(word('"')), oneOf(/^.$/su, ".")));
const rawString = sequence(word("`"), many(rawCharacter), word("`"));
const quotedString = sequence(word('"'), many(quotedCharacter), word('"'));

const text: Piece<string> = rule(
  '"string"',
  choice(
    literal,
    second(
      sequence(
        choice<unknown>(sequence(word("`"), many(rawCharacter)), sequence(word('"'), many(quotedCharacter))),
        end,
      ),
      fails("Unterminated string literal"),
    ),
  ),
);

function literal(parsing: Parsing, at: number): Match<string> | undefined {
  const found = choice<unknown>(rawString, quotedString)(parsing, at);
  if (found === undefined) return undefined;
  const value = unquote(parsing.text.slice(at, found.end));
  if (value === undefined) parsing.mistake(at, "invalid syntax");
  return { value: value ?? "", end: found.end };
}

const index: Piece<string> = rule(
  '"index"',
  choice(
    map(sequence(word("["), gap, text, gap, word("]")), ([, , inner]) => inner),
    second(sequence(word("["), gap, not(text)), fails("Invalid index")),
    second(sequence(word("["), gap, text, gap, not(word("]"))), fails("Unclosed index expression")),
  ),
);

const selector = rule(
  '"selector"',
  map(
    sequence(identifier, many(rule("SelectorOrIndex", choice(second(word("."), identifier), index)))),
    ([first, rest]): readonly string[] => [first, ...rest],
  ),
);

const digit = oneOf(/^[0-9]$/, "[0-9]");
const digits = sequence(digit, many(digit));
const integerOrFloat = rule(
  "IntegerOrFloat",
  sequence(
    choice<unknown>(word("0"), sequence(oneOf(/^[1-9]$/, "[1-9]"), many(digit))),
    optional(sequence(word("."), digits)),
  ),
);
const afterNumbers = rule("AfterNumbers", ahead(choice<unknown>(space, end, word(")"))));
const signed = sequence(optional(word("-")), integerOrFloat);
const number: Piece<string> = rule(
  '"number"',
  choice(
    map(sequence(signed, ahead(afterNumbers)), (_, shown) => shown),
    second(sequence(signed, not(afterNumbers)), fails("Invalid number literal")),
  ),
);

const value = rule(
  '"value"',
  choice(
    map(selector, (path) => path.join(".")),
    number,
    text,
  ),
);

type Asked = Pick<MatchExpression, "operator" | "negated">;

/** An operator made of words, with space where Consul wants some. */
function operator(
  name: string,
  pieces: readonly Piece<unknown>[],
  asked: MatchOperator,
  negated = false,
): Piece<Asked> {
  return rule(
    name,
    map(sequence(...pieces), () => ({ operator: asked, negated })),
  );
}

const withValue = choice(
  operator("MatchEqual", [gap, word("=="), gap], "equal"),
  operator("MatchNotEqual", [gap, word("!="), gap], "equal", true),
  operator("MatchContains", [space, word("contains"), space], "in"),
  operator("MatchNotContains", [space, word("not"), space, word("contains"), space], "in", true),
  operator("MatchMatches", [space, word("matches"), space], "matches"),
  operator("MatchNotMatches", [space, word("not"), space, word("matches"), space], "matches", true),
);
const withoutValue = choice(
  operator("MatchIsEmpty", [space, word("is"), space, word("empty")], "empty"),
  operator("MatchIsNotEmpty", [space, word("is"), space, word("not"), space, word("empty")], "empty", true),
);
const valueFirst = choice(
  operator("MatchIn", [space, word("in"), space], "in"),
  operator("MatchNotIn", [space, word("not"), space, word("in"), space], "in", true),
);

function asked(path: readonly string[], found: Asked, given: string | undefined): Expression {
  return { kind: "match", selector: path, ...found, value: given };
}

const match: Piece<Expression> = rule(
  '"match"',
  choice(
    map(sequence(selector, withValue, value), ([path, found, given]) => asked(path, found, given)),
    map(sequence(selector, withoutValue), ([path, found]) => asked(path, found, undefined)),
    map(sequence(value, valueFirst, selector), ([given, found, path]) => asked(path, found, given)),
    second(sequence(value, valueFirst, not(selector)), fails("Invalid selector")),
  ),
);

const grouping: Piece<Expression> = rule(
  '"grouping"',
  choice(
    map(sequence(word("("), gap, or, gap, word(")")), ([, , inner]) => inner),
    match,
    second(sequence(word("("), gap, or, gap, not(word(")"))), fails("Unmatched parentheses")),
  ),
);

const negatable: Piece<Expression> = rule(
  NESTING,
  choice<Expression>(
    map(sequence(word("not"), space, negation), ([, , operand]) => ({ kind: "not", operand })),
    grouping,
  ),
);

/** Every `not` and every parenthesis is one level. */
function negation(parsing: Parsing, at: number): Match<Expression> | undefined {
  if (parsing.within(NESTING) < FILTER_DEPTH_MAX) return negatable(parsing, at);
  parsing.mistake(at, `deeper than ${FILTER_DEPTH_MAX} levels`);
  return undefined;
}

const and = chain("AndExpression", "and", negation);
const either = chain("OrExpression", "or", and);

/** By name, since the rules of a grammar go in a circle. */
function or(parsing: Parsing, at: number): Match<Expression> | undefined {
  return either(parsing, at);
}

/** `a or b or c` leans to the right; in a loop, so that a long one is no deep one. */
function chain(name: string, joined: "and" | "or", part: Piece<Expression>): Piece<Expression> {
  const more = map(sequence(space, word(joined), space, part), ([, , , right]) => right);
  return rule(
    name,
    map(sequence(part, many(more)), ([first, rest]) =>
      [first, ...rest].reduceRight((right, left) => ({ kind: joined, left, right })),
    ),
  );
}

const input = rule(
  "Input",
  choice(
    map(sequence(gap, word("("), gap, or, gap, word(")"), gap, end), ([, , , inner]) => inner),
    map(sequence(gap, or, gap, end), ([, inner]) => inner),
  ),
);

/** Both, of which only the second is wanted. */
function second<T>(first: Piece<unknown>, wanted: Piece<T>): Piece<T> {
  return map(sequence(first, wanted), ([, found]) => found);
}

import { goQuote } from "@tutti/values";
import { RE2JS } from "re2js";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse, refuseOfRows } from "../state/refusal.ts";
import { coerce } from "./coerce.ts";
import { goRegexpError } from "./go-regexp.ts";
import type { Expression, MatchExpression, MatchOperator } from "./parse.ts";
import { parseFilter } from "./parse.ts";
import type { SelectorKind, Selectors, Step } from "./selectors.ts";

/** Says whether a record passes. */
export type Filter = (record: unknown) => boolean;

const everything: Filter = () => true;

/** A filter expression, checked against what there is to ask about; "" lets everything pass. */
export function compileFilter(text: string, selectors: Selectors): Outcome<Filter> {
  const late = compileLate(text);
  if (late instanceof Refusal) return late;
  const filter = late(selectors);
  return filter instanceof Refusal ? refuseOfRows(serverError("filter-invalid", filter.text)) : filter;
}

/** Why a text is no filter of these fields, without saying that it is about a filter. */
export function filterMistake(text: string, selectors: Selectors): string | undefined {
  if (text === "") return undefined;
  const expression = parseFilter(text);
  const filter = expression instanceof Refusal ? expression : compile(expression, selectors);
  return filter instanceof Refusal ? filter.text : undefined;
}

/** A filter whose fields are looked at only when there is a record to ask. */
export type LateFilter = (selectors: Selectors) => Outcome<Filter>;

/** A filter expression of which only the syntax is checked. */
export function compileLate(text: string): Outcome<LateFilter> {
  if (text === "") return () => everything;
  const expression = parseFilter(text);
  if (expression instanceof Refusal) return refuseOfRows(serverError("filter-invalid", expression.text));
  return (selectors) => compile(expression, selectors);
}

function compile(expression: Expression, selectors: Selectors): Outcome<Filter> {
  if (expression.kind === "match") return compileMatch(expression, selectors);
  if (expression.kind === "not") {
    const operand = compile(expression.operand, selectors);
    return operand instanceof Refusal ? operand : (record) => !operand(record);
  }
  const left = compile(expression.left, selectors);
  if (left instanceof Refusal) return left;
  const right = compile(expression.right, selectors);
  if (right instanceof Refusal) return right;
  return expression.kind === "and"
    ? (record) => left(record) && right(record)
    : (record) => left(record) || right(record);
}

/** What may be asked of a field; nothing of a record as a whole. */
const OPERATORS: Readonly<Record<SelectorKind, readonly MatchOperator[]>> = {
  string: ["equal", "in", "matches"],
  number: ["equal"],
  boolean: ["equal"],
  list: ["in", "empty"],
  map: ["in", "empty"],
  records: ["empty"],
  record: [],
};

const NAMES: Readonly<Record<MatchOperator, readonly [string, string]>> = {
  equal: ["Equal", "Not Equal"],
  in: ["In", "Not In"],
  empty: ["Is Empty", "Is Not Empty"],
  matches: ["Matches", "Not Matches"],
};

function compileMatch(match: MatchExpression, selectors: Selectors): Outcome<Filter> {
  const { selector, operator, negated } = match;
  const field = selectors.find(selector);
  if ("known" in field)
    return refuse(
      serverError("filter-selector-unknown", goQuote(selector.slice(0, field.known + 1).join("."))),
    );
  if (!OPERATORS[field.kind].includes(operator)) {
    const name = NAMES[operator][negated ? 1 : 0];
    return refuse(serverError("filter-operator-does-not-fit", name, goQuote(selector.join("."))));
  }
  const test = testOf(match, field.kind);
  if (test instanceof Refusal) return test;
  const zero = ZERO.get(field.kind);
  const question: Question = {
    answer: (value) => test(value ?? zero) !== negated,
    missing: missingAnswer(match),
  };
  return (record) => holds(record, field.steps, question);
}

/** What a field holds that an answer leaves out. */
const ZERO: ReadonlyMap<SelectorKind, unknown> = new Map<SelectorKind, unknown>([
  ["string", ""],
  ["number", 0],
  ["boolean", false],
]);

/** Of a key that a map does not have: nothing equals it, is in it or matches it, and it is empty; only `matches` is true of it too. */
function missingAnswer({ operator, negated }: MatchExpression): boolean {
  return operator === "matches" || (operator === "empty") !== negated;
}

function testOf(
  { selector, operator, value = "" }: MatchExpression,
  kind: SelectorKind,
): Outcome<(value: unknown) => boolean> {
  switch (operator) {
    case "equal": {
      const wanted = coerce(value, kind);
      if (!(wanted instanceof Refusal)) return (found) => found === wanted;
      const where = `for selector ${goQuote(selector.join("."))}`;
      return refuse(serverError("filter-value-does-not-fit", goQuote(value), where, wanted.text));
    }
    case "empty":
      return isEmpty;
    case "in":
      return (found) => contains(found, value);
    case "matches": {
      const mistake = goRegexpError(value);
      if (mistake !== undefined)
        return refuse(serverError("filter-pattern-invalid", goQuote(value), mistake));
      const pattern = RE2JS.compile(value);
      return (found) => typeof found === "string" && pattern.matcher(found).find();
    }
  }
}

interface Question {
  readonly answer: (value: unknown) => boolean;
  readonly missing: boolean;
}

/** Asks what lies at the end of a way; of a list on it, whether it holds for any of its elements. */
function holds(value: unknown, steps: readonly Step[], question: Question): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return question.answer(value);
  if (Array.isArray(value)) return value.some((one) => holds(one, steps, question));
  const below =
    typeof value === "object" && value !== null && Object.hasOwn(value, step.name)
      ? (value as Record<string, unknown>)[step.name]
      : undefined;
  if (below === undefined && step.of === "map") return question.missing;
  // No list is a list of nothing.
  if (value === undefined && step.of === "records") return false;
  return holds(below, rest, question);
}

function isEmpty(value: unknown): boolean {
  return typeof value !== "object" || value === null || Object.keys(value).length === 0;
}

function contains(found: unknown, value: string): boolean {
  if (typeof found === "string") return found.includes(value);
  if (Array.isArray(found)) return found.includes(value);
  return typeof found === "object" && found !== null && Object.hasOwn(found, value);
}

import { RE2JS } from "re2js";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Expression } from "./parse.ts";
import { parseFilter } from "./parse.ts";
import type { SelectorKind, Selectors } from "./selectors.ts";

/** Says whether a record passes. */
export type Filter = (record: unknown) => boolean;

const PREFIX = "Failed to create boolean expression evaluator: ";
const everything: Filter = () => true;

/** A filter expression, checked against what there is to ask about; "" lets everything pass. */
export function compileFilter(text: string, selectors: Selectors): Outcome<Filter> {
  if (text === "") return everything;
  const expression = parseFilter(text);
  const compiled = expression instanceof Refusal ? expression : compile(expression, selectors);
  return compiled instanceof Refusal ? refuse(PREFIX + compiled.text) : compiled;
}

function compile(expression: Expression, selectors: Selectors): Outcome<Filter> {
  if (expression.kind === "match") return compileMatch(expression, selectors);
  if (expression.kind === "not") {
    const operand = compile(expression.operand, selectors);
    return operand instanceof Refusal ? operand : (record) => !operand(record);
  }
  const left = compile(expression.left, selectors);
  const right = compile(expression.right, selectors);
  if (left instanceof Refusal) return left;
  if (right instanceof Refusal) return right;
  return expression.kind === "and"
    ? (record) => left(record) && right(record)
    : (record) => left(record) || right(record);
}

function compileMatch(match: Extract<Expression, { kind: "match" }>, selectors: Selectors): Outcome<Filter> {
  const kind = kindOf(match.selector, selectors);
  if (kind === undefined) return refuse(`Selector ${JSON.stringify(match.selector.join("."))} is not valid`);
  const test = testOf(match, kind);
  if (test instanceof Refusal) return test;
  const wanted = !match.negated;
  return (record) => valuesAt(record, match.selector).some(test) === wanted;
}

function kindOf(path: readonly string[], selectors: Selectors): SelectorKind | undefined {
  const direct = selectors.get(path.join("."));
  if (direct !== undefined) return direct;
  // A key of a map stands in for `*`, at whatever depth the map is.
  for (let i = 1; i < path.length; i += 1) {
    const kind = selectors.get([...path.slice(0, i), "*", ...path.slice(i + 1)].join("."));
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function testOf(
  match: Extract<Expression, { kind: "match" }>,
  kind: SelectorKind,
): Outcome<(value: unknown) => boolean> {
  const { operator, value = "" } = match;
  switch (operator) {
    case "equal":
      if (kind === "number" && !/^-?\d+$/.test(value))
        return refuse(`invalid number ${JSON.stringify(value)}`);
      return (found) => found !== undefined && found !== null && String(found) === value;
    case "empty":
      return (found) => isEmpty(found);
    case "in":
      return (found) => contains(found, value);
    case "matches": {
      try {
        const pattern = RE2JS.compile(value);
        return (found) => typeof found === "string" && pattern.matcher(found).find();
      } catch (error) {
        return refuse(error instanceof Error ? error.message : String(error));
      }
    }
  }
}

/** All values at a path; a list on the way stands for its elements. */
function valuesAt(record: unknown, path: readonly string[]): readonly unknown[] {
  let found: readonly unknown[] = [record];
  for (const name of path) {
    found = found.flatMap((value) => {
      const one = (item: unknown): readonly unknown[] =>
        typeof item === "object" && item !== null && Object.hasOwn(item, name)
          ? [(item as Record<string, unknown>)[name]]
          : [];
      return Array.isArray(value) ? value.flatMap(one) : one(value);
    });
  }
  return found.length === 0 ? [undefined] : found;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function contains(found: unknown, value: string): boolean {
  if (typeof found === "string") return found.includes(value);
  if (Array.isArray(found)) return found.includes(value);
  return typeof found === "object" && found !== null && Object.hasOwn(found, value);
}

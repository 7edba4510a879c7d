import type { Expression } from "@tutti/hcl";
import { rawEquals, Value } from "@tutti/values";

/**
 * Written alike, whatever the places and the parentheses: then both come to the
 * same. Expressions are trees of plain data, so parts of any kind are compared
 * member by member, of any depth; values alone have a sense of their own.
 */
export function sameExpression(a: Expression, b: Expression): boolean {
  const pairs: (readonly [unknown, unknown])[] = [[a, b]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [left, right] = [bare(pair[0]), bare(pair[1])];
    if (left === right) continue;
    if (left instanceof Value && right instanceof Value && rawEquals(left, right)) continue;
    const parts = partsOf(left, right);
    if (parts === undefined) return false;
    pairs.push(...parts);
  }
  return true;
}

function bare(part: unknown): unknown {
  let inner = part;
  while (isObject(inner) && inner.kind === "parentheses") inner = inner.inner;
  return inner;
}

/** Members with those of the same name beside them; undefined where both have not the same. */
function partsOf(a: unknown, b: unknown): readonly (readonly [unknown, unknown])[] | undefined {
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return undefined;
  const names = membersOf(a);
  if (names.length !== membersOf(b).length || !names.every((name) => Object.hasOwn(b, name)))
    return undefined;
  return names.map((name) => [a[name], b[name]]);
}

/** All but the places. */
function membersOf(part: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(part).filter((name) => !/range$/i.test(name));
}

function isObject(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === "object" && part !== null && !(part instanceof Value);
}

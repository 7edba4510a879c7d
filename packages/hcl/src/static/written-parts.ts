import { rawEquals, Value } from "@tutti/values";
import type { Expression } from "../ast/expression.ts";

/**
 * What is written in an expression, part by part, without places and
 * parentheses: where two give the same parts, they come to the same wherever
 * their names mean the same. Each part says how many others belong to it, so
 * that no two trees give the same ones. Expressions are trees of plain data, so
 * parts of any kind are taken member by member, of any depth; values alone have
 * a sense of their own, and are given as they are.
 */
export function* writtenParts(expression: Expression): Generator<string | Value> {
  const stack: unknown[] = [expression];
  while (stack.length > 0) {
    const part = bare(stack.pop());
    if (part instanceof Value) yield part;
    else if (Array.isArray(part)) {
      yield `[${part.length}`;
      pushAll(stack, part);
    } else if (part instanceof Map) {
      yield `(${part.size * 2}`;
      pushAll(stack, [...part].flat());
    } else if (isObject(part)) {
      const names = Object.keys(part).filter((name) => part[name] !== undefined && !isPlace(name));
      yield `{${JSON.stringify(names.sort())}`;
      pushAll(
        stack,
        names.map((name) => part[name]),
      );
    } else yield String(JSON.stringify(part));
  }
}

/** Written alike, whatever the places and the parentheses. No tree's parts are the beginning of another's. */
export function sameExpression(a: Expression, b: Expression): boolean {
  const others = writtenParts(b);
  for (const part of writtenParts(a)) {
    const other = others.next();
    if (other.done === true || !samePart(part, other.value)) return false;
  }
  return true;
}

function samePart(a: string | Value, b: string | Value): boolean {
  return a === b || (a instanceof Value && b instanceof Value && rawEquals(a, b));
}

function bare(part: unknown): unknown {
  let inner = part;
  while (isObject(inner) && inner["kind"] === "parentheses") inner = inner["inner"];
  return inner;
}

function isPlace(name: string): boolean {
  return name === "range" || name.endsWith("Range");
}

/** So that they come from the stack in their order. */
function pushAll(stack: unknown[], parts: readonly unknown[]): void {
  for (let at = parts.length - 1; at >= 0; at--) stack.push(parts[at]);
}

function isObject(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === "object" && part !== null && !(part instanceof Value);
}

import { describe, expect, test } from "vitest";
import type { Expression } from "../ast/expression.ts";
import { traversalText } from "../ast/traversal.ts";
import { parseJsonExpression } from "../json/parse-json-config.ts";
import { parseExpression } from "../parse.ts";
import { rangeText } from "../source/range.ts";
import { absoluteTraversal, keywordOf, traversalIn } from "./keyword.ts";
import { nativeExpression, staticCall, staticList, staticMap } from "./static-views.ts";

/** Of the native syntax, or where it begins with `json ` of the other. */
function parsed(text: string): Expression {
  const { expression } = text.startsWith("json ")
    ? parseJsonExpression(text.slice(5), "f")
    : parseExpression(text, "f");
  return expression;
}

const NO_REFERENCE =
  "A single static variable reference is required: only attribute access and indexing with constant keys. No calculations, function calls, template expressions, etc are allowed here.";

describe("traversalIn()", () => {
  test.each([
    ["a", "a"],
    ["a.b[0].c", "a.b[0].c"],
    ['a["k"]', 'a["k"]'],
    ["true", "true"],
    ["false", "false"],
    ["null", "null"],
    ['json "a.b"', "a.b"],
    ['json "a"', "a"],
  ])("%s is the reference %s", (text, wanted) => {
    const found = traversalIn(parsed(text));
    expect(found && traversalText(found)).toBe(wanted);
    expect(absoluteTraversal(parsed(text)).ok).toBe(true);
  });

  test.each(["1", '"a"', "a + b", "f(a)", "a[b]", "[a]", "json 1", 'json "a +"', 'json "a b"', "json [1]"])(
    "%s is none",
    (text) => {
      expect(traversalIn(parsed(text))).toBeUndefined();
      expect(absoluteTraversal(parsed(text))).toMatchObject({ diagnostic: { detail: NO_REFERENCE } });
    },
  );

  test.each([
    ["a", "a"],
    ["a.b", undefined],
    ["null", "null"],
    ['"a"', undefined],
    ['json "a"', "a"],
  ])("%s is the keyword %s", (text, wanted) => {
    expect(keywordOf(parsed(text))).toBe(wanted);
  });
});

describe("staticList(), staticMap() and staticCall()", () => {
  const shown = (expression: Expression): string => keywordOf(expression) ?? expression.kind;

  test.each([
    ["[a, 1]", ["a", "literal"]],
    ["[]", []],
    ['json ["a", 1]', ["a", "json"]],
  ])("%s is a list", (text, wanted) => {
    const list = staticList(parsed(text));
    expect(list.ok && list.value.map(shown)).toEqual(wanted);
  });

  test.each([
    ["{ a = b, (c) = 1 }", ["a b", "object-key literal"]],
    ["{}", []],
    ['json { "a": "b", "c": [] }', ["a b", "c json"]],
  ])("%s is a map", (text, wanted) => {
    const map = staticMap(parsed(text));
    expect(map.ok && map.value.map(({ key, value }) => `${shown(key)} ${shown(value)}`)).toEqual(wanted);
  });

  test.each([
    ["f(a, 1)", "f", ["a", "literal"], "f:1,2-8"],
    ["a::b()", "a::b", [], "f:1,5-7"],
    ['json "list(string)"', "list", ["string"], "f:1,5-13"],
  ])("%s is a call", (text, name, args, range) => {
    const call = staticCall(parsed(text));
    if (!call.ok) throw new Error(`${text} is no call`);
    expect(call.value.name).toBe(name);
    expect(call.value.args.map(shown)).toEqual(args);
    expect(rangeText(call.value.argsRange)).toBe(range);
  });

  test.each(["a", "1", "f(a)[0]", "a ? [] : []", "json 1", 'json "["', "json null"])("%s is none", (text) => {
    const expression = parsed(text);
    expect(staticList(expression)).toMatchObject({
      diagnostic: { detail: "A static list expression is required." },
    });
    expect(staticMap(expression)).toMatchObject({
      diagnostic: { detail: "A static map expression is required." },
    });
    expect(staticCall(expression)).toMatchObject({
      diagnostic: { detail: "A static function call is required." },
    });
  });

  test.each([
    ['json "a.b"', "scope-traversal"],
    ['json "f(x)"', "call"],
    ['json "a +"', "json"],
    ["json 1", "json"],
    ["a.b", "scope-traversal"],
  ])("%s spells a native expression of kind %s", (text, kind) => {
    expect(nativeExpression(parsed(text)).kind).toBe(kind);
  });
});

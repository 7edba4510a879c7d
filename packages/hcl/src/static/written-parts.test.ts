import { expect, test } from "vitest";
import type { Expression } from "../ast/expression.ts";
import { parseExpression } from "../parse.ts";
import { sameExpression } from "./written-parts.ts";

const parsed = (text: string): Expression => parseExpression(text, "test.hcl").expression;

test.each([
  ["a.b", "a .b", true],
  ["a.b", "((a.b))", true],
  ["{ a = 1, b = 2 }", "{\n  a: 1\n  b: 2\n}", true],
  ["[for k, v in m : v if k != 1]", "[ for k,v in (m): (v) if k != 1.0 ]", true],
  ['f("x", [1, true, null]...)', 'f( "x", [1,true,null]... )', true],
  ['"a${b}c"', '"a${(b)}c"', true],
  ["a.b", "a.c", false],
  ["a.b", "a.b.c", false],
  ["[a]", "[a, a]", false],
  ["[[a], b]", "[[a, b]]", false],
  ["{ a = 1 }", "{ (a) = 1 }", false],
  ["a + b - c", "a + (b - c)", false],
  ["a ? b : c", "a ? c : b", false],
  ['"1"', "1", false],
  ["1", "2", false],
  ['"a"', '"b"', false],
  ["f(a...)", "f(a)", false],
  ["[for v in m : v]", "[for k, v in m : v]", false],
  ["{ for k, v in m : k => v }", "{ for k, v in m : k => v... }", false],
  ["a[*].b", "a.*.b", true],
  ["a[*].b[0]", "a.*.b[0]", false],
  ['["[1"]', '[["1"]]', false],
  ['["a", ["b"]]', '["a", "b"]', false],
])("%s is written as %s: %s", (one, other, wanted) => {
  const [a, b] = [parsed(one), parsed(other)];
  expect([sameExpression(a, b), sameExpression(b, a), sameExpression(a, a)]).toEqual([wanted, wanted, true]);
});

test("chains of any length are compared without recursion", () => {
  const chain = (end: string): Expression => parsed(`${"a + ".repeat(20_000)}${end}`);
  expect(sameExpression(chain("b"), chain("(b)"))).toBe(true);
  expect(sameExpression(chain("b"), chain("c"))).toBe(false);
});

import { decodeImplied, JsonSyntaxError, parseJson } from "@tutti/values";
import { expect, test } from "vitest";
import { encodeExpr } from "./encode-expr.ts";

/** JSON in, what Terraform 1.11.4 prints out. */
const cases = [
  ['{"a":1,"b":["x"]}', '{\n  a = 1\n  b = ["x"]\n}'],
  ['"a${b} %{c} \\n\\""', '"a$${b} %%{c} \\n\\""'],
  ["[[1,2],[true,null]]", "[[1, 2], [true, null]]"],
  [
    '{"a":1,"bbb":[{"x":1,"yy":"q"},{}],"k k":{}}',
    '{\n  a = 1\n  bbb = [{\n    x  = 1\n    yy = "q"\n  }, {}]\n  "k k" = {}\n}',
  ],
  ['{"1a":1,"a-b":2,"null":3,"for":4}', '{\n  "1a" = 1\n  a-b  = 2\n  for  = 4\n  null = 3\n}'],
] as const;

test.each(cases)("encodeExpr(%s)", (json, wanted) => {
  const tree = parseJson(json);
  if (tree instanceof JsonSyntaxError) throw tree;
  expect(encodeExpr(decodeImplied(tree))).toBe(wanted);
});

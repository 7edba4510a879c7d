import { JsonSyntaxError, parseJson } from "@tutti/values";
import fc from "fast-check";
import { expect, it } from "vitest";
import { compactText } from "./compact-text.ts";
import { compactJson, indentJson } from "./json-layout.ts";

it.each([
  ['{\n  "id": "a b",\n  "input": {\n    "value": [1, -2, true, null],\n    "type": "number"\n  }\n}'],
  ['{"b":{"a":1,"b":{}},"a":[],"c":[[{"b":1}]]}'],
  [' [ "x" , "" , 0 , 999999999999999 ] '],
  ['"a . b"'],
  ['{"":1,"a":2}'],
  ['{"__proto__":1,"constructor":{}}'],
])("compactText() gives %s without its blanks", (text) => {
  expect(compactText(text)).toBe(compactJson(treeOf(text)));
});

it.each([
  ["an escape", '{"a":"\\u0041"}'],
  ["an escaped quote", '{"a":"\\""}'],
  ["an escape in a name", '{"\\u0041":1}'],
  ["what Go escapes", '{"a":"<"}'],
  ["what Go escapes", '{"a":">"}'],
  ["what Go escapes", '{"a":"&"}'],
  ["letters beyond ASCII", '{"a":"é"}'],
  ["the delete character", '{"a":"\u007f"}'],
  ["a fraction", "[1.0]"],
  ["an exponent", "[1e3]"],
  ["an exponent", "[1E3]"],
  ["more than 15 digits", "[1234567890123456]"],
  ["minus zero", "[-0]"],
  ["a name twice", '{"a":1,"a":2}'],
  ["a name twice, others between", '{"a":1,"b":2,"a":3}'],
  ["a name that begins with a digit", '{"a":1,"1":2}'],
  [
    "many names out of order",
    `{${Array.from({ length: 40 }, (_, i) => `"n${String(99 - i)}":${i}`).join(",")}}`,
  ],
])("compactText() leaves %s to the tree: %s", (_what, text) => {
  expect(compactText(text)).toBeUndefined();
});

it("compactText() is what the tree is written as, or nothing, for any JSON in any layout", () => {
  const names = fc.constantFrom("a", "b", "ab", "z", "", "1", "A", "é", "__proto__");
  const scalar = fc.oneof(
    fc.string(),
    fc.constantFrom("x", "a b", "<", "\\", '"', "\n"),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      scalar.map((value) => JSON.stringify(value)),
      fc.array(tie("tree"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
      fc
        .array(fc.tuple(names, tie("tree")), { maxLength: 4 })
        .map((members) => `{${members.map(([name, item]) => `${JSON.stringify(name)}:${item}`).join(",")}}`),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.boolean(), (made, isLaidOut) => {
      const text = isLaidOut ? indentJson(String(made), "  ") : String(made);
      const compact = compactText(text);
      if (compact !== undefined) expect(compact).toBe(compactJson(treeOf(text)));
    }),
    { numRuns: 2_000 },
  );
});

function treeOf(text: string) {
  const tree = parseJson(text);
  if (tree instanceof JsonSyntaxError) throw tree;
  return tree;
}

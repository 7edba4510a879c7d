import { type EvalContext, evaluate, hasErrors, parseExpression, scopeOf } from "@tutti/hcl";
import { STRING, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { stillScope } from "../../testkit/still-scope.ts";
import { loadAllFunctions, loadTerraformProviderFunctions } from "../index.ts";

const own = (await loadAllFunctions()).table(stillScope());
const provided = await loadTerraformProviderFunctions();

const context: EvalContext = {
  variables: scopeOf({ unknown: Value.unknown(STRING) }),
  functions: { get: (name) => provided.get(name) ?? own.get(name), keys: () => provided.keys() },
};

/** A text, "?" for one that is not known, or "! " and what is wrong. */
function resultOf(expression: string): string {
  const parsed = parseExpression(expression, "test");
  const { value, diagnostics } = evaluate(parsed.expression, context);
  const [problem] = [...parsed.diagnostics, ...diagnostics];
  if (problem !== undefined && hasErrors([problem])) return `! ${problem.detail}`;
  return value.isKnown ? value.asString : "?";
}

// What Terraform 1.11 gives for each.
test.each<[string, string]>([
  ["1.50", "1.5"],
  ["true", "true"],
  ["false", "false"],
  ['"a\\n\\"b\\" $${c} %%{d} \\\\ é"', '"a\\n\\"b\\" $${c} %%{d} \\\\ é"'],
  ["[1, null, {}, []]", "[1, null, {}, []]"],
  ["[tostring(null), tolist(null)]", "[null, null]"],
  ['toset(["b", "a"])', '["a", "b"]'],
  ["tomap({ b = 1, a = 2 })", "{\n  a = 2\n  b = 1\n}"],
  // A key that is no name stands in quotes, and counts with them for the column.
  ['{ a = null, "1b" = 2, "c-d" = 3, "" = 4 }', '{\n  ""   = 4\n  "1b" = 2\n  a    = null\n  c-d  = 3\n}'],
  [
    '{ a = { b = [1, { c = true }] }, "d e" = 1, long = 2 }',
    '{\n  a = {\n    b = [1, {\n      c = true\n    }]\n  }\n  "d e" = 1\n  long  = 2\n}',
  ],
  ["[unknown]", "?"],
  ["null", '! Invalid value for "value" parameter: argument must not be null.'],
])("encode_expr(%s)", (value, wanted) => expect(resultOf(`encode_expr(${value})`)).toBe(wanted));

const NO_OBJECT =
  '! Call to function "encode_tfvars" failed: invalid value to encode: must be an object whose attribute names will become the encoded variable names.';
const noName = (name: string) =>
  `! Call to function "encode_tfvars" failed: invalid variable name "${name}": must be a valid identifier, per <Tutti>'s rules for input variable declarations.`;
test.each<[string, string]>([
  ["{}", ""],
  ['{ a = {}, bcd = [], e = "x" }', 'a   = {}\nbcd = []\ne   = "x"\n'],
  ['tomap({ b = "1", aaa = "2" })', 'aaa = "2"\nb   = "1"\n'],
  [
    '{ a = 1, long_name = "x", b = { c = 1 }, z = 2 }',
    'a = 1\nb = {\n  c = 1\n}\nlong_name = "x"\nz         = 2\n',
  ],
  [
    "{ a = { b = { c = 1, dd = 2 } }, eee = { f = 1 }, g = 1, hh = [{ i = 1 }] }",
    "a = {\n  b = {\n    c  = 1\n    dd = 2\n  }\n}\neee = {\n  f = 1\n}\ng = 1\nhh = [{\n  i = 1\n}]\n",
  ],
  ["{ a = unknown }", "?"],
  ["[1]", NO_OBJECT],
  ['"x"', NO_OBJECT],
  ['{ "a b" = 1 }', noName("a b")],
  ["{ 1 = 1 }", noName("1")],
])("encode_tfvars(%s)", (value, wanted) => expect(resultOf(`encode_tfvars(${value})`)).toBe(wanted));

const failed = '! Call to function "decode_tfvars" failed: invalid';
const AT = "<decode_tfvars argument>";
test.each<[string, string]>([
  ["", "{}"],
  ['a = 1 + 1\\n# c\\nb = \\"x\\"\\n', '{"a":2,"b":"x"}'],
  ["a = 1\\nb = {\\n c = [true]\\n}\\n", '{"a":1,"b":{"c":[true]}}'],
  [
    "a = ",
    `${failed} tfvars syntax: ${AT}:1,5-5: Missing expression; Expected the start of an expression, but found the end of the file..`,
  ],
  [
    "a = 1\\na = 2\\n",
    `${failed} tfvars syntax: ${AT}:2,1-2: Attribute redefined; The argument "a" was already set at ${AT}:1,1-2. Each argument may be set only once..`,
  ],
  ["a {}\\n", `${failed} tfvars content: ${AT}:1,1-2: Unexpected "a" block; Blocks are not allowed here..`],
  [
    "a = b",
    `${failed} expression for variable "a": ${AT}:1,5-6: Variables not allowed; Variables may not be used here..`,
  ],
  [
    'a = upper(\\"x\\")',
    `${failed} expression for variable "a": ${AT}:1,5-15: Function calls not allowed; Functions may not be called here..`,
  ],
])("decode_tfvars(%j)", (text, wanted) =>
  expect(resultOf(`jsonencode(decode_tfvars("${text}"))`)).toBe(wanted),
);

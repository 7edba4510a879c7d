import { encodeJson, unmarkDeep, type Value } from "@tutti/values";
import { expect, test } from "vitest";
import { lines, load } from "../../testkit/sources.ts";
import { memorySources } from "../source/source-reader.ts";
import { collectVariables } from "./collect-variables.ts";
import { finalVariableValue, unknownVariable } from "./final-value.ts";
import type { InputValue, VariableArgument } from "./input-value.ts";

/** The value with its marks, or what is wrong. */
function show(value: Value): string {
  const { value: bare } = unmarkDeep(value);
  const marks = ["sensitive", "ephemeral"].filter((mark) => value.hasMark(mark));
  return [bare.isWhollyKnown ? encodeJson(bare) : "unknown", ...marks].join(" ");
}

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly arguments?: readonly VariableArgument[];
}

/** What `variable "v" { … }` comes to. */
async function final(declaration: string, given: Given): Promise<readonly string[]> {
  const { config, diagnostics: wrong } = await load({ "main.tf": `variable "v" {\n${declaration}\n}\n` });
  const variable = config?.root.module.variables.get("v");
  if (config === undefined || variable === undefined) throw new Error("no variable");
  const sources = new Map<string, string>();
  const { values, diagnostics } = await collectVariables(
    memorySources(new Map(Object.entries(given.files ?? {}))),
    {
      declared: config.root.module.variables,
      environment: new Map(Object.entries(given.environment ?? {})),
      arguments: given.arguments ?? [],
      sources,
    },
  );
  expect([...sources.keys()].sort()).toEqual(Object.keys(given.files ?? {}).sort());
  const found = [...wrong, ...diagnostics];
  if (found.length > 0) return lines(found);
  const result = finalVariableValue(variable, values.get("v"));
  return result.ok ? [show(result.value)] : lines([result.diagnostic]);
}

const text = (value: string): Given => ({ arguments: [{ kind: "value", text: `v=${value}` }] });
const tfvars = (value: string): Given => ({ files: { "terraform.tfvars": `v = ${value}\n` } });
const json = (value: string): Given => ({ files: { "terraform.tfvars.json": `{"v": ${value}}` } });
const environment = (value: string): Given => ({ environment: { TF_VAR_v: value } });

const ANY_NUMBER = "a number is required";

/** Declaration → where a value is given → the value. */
const VALUES: readonly (readonly [string, Given, string])[] = [
  ["", text("[1"), '"[1"'],
  ["", text("a=b"), '"a=b"'],
  ["", text(""), '""'],
  ["", tfvars("[1]"), "[1]"],
  ["", json('{"a": null}'), '{"a":null}'],
  ["", environment("true"), '"true"'],
  ["type = string", text("12"), '"12"'],
  ["type = string", tfvars("12"), '"12"'],
  ["type = string", json("true"), '"true"'],
  ["type = number", text("12"), "12"],
  ["type = number", environment("1.5"), "1.5"],
  ["type = number", json('"3"'), "3"],
  ["type = bool", text("true"), "true"],
  ["type = bool", tfvars('"false"'), "false"],
  ["type = any", text("1"), "1"],
  ["type = list(string)", text('["a", 1]'), '["a","1"]'],
  ["type = list(string)", environment("[]"), "[]"],
  ["type = list", text("[1]"), "[1]"],
  ["type = map", text("{ a = 1 }"), '{"a":1}'],
  ["type = set(number)", text('["2", 1, 2]'), "[1,2]"],
  ["type = map(bool)", json('{"a": "true"}'), '{"a":true}'],
  ["type = tuple([string, number])", text('[1, "2"]'), '["1",2]'],
  ["type = object({ a = optional(string, 5) })", text("{}"), '{"a":"5"}'],
  ["type = object({ a = optional(string) })", text("{ b = 1 }"), '{"a":null}'],
  ["type = list(object({ a = optional(number, 1) }))", text("[{}, { a = 2 }]"), '[{"a":1},{"a":2}]'],
  ["type = object({ a = optional(string, 5) })\ndefault = {}", {}, '{"a":"5"}'],
  ["type = object({ a = optional(string, 5) })\ndefault = null", {}, "null"],
  ["default = 1", {}, "1"],
  ["default = 1", tfvars("null"), "null"],
  ["default = 1\nnullable = false", tfvars("null"), "1"],
  ["default = 1\nnullable = false", tfvars("2"), "2"],
  ["default = 1\nsensitive = true", {}, "1 sensitive"],
  ["default = 1\nephemeral = true", {}, "1 ephemeral"],
  ["sensitive = true\nephemeral = true", text("x"), '"x" sensitive ephemeral'],
  ["", tfvars("null"), "null"],
];

test.each(VALUES)("variable { %s } with %j is %s", async (declaration, given, expected) => {
  expect(await final(declaration, given)).toEqual([expected]);
});

const HERE = "main.tf:1,1-13";
const BAD = "Invalid value for input variable";

const REFUSED: readonly (readonly [string, Given, readonly string[]])[] = [
  [
    "type = number",
    text("x"),
    [`error main.tf:1,1: ${BAD}: Unsuitable value for var.v set using -var="v=...": ${ANY_NUMBER}.`],
  ],
  [
    "type = number",
    environment("x"),
    [
      `error main.tf:1,1: ${BAD}: Unsuitable value for var.v set using the TF_VAR_v environment variable: ${ANY_NUMBER}.`,
    ],
  ],
  [
    "type = number",
    tfvars('"x"'),
    [
      `error terraform.tfvars:1,5: ${BAD}: The given value is not suitable for var.v declared at ${HERE}: ${ANY_NUMBER}.`,
    ],
  ],
  [
    "nullable = false",
    tfvars("null"),
    [
      `error terraform.tfvars:1,5: Required variable not set: The given value is not suitable for var.v defined at ${HERE}: required variable may not be set to null.`,
    ],
  ],
  ["", {}, ['error main.tf:1,1: Required variable not set: The variable "v" is required, but is not set.']],
  [
    "type = list(string)",
    text("[1"),
    [
      "error <value for var.v>:1,1: Unterminated tuple constructor expression: There is no corresponding closing bracket before the end of the file. This may be caused by incorrect bracket nesting elsewhere in this file.",
    ],
  ],
  [
    "type = list(string)",
    environment("upper(1)"),
    ["error <value for var.v>:1,1: Function calls not allowed: Functions may not be called here."],
  ],
  [
    "",
    { arguments: [{ kind: "value", text: "v = 1" }] },
    [
      'error: Invalid -var option: Variable name "v " is invalid due to trailing space. Did you mean -var="v=1"?',
    ],
  ],
  [
    "",
    { arguments: [{ kind: "value", text: " \tv  =  1  2 " }] },
    [
      'error: Invalid -var option: Variable name " \\tv  " is invalid due to trailing space. Did you mean -var=" \tv = 1  2 "?',
    ],
  ],
  [
    "",
    { arguments: [{ kind: "value", text: 'v"\t=1' }] },
    [
      'error: Value for undeclared variable: A variable named "v\\"\\t" was assigned on the command line, but the root module does not declare a variable of that name. To use this value, add a "variable" block to the configuration.',
    ],
  ],
  [
    "",
    { arguments: [{ kind: "value", text: " v=1" }] },
    [
      'error: Value for undeclared variable: A variable named " v" was assigned on the command line, but the root module does not declare a variable of that name. To use this value, add a "variable" block to the configuration.',
    ],
  ],
  [
    "",
    { arguments: [{ kind: "value", text: "=1" }] },
    [
      'error: Value for undeclared variable: A variable named "" was assigned on the command line, but the root module does not declare a variable of that name. To use this value, add a "variable" block to the configuration.',
    ],
  ],
  [
    "",
    { files: { "terraform.tfvars": 'variable "v" {\n}\n' } },
    [
      'error terraform.tfvars:1,1: Variable declaration in .tfvars file: A .tfvars file is used to assign values to variables that have already been declared in .tf files, not to declare new variables. To declare variable "v", place this block in one of your .tf files, such as variables.tf.\n\nTo set a value for this variable in terraform.tfvars, use the definition syntax instead:\n    v = <value>',
    ],
  ],
  [
    "",
    { files: { "terraform.tfvars": "v = local.x\n" } },
    ["error terraform.tfvars:1,5: Variables not allowed: Variables may not be used here."],
  ],
  [
    "",
    { files: { "terraform.tfvars": "other {\n}\n" } },
    ['error terraform.tfvars:1,1: Unexpected "other" block: Blocks are not allowed here.'],
  ],
];

test.each(REFUSED)("variable { %s } with %j is refused", async (declaration, given, expected) => {
  expect(await final(declaration, given)).toEqual(expected);
});

/** Later ones win: environment, terraform.tfvars, its JSON, *.auto.tfvars by name, arguments in their order. */
const ORDER: readonly (readonly [Given, string])[] = [
  [{ environment: { TF_VAR_v: "e" }, files: { "terraform.tfvars": 'v = "t"' } }, '"t"'],
  [{ files: { "terraform.tfvars": 'v = "t"', "terraform.tfvars.json": '{"v": "j"}' } }, '"j"'],
  [{ files: { "terraform.tfvars.json": '{"v": "j"}', "a.auto.tfvars": 'v = "a"' } }, '"a"'],
  [{ files: { "a.auto.tfvars": 'v = "a"', "b.auto.tfvars.json": '{"v": "b"}' } }, '"b"'],
  [{ files: { "a.auto.tfvars": 'v = "a"', "a.auto.tfvars.json": '{"v": "j"}' } }, '"j"'],
  [{ files: { "a.auto.tfvars": 'v = "a"' }, arguments: [{ kind: "value", text: "v=x" }] }, '"x"'],
  [
    {
      files: { "f.tfvars": 'v = "f"' },
      arguments: [
        { kind: "value", text: "v=x" },
        { kind: "file", path: "f.tfvars" },
      ],
    },
    '"f"',
  ],
  [
    {
      files: { "f.json": '{"v": "f"}' },
      arguments: [
        { kind: "file", path: "f.json" },
        { kind: "value", text: "v=x" },
      ],
    },
    '"x"',
  ],
];

test.each(ORDER)("of %j the last one wins: %s", async (given, expected) => {
  expect(await final("", given)).toEqual([expected]);
});

test("files of other names, hidden ones and backups are not read", async () => {
  const { config } = await load({ "main.tf": 'variable "v" {\n  default = 1\n}\n' });
  const files = [
    "x.tfvars",
    ".a.auto.tfvars",
    "a.auto.tfvars~",
    "auto.tfvars",
    "a.auto.tfvars.txt",
    "a_auto_tfvars",
  ];
  const { values, diagnostics } = await collectVariables(
    memorySources(new Map(files.map((name) => [name, "v = 2\n"]))),
    {
      declared: config?.root.module.variables ?? new Map(),
      environment: new Map([["v", "3"]]),
      arguments: [],
    },
  );
  expect(lines(diagnostics)).toEqual([]);
  expect(values.size).toBe(0);
});

test("files are looked for beside the configuration", async () => {
  const { config } = await load({ "main.tf": 'variable "v" {}\n' });
  const { values, missing } = await collectVariables(
    memorySources(new Map([["d/terraform.tfvars", 'v = "d"\n']])),
    {
      declared: config?.root.module.variables ?? new Map(),
      directory: "d",
      environment: new Map(),
      arguments: [],
    },
  );
  expect(values.get("v")?.source).toMatchObject({ kind: "file", path: "d/terraform.tfvars" });
  expect(missing).toEqual([]);
});

test.each<[InputValue["source"], string]>([
  [{ kind: "prompt" }, "Unsuitable value for module.m.var.v set using an interactive prompt"],
  [{ kind: "given" }, `The given value is not suitable for module.m.var.v declared at ${HERE}`],
])("finalVariableValue() says where a value came from: %j", async (source, expected) => {
  const { config } = await load({ "main.tf": 'variable "v" {\n  type    = number\n  default = 1\n}\n' });
  const variable = config?.root.module.variables.get("v");
  const { config: other } = await load({ "main.tf": 'variable "t" {\n  default = "x"\n}\n' });
  const value = other?.root.module.variables.get("t")?.default;
  if (variable === undefined || value === undefined) throw new Error("no variable");
  const result = finalVariableValue(variable, { value, source }, "module.m.var.v");
  expect(result.ok ? [] : lines([result.diagnostic])).toEqual([
    `error main.tf:1,1: ${BAD}: ${expected}: ${ANY_NUMBER}.`,
  ]);
});

test("while validating, a variable is unknown, of its type, and marked", async () => {
  const { config } = await load({
    "main.tf": 'variable "v" {\n  type      = object({ a = optional(number) })\n  sensitive = true\n}\n',
  });
  const variable = config?.root.module.variables.get("v");
  if (variable === undefined) throw new Error("no variable");
  const value = unknownVariable(variable);
  expect([value.type.kind, value.isKnown, value.hasMark("sensitive")]).toEqual(["object", false, true]);
});

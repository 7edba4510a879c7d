import { formatNumber } from "@tutti/values";
import { expect, test } from "vitest";
import { lines, load } from "../../testkit/sources.ts";
import { memorySources } from "../source/source-reader.ts";
import { collectVariables, reportMissing } from "./collect-variables.ts";
import { finalVariableValue } from "./final-value.ts";
import type { VariableArgument } from "./input-value.ts";

const DECLARED = `
variable "n" { type = number }
variable "l" {
  type    = list(string)
  default = []
}
variable "o" {
  type    = object({ a = optional(string, "x"), b = number })
  default = null
}
variable "s" {
  default  = "x"
  nullable = false
}
`;

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly arguments?: readonly VariableArgument[];
}

const value = (text: string): VariableArgument => ({ kind: "value", text });

async function collect(given: Given): Promise<readonly string[]> {
  const { config } = await load({ "main.tf": DECLARED });
  const declared = config?.root.module.variables ?? new Map();
  const { values, missing, diagnostics } = await collectVariables(
    memorySources(new Map(Object.entries(given.files ?? {}))),
    {
      declared,
      environment: new Map(Object.entries(given.environment ?? {})),
      arguments: given.arguments ?? [],
    },
  );
  const out = [...diagnostics, ...reportMissing(missing)];
  const number = declared.get("n");
  for (const [name, variable] of declared) {
    const final = values.has(name) ? finalVariableValue(variable, values.get(name)) : undefined;
    if (final?.ok === false) out.push(final.diagnostic);
  }
  const input = values.get("n");
  const final = number === undefined || input === undefined ? undefined : finalVariableValue(number, input);
  const shown = final?.ok === true && final.value.isKnown ? formatNumber(final.value.asNumber) : "none";
  return [`n = ${shown}`, ...lines(out)];
}

const RULES: readonly (readonly [string, Given, readonly string[]])[] = [
  [
    "nothing given",
    {},
    [
      "n = none",
      'error main.tf:2,1: No value for required variable: The root module input variable "n" is not set, and has no default value. Use a -var or -var-file command line argument to provide a value for this variable.',
    ],
  ],
  [
    "command line over automatic files over terraform.tfvars over environment",
    {
      environment: { TF_VAR_n: "1" },
      files: { "terraform.tfvars": "n = 2", "b.auto.tfvars": "n = 4", "a.auto.tfvars.json": '{"n": 3}' },
      arguments: [value("n=5"), value("n=6")],
    },
    ["n = 6"],
  ],
  ["the last automatic file", { files: { "b.auto.tfvars": "n = 4", "a.auto.tfvars": "n = 3" } }, ["n = 4"]],
  [
    "text that is no number",
    { arguments: [value("n=abc")] },
    [
      "n = none",
      'error main.tf:2,1: Invalid value for input variable: Unsuitable value for var.n set using -var="n=...": a number is required.',
    ],
  ],
  [
    "a file's value of the wrong type",
    { files: { "terraform.tfvars": 'n = 1\no = { a = "y" }\n' } },
    [
      "n = 1",
      'error terraform.tfvars:2,5: Invalid value for input variable: The given value is not suitable for var.o declared at main.tf:7,1-13: attribute "b" is required.',
    ],
  ],
  [
    "undeclared on the command line",
    { arguments: [value("n=1"), value("zz=1")] },
    [
      "n = 1",
      'error: Value for undeclared variable: A variable named "zz" was assigned on the command line, but the root module does not declare a variable of that name. To use this value, add a "variable" block to the configuration.',
    ],
  ],
  [
    "an option without an equals sign",
    { arguments: [value("n=1"), value("n")] },
    [
      "n = none",
      'error: Invalid -var option: The given -var option "n" is not correctly specified. Must be a variable name and value separated by an equals sign, like -var="key=value".',
    ],
  ],
  [
    "an expression that refers to something",
    { arguments: [value("n=1"), value("l=a")] },
    ["n = 1", "error <value for var.l>:1,1: Variables not allowed: Variables may not be used here."],
  ],
  ["undeclared in the environment", { environment: { TF_VAR_zz: "1", TF_VAR_n: "1" } }, ["n = 1"]],
  [
    "a file that declares variables, whatever else it sets",
    { arguments: [value("n=1")], files: { "terraform.tfvars": 'variable "n" {\n}\nn = 2\n' } },
    [
      "n = none",
      'error terraform.tfvars:1,1: Variable declaration in .tfvars file: A .tfvars file is used to assign values to variables that have already been declared in .tf files, not to declare new variables. To declare variable "n", place this block in one of your .tf files, such as variables.tf.\n\nTo set a value for this variable in terraform.tfvars, use the definition syntax instead:\n    n = <value>',
    ],
  ],
  [
    "a file that cannot be read: what stands before the mistake counts for nothing",
    { arguments: [value("n=1")], files: { "terraform.tfvars": "zz = 2\nn = [\n" } },
    [
      "n = none",
      "error terraform.tfvars:3,1: Missing expression: Expected the start of an expression, but found the end of the file.",
    ],
  ],
  [
    "where something cannot be read, nothing of values or of names",
    {
      environment: { TF_VAR_l: "[" },
      files: { "terraform.tfvars": "zz = 1\nl = x\n" },
      arguments: [value("yy=1"), value("n =1")],
    },
    [
      "n = none",
      'error: Invalid -var option: Variable name "n " is invalid due to trailing space. Did you mean -var="n=1"?',
    ],
  ],
  [
    "a value whose place another one takes may be anything",
    {
      environment: { TF_VAR_l: "[", TF_VAR_o: "a b" },
      files: { "terraform.tfvars": "n = 1\nl = x\no = x\n" },
      arguments: [value("l=["), value("l=[1]"), value("o={ b = 1 }")],
    },
    ["n = 1"],
  ],
  [
    "a file that is not there",
    { arguments: [value("n=1"), { kind: "file", path: "nope.tfvars" }] },
    ["n = none", "error: Failed to read variables file: Given variables file nope.tfvars does not exist."],
  ],
];

test.each(RULES)("collectVariables(): %s", async (_, given, expected) => {
  expect(await collect(given)).toEqual(expected);
});

test("collectVariables() warns of the first two undeclared names in files and counts the others", async () => {
  const said = await collect({ files: { "terraform.tfvars": "n = 1\nzz = 1\nyy = 2\nxx = 3\nww = 4\n" } });
  expect(said.map((line) => line.split(".")[0])).toEqual([
    "n = 1",
    'warning: Value for undeclared variable: The root module does not declare a variable named "yy" but a value was found in file "terraform',
    'warning: Value for undeclared variable: The root module does not declare a variable named "zz" but a value was found in file "terraform',
    "warning: Values for undeclared variables: In addition to the other similar warnings shown, 2 other variable(s) defined without being declared",
  ]);
});

/** Test files: runs that pass, fail and cannot be, mocks, overrides, expected failures, modules, variables of every place. */

import fc from "fast-check";
import type { Script } from "./play-lines.ts";

const MAIN = `variable "name" {
  type    = string
  default = "d"
  validation {
    condition     = length(var.name) < 6
    error_message = "The name \${var.name} is long."
  }
}
variable "needed" {
  type = object({ a = optional(number, 1) })
}
variable "secret" {
  default   = "hush"
  sensitive = true
}
resource "terraform_data" "one" {
  input = { name = var.name, n = var.needed.a }
  lifecycle {
    precondition {
      condition     = var.name != "pre"
      error_message = "before"
    }
    postcondition {
      condition     = self.input.n != 9
      error_message = "after"
    }
  }
}
resource "terraform_data" "many" {
  for_each = toset(["x", "y"])
  input    = each.key
}
data "terraform_remote_state" "other" {
  backend = "local"
  config  = { path = "other.tfstate" }
}
module "child" {
  source = "./child"
  name   = var.name
}
check "named" {
  assert {
    condition     = var.name != "chk"
    error_message = "checked \${var.name}"
  }
}
output "name" {
  value = var.name
  precondition {
    condition     = var.name != "out"
    error_message = "output"
  }
}
output "id" {
  value = terraform_data.one.id
}
output "hidden" {
  value     = var.secret
  sensitive = true
}
output "text" {
  value = try(data.terraform_remote_state.other.outputs.text, "none")
}
`;

const FILES = {
  "main.tf": MAIN,
  "child/main.tf":
    'variable "name" {\n  default = "c"\n}\nresource "terraform_data" "in" {\n  input = var.name\n}\noutput "name" {\n  value = terraform_data.in.output\n}\noutput "plain" {\n  value = upper(var.name)\n}\n',
  "other.tfstate": JSON.stringify({
    version: 4,
    terraform_version: "1.11.4",
    serial: 1,
    lineage: "l",
    outputs: { text: { value: "t", type: "string" } },
    resources: [],
  }),
};

const value = fc.constantFrom(
  '"a"',
  '"a"',
  '"long name"',
  '"pre"',
  '"chk"',
  '"out"',
  "null",
  "5",
  "var.name",
  "run.first.name",
  "run.none.name",
  "run.first.none",
  'upper("b")',
  "local.x",
  "{}",
  "var.given",
);
const needed = fc.constantFrom("{}", "{}", "{ a = 2 }", "{ a = 9 }", '{ a = "x" }', "null", "run.first.none");

const conditions = fc.constantFrom(
  ...[
    "true",
    "true",
    "false",
    'output.name == "a"',
    "output.id != null",
    "terraform_data.one.input.n == 1",
    'terraform_data.one.id == "mocked"',
    "length(terraform_data.many) == 2",
    'terraform_data.many["x"].output == "x"',
    "module.child.name == var.name",
    'output.text == "t"',
    "output.none",
    "null",
    '"yes"',
    "1",
    "var.secret == output.hidden",
    "run.first.name == output.name",
    "each.key",
    'data.terraform_remote_state.other.outputs.text == "over"',
    'module.child.plain != ""',
    "alltrue([for k, v in terraform_data.many : v.input == k])",
    "self",
    'output.hidden == "x"',
    "check.named",
  ],
);
const message = fc.constantFrom(
  '"wrong"',
  '"is ${output.name}"',
  '"secret ${output.hidden}"',
  '"id ${terraform_data.one.id}"',
  "null",
  '""',
  "output.none",
);
const expects = fc.constantFrom(
  ...[
    "",
    "",
    "",
    "var.name",
    "terraform_data.one",
    "output.name",
    "check.named",
    "terraform_data.many",
    'terraform_data.many["x"]',
    "var.name, output.name",
    "module.child",
    "var.none",
    "resource.terraform_data.one",
    "local.x",
    "check.none",
    "terraform_data.none",
  ],
);

const mocked = fc.constantFrom(
  "",
  "",
  '  mock_resource "terraform_data" {\n    defaults = {\n      id = "mocked"\n    }\n  }\n',
  '  mock_resource "terraform_data" {\n    override_during = plan\n    defaults = {\n      id = "mocked"\n      none = 1\n    }\n  }\n',
  '  mock_data "terraform_remote_state" {\n    defaults = {\n      outputs = { text = "m" }\n    }\n  }\n',
  '  override_resource {\n    target = terraform_data.one\n    values = { id = "mocked" }\n  }\n',
  '  source = "./mocks"\n',
);
const overrides = fc.constantFrom(
  "",
  "",
  'override_resource {\n  target = terraform_data.one\n  values = {\n    id = "mocked"\n  }\n}\n',
  'override_resource {\n  target          = terraform_data.many["x"]\n  override_during = plan\n  values = {\n    output = "over"\n  }\n}\n',
  'override_data {\n  target = data.terraform_remote_state.other\n  values = {\n    outputs = { text = "over" }\n  }\n}\n',
  'override_module {\n  target  = module.child\n  outputs = {\n    name = "over"\n  }\n}\n',
  "override_module {\n  target  = module.none\n  outputs = {}\n}\n",
  "override_resource {\n}\n",
  "override_resource {\n  target = data.terraform_remote_state.other\n}\n",
  'override_data {\n  target = terraform_data.one\n  values = { id = "x" }\n}\n',
);

const run = fc.record({
  command: fc.constantFrom("", "plan", "plan", "apply", '"plan"', "destroy"),
  name: fc.option(value, { freq: 3, nil: undefined }),
  needed: fc.option(needed, { freq: 3, nil: undefined }),
  given: fc.constantFrom("", "", "    none = 1\n", '    given = "g"\n'),
  asserts: fc.array(fc.tuple(conditions, message), { maxLength: 2 }),
  expects,
  overrides,
  module: fc.constantFrom("", "", "", "", "./child", "./none", "child"),
  options: fc.constantFrom(
    "",
    "",
    "",
    "  plan_options {\n    refresh = false\n  }\n",
    "  plan_options {\n    mode = refresh-only\n  }\n",
    "  plan_options {\n    target = [terraform_data.one]\n  }\n",
    '  plan_options {\n    replace = [terraform_data.many["x"]]\n  }\n',
    '  state_key = "s"\n',
    "  parallel = true\n",
  ),
  providers: fc.constantFrom(
    "",
    "",
    "",
    "  providers = {\n    terraform = terraform.fake\n  }\n",
    "  providers = {\n    terraform = terraform.none\n  }\n",
  ),
});

type Run = typeof run extends fc.Arbitrary<infer T> ? T : never;

function runText(name: string, one: Run): string {
  const variables = [
    one.name === undefined ? "" : `    name = ${one.name}\n`,
    one.needed === undefined ? "" : `    needed = ${one.needed}\n`,
    one.given,
  ].join("");
  const indented = one.overrides.replaceAll(/^(?=.)/gm, "  ");
  return `run "${name}" {
${one.command === "" ? "" : `  command = ${one.command}\n`}${one.module === "" ? "" : `  module {\n    source = "${one.module}"\n  }\n`}${variables === "" ? "" : `  variables {\n${variables}  }\n`}${one.options}${one.providers}${indented}${one.asserts
  .map(
    ([condition, message]) =>
      `  assert {\n    condition     = ${condition}\n    error_message = ${message}\n  }\n`,
  )
  .join("")}${one.expects === "" ? "" : `  expect_failures = [${one.expects}]\n`}}
`;
}

const file = fc
  .record({
    first: run,
    more: fc.array(run, { maxLength: 2 }),
    provider: fc.constantFrom("", "", 'provider "terraform" {\n}\n', "mock", "mock fake", "fake"),
    mocked,
    overrides,
    variables: fc.option(fc.tuple(value, needed), { freq: 2, nil: undefined }),
    last: fc.constantFrom("second", "second", "first"),
  })
  .map(({ first, more, provider, mocked, overrides, variables, last }) => {
    const kinds: Readonly<Record<string, string>> = {
      mock: `mock_provider "terraform" {\n${mocked}}\n`,
      "mock fake": `mock_provider "terraform" {\n  alias = "fake"\n${mocked}}\n`,
      fake: 'provider "terraform" {\n  alias = "fake"\n}\n',
    };
    const given =
      variables === undefined
        ? "variables {\n  needed = {}\n}\n"
        : `variables {\n  name   = ${variables[0]}\n  needed = ${variables[1]}\n}\n`;
    const runs = [runText("first", first), ...more.map((one, at) => runText(at === 0 ? last : "third", one))];
    return given + (kinds[provider] ?? provider) + overrides + runs.join("");
  });

/** Validated, then played by one or two commands. */
export const testFiles: fc.Arbitrary<Script> = fc
  .record({
    file,
    second: fc.option(file, { freq: 1, nil: undefined }),
    args: fc.constantFrom<readonly string[]>(
      [],
      [],
      ["-verbose"],
      ["-var=name=v"],
      ["-var=given=g"],
      ["-filter=a.tftest.hcl"],
      ["-filter=none"],
      ["-json"],
      ["-test-directory=more"],
    ),
    tfvars: fc.constantFrom(undefined, undefined, 'name = "file"\n', "nothing = 1\n"),
  })
  .map(({ file, second, args, tfvars }) => ({
    files: {
      ...FILES,
      "a.tftest.hcl": file,
      "mocks/m.tfmock.hcl": 'mock_resource "terraform_data" {\n  defaults = {\n    id = "mocked"\n  }\n}\n',
      ...(second === undefined ? {} : { "tests/b.tftest.hcl": second }),
      ...(tfvars === undefined ? {} : { "terraform.tfvars": tfvars }),
    },
    lines: [
      { args: ["init", "-no-color"] },
      { args: ["validate", "-no-color"] },
      {
        args: ["test", "-no-color", ...args],
        ...(args.includes("-json") ? { told: messages } : {}),
      },
    ],
  }));

/** Of each message all but its time. */
function messages(stdout: string): unknown {
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => {
      const { "@timestamp": _, ...message } = JSON.parse(line) as Record<string, unknown>;
      return JSON.stringify(message).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<uuid>");
    })
    .filter((line) => !line.includes('"elapsed_seconds"') && !line.includes('"type":"version"'));
}

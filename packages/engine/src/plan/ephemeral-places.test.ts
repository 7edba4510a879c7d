import { CAUSED_BY_CONFIDENTIAL, hasErrors } from "@tutti/hcl";
import { expect, it } from "vitest";
import { EMPTY, type Files, messages, World } from "../../testkit/world.ts";

const HEAD = `terraform {
  required_providers {
    cloud = { source = "hashicorp/cloud" }
  }
}
ephemeral "cloud_secret" "s" { name = "s" }
module "m" {
  source = "./m"
  given  = ephemeral.cloud_secret.s.value
}
`;

const MODULE = `variable "given" { ephemeral = true }
output "out" {
  value     = var.given
  ephemeral = true
}
output "box" { value = { plain = 1 } }
`;

async function said(text: string, more: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const files: Files = { "main.tf": HEAD + text, "m/main.tf": MODULE, ...more };
  const { diagnostics, plan } = await new World().plan(EMPTY, files);
  expect(plan.errored).toBe(hasErrors(diagnostics));
  return messages(diagnostics).toSorted();
}

const NOT_WRITE_ONLY = (name: string): string =>
  `Invalid use of ephemeral value: Ephemeral values are not valid for "${name}", because it is not a write-only attribute and must be persisted to state.`;
const NOT_ASSIGNABLE = (name: string): string =>
  `Invalid use of ephemeral value: Ephemeral values are not valid for "${name}", because it is not an assignable attribute.`;

it.each<[title: string, text: string, said: readonly string[]]>([
  ["an argument", 'resource "cloud_vault" "v" { name = module.m.out }', [NOT_WRITE_ONLY("name")]],
  [
    "a part of an argument",
    'resource "cloud_vault" "v" { name = "x${module.m.out}" }',
    [NOT_WRITE_ONLY("name")],
  ],
  [
    "an argument of a data source",
    'data "cloud_thing" "t" { name = module.m.out }',
    [NOT_WRITE_ONLY("name")],
  ],
  [
    "an argument of a nested block, each for itself",
    `resource "cloud_vault" "v" {
  name = "v"
  part { name = module.m.out }
  part {
    name   = module.m.out
    key_wo = module.m.out
  }
}`,
    [NOT_ASSIGNABLE("part"), NOT_ASSIGNABLE("part")],
  ],
  [
    "count",
    'resource "cloud_vault" "v" {\n  name  = "v"\n  count = module.m.out == "" ? 0 : 1\n}',
    [
      'Invalid count argument: The given "count" is derived from an ephemeral value, which means that <Tutti> cannot persist it between plan/apply rounds. Use only non-ephemeral values to specify the number of resource instances.',
    ],
  ],
  [
    "an output of the root module",
    'output "o" { value = module.m.out }',
    [
      "Ephemeral value not allowed: This output value is not declared as returning an ephemeral value, so it cannot be set to a result derived from an ephemeral value.",
    ],
  ],
  [
    "a provisioner, a write-only argument, a local and ephemeralasnull",
    `locals { l = module.m.out }
resource "cloud_vault" "v" {
  name      = "v"
  secret_wo = local.l
  part { key_wo = local.l }
  provisioner "local-exec" { command = local.l }
}
output "o" { value = ephemeralasnull(local.l) }
`,
    [],
  ],
  ["what is not ephemeral beside it", 'resource "cloud_vault" "v" { name = module.m.box.plain }', []],
])("in %s", async (_title, text, expected) => {
  expect(await said(text)).toEqual(expected);
});

it("in a variable of a module that does not take it", async () => {
  const found = await said('module "n" {\n  source = "./n"\n  plain  = module.m.out\n}', {
    "n/main.tf": 'variable "plain" {}\n',
  });
  expect(found).toEqual([
    "Ephemeral value not allowed: This input variable is not declared as accepting a ephemeral values, so it cannot be set to a result derived from an ephemeral value.",
  ]);
});

it.each([
  ["a plain value", 'value = "x"'],
  ["a list that holds one", "value = [var.given]"],
])("an output that says it is ephemeral may not return %s", async (_title, value) => {
  const found = await said('module "n" {\n  source = "./n"\n  given = module.m.out\n}', {
    "n/main.tf": `variable "given" { ephemeral = true }\noutput "o" {\n  ${value}\n  ephemeral = true\n}\n`,
  });
  expect(found).toEqual([
    "Value not allowed in ephemeral output: This output value is declared as returning an ephemeral value, so it can only be set to an ephemeral value.",
  ]);
});

it("conditions of an ephemeral block are asked of it, and leave no result", async () => {
  const rules = (post: string): string => `ephemeral "cloud_secret" "c" {
  name = "c"
  lifecycle {
    precondition {
      condition     = ephemeral.cloud_secret.s.value != ""
      error_message = "pre"
    }
    postcondition {
      condition     = self.value == ${JSON.stringify(post)}
      error_message = "post"
    }
  }
}
`;
  expect(await said(rules("secret of c"))).toEqual([]);
  expect(await said(rules("another"))).toEqual(["Resource postcondition failed: post"]);
  const files = { "main.tf": HEAD + rules("secret of c"), "m/main.tf": MODULE };
  expect((await new World().run(EMPTY, files)).state.checkResults).toEqual([]);
});

it("shows which value of a for_each is one, and no value", async () => {
  const files = {
    "main.tf": `${HEAD}resource "cloud_vault" "v" {
  name     = "v"
  for_each = toset([module.m.out])
}`,
    "m/main.tf": MODULE,
  };
  const { diagnostics } = await new World().plan(EMPTY, files);
  const [found] = diagnostics;
  expect(found?.summary).toBe("Invalid for_each argument");
  const { tags } = found?.extra?.kind === "tagged" ? found.extra : { tags: new Set() };
  expect([...tags]).toEqual([CAUSED_BY_CONFIDENTIAL]);
  expect(found?.evalContext).toBeDefined();
});

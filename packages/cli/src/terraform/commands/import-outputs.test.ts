/** What the import command leaves in the state beside the object: outputs, and data that were read. */

import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const CONFIG = `
variable "v" {
  default = "given"
}
resource "terraform_data" "a" {
  input = "is not planned"
}
resource "terraform_data" "counted" {
  count = 3
}
resource "terraform_data" "named" {
  for_each = toset(["x", "y"])
}
module "m" {
  source = "./m"
}
data "terraform_remote_state" "other" {
  backend = "local"
  config  = { path = "\${path.module}/other.tfstate" }
}
output "id" {
  value = terraform_data.a.id
}
output "input" {
  value = terraform_data.a.input
}
output "both" {
  value = [var.v, terraform_data.a.id]
}
output "counted" {
  value = terraform_data.counted[*].id
}
output "named" {
  value = { for key, item in terraform_data.named : key => item.id }
}
output "of_module" {
  value = module.m.id
}
output "read" {
  value = data.terraform_remote_state.other.outputs.k
}
output "secret" {
  value     = sensitive("s")
  sensitive = true
}
`;

const OTHER = JSON.stringify({
  version: 4,
  terraform_version: "1.11.4",
  serial: 1,
  lineage: "other",
  outputs: { k: { value: "v", type: "string" } },
  resources: [],
});

async function imported(addresses: readonly string[]) {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf": CONFIG,
    "m/main.tf":
      'resource "terraform_data" "inner" {}\noutput "id" {\n  value = terraform_data.inner.id\n}\n',
    "other.tfstate": OTHER,
  });
  expect((await terminal.run("init")).status).toBe(0);
  for (const address of addresses) {
    const run = await terminal.run(["import", address, `id of ${address}`]);
    expect(run.status, run.err).toBe(0);
  }
  const { outputs, resources } = JSON.parse((await terminal.run("state pull")).out);
  const value = (name: string) => [outputs[name].type, outputs[name].value];
  return {
    value,
    outputs,
    addresses: resources.map(({ mode, type }: Record<string, string>) => `${mode} ${type}`),
  };
}

const text = ["string", null];

test("what is known is stored, and what is not is null of its type", async () => {
  const { value, outputs, addresses } = await imported(["terraform_data.a"]);
  expect(addresses).toEqual(["data terraform_remote_state", "managed terraform_data"]);
  expect(value("id")).toEqual(["string", "id of terraform_data.a"]);
  expect(outputs).not.toHaveProperty("input");
  expect(value("both")).toEqual([
    ["tuple", ["string", "string"]],
    ["given", "id of terraform_data.a"],
  ]);
  expect(value("counted")).toEqual(["dynamic", null]);
  expect(value("named")).toEqual(["dynamic", null]);
  expect(value("of_module")).toEqual(text);
  expect(value("read")).toEqual(["string", "v"]);
  expect(outputs.secret).toEqual({ value: "s", type: "string", sensitive: true });
});

test("an output that the configuration has no more goes", async () => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf": 'resource "terraform_data" "a" {}\noutput "id" {\n  value = terraform_data.a.id\n}\n',
    "terraform.tfstate": OTHER,
  });
  expect((await terminal.run("import terraform_data.a x")).status).toBe(0);
  const { outputs } = JSON.parse((await terminal.run("state pull")).out);
  expect(Object.keys(outputs)).toEqual(["id"]);
});

test("of repeated blocks the instances that there are", async () => {
  const { value } = await imported(["terraform_data.counted[1]", 'terraform_data.named["y"]']);
  expect(value("counted")).toEqual([
    ["tuple", ["string", "string"]],
    [null, "id of terraform_data.counted[1]"],
  ]);
  expect(value("named")).toEqual([["object", { y: "string" }], { y: 'id of terraform_data.named["y"]' }]);
  expect(value("id")).toEqual(text);
});

const asks = (kind: string, condition: string): string => `
  ${kind} {
    condition     = ${condition}
    error_message = "asked too much"
  }`;

test.each([
  {
    of: "an output",
    config: `output "o" {\n  value = 1${asks("precondition", 'terraform_data.a.id == "x"')}\n}\n`,
    status: 1,
    told: "Error: Module output value precondition failed",
  },
  {
    of: "a resource",
    config: `resource "terraform_data" "b" {\n  lifecycle {${asks("precondition", 'terraform_data.a.id == "x"')}\n  }\n}\n`,
    status: 0,
    told: "Warning: Resource precondition failed",
  },
  {
    of: "a check",
    config: `check "c" {${asks("assert", 'terraform_data.a.id == "x"')}\n}\n`,
    status: 0,
    told: "Warning: Check block assertion failed",
  },
  {
    of: "nothing, but data that cannot be read",
    config: 'data "terraform_remote_state" "s" {\n  backend = "local"\n  config  = { path = "nowhere" }\n}\n',
    status: 1,
    told: "Error: Unable to find remote state",
  },
])("a condition of $of", async ({ config, status, told }) => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": `resource "terraform_data" "a" {}\n${config}` });
  const run = await terminal.run("import -no-color terraform_data.a an-id");
  expect([run.status, run.out + run.err]).toEqual([status, expect.stringContaining(told)]);
  expect((await terminal.run("state list")).status).toBe(status);
});

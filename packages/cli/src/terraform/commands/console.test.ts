import { expect, test } from "vitest";
import { expectRows } from "../../../testkit/rows.ts";
import { createTerminal } from "../../../testkit/terminal.ts";

test("console: a script shows its last answer, a person sees each", async () => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf":
      'variable "v" {\n  default = "x"\n}\nvariable "s" {\n  default   = "hidden"\n  sensitive = true\n}\nlocals {\n  l = [1, 2]\n}\n',
  });
  await expectRows(terminal.run, [
    ["console", 0, { out: '"X"\n' }, { stdin: "1 + 1\nupper(var.v)\n" }],
    ["console -var v=y", 0, { out: '"y"\n' }, { stdin: "var.v\n" }],
    ["console", 0, { out: "(sensitive value)\n" }, { stdin: "var.s\n" }],
    ["console", 0, { out: "number\n" }, { stdin: "type(1)\n" }],
    ["console", 1, { err: /Invalid use of type function/ }, { stdin: "[type(1)]\n" }],
    ["console", 1, { err: /undeclared|not been declared/ }, { stdin: "var.nope\n" }],
    [
      "console",
      1,
      {
        err: /Error: Missing expression\s[\s\S]*Expected the start of an expression, but found the end of the file\./,
      },
      { stdin: "1 +\n" },
    ],
    ["console", 0, { out: /^The Terraform console allows/ }, { stdin: "help\n" }],
    ["console", 0, {}, { stdin: "exit\n2\n" }],
    [
      "console",
      0,
      { out: "> 3\n> [\n  1,\n  2,\n]\n> \n" },
      { stdin: "1 + 2\nlocal.l\n", interactive: true },
    ],
    ["console -var nope=1", 1, { err: /undeclared variable/ }],
  ]);
});

test("console: functions of providers that the module requires, by its names for them", async () => {
  const terminal = createTerminal();
  const used = 'resource "terraform_data" "a" {\n}\n';
  const call = { stdin: "provider::tf::encode_expr(1)\n" };
  const unrequired = { stdin: "provider::terraform::encode_expr(1)\n" };
  await terminal.write({ "main.tf": used });
  await expectRows(terminal.run, [
    ["console", 1, { err: /There is no function named "provider::terraform::encode_expr"/ }, unrequired],
  ]);
  const required =
    'terraform {\n  required_providers {\n    tf = {\n      source = "terraform.io/builtin/terraform"\n    }\n  }\n}\n';
  await terminal.write({ "main.tf": used + required });
  await expectRows(terminal.run, [
    ["console", 0, { out: /"1"\n$/ }, call],
    [
      "console",
      1,
      { out: /Duplicate/, err: /There is no function named "provider::terraform::/ },
      unrequired,
    ],
    [
      "console",
      1,
      { out: /Duplicate/, err: /The function "x" is not available from the provider "tf"/ },
      { stdin: "provider::tf::x(1)\n" },
    ],
  ]);
  await terminal.write({ "main.tf": `${required}output "o" {\n  value = provider::tf::x(1)\n}\n` });
  await expectRows(terminal.run, [
    ["validate", 1, { err: /The function "x" is not available from the provider "tf"/ }],
  ]);
});

test("console -plan: objects are what a plan would make of them, and nothing is changed", async () => {
  const terminal = createTerminal();
  const main = `variable "v" {
  default = "x"
}
resource "terraform_data" "a" {
  input = var.v
}
resource "terraform_data" "n" {
  count = var.v == "x" ? 1 : 2
}
module "m" {
  source = "./m"
  id     = terraform_data.a.id
}
`;
  const inner = `variable "id" {}
resource "terraform_data" "in" {
  input = var.id
}
output "o" {
  value = terraform_data.in.input
}
`;
  await terminal.write({ "main.tf": main, "m/main.tf": inner });
  const line = (text: string) => ({ stdin: `${text}\n` });
  await expectRows(terminal.run, [
    ["init", 0, { out: /initialized/ }],
    ["console", 0, { out: "(known after apply)\n" }, line("terraform_data.a.input")],
    ["console -plan", 0, { out: '"x"\n' }, line("terraform_data.a.input")],
    ["console -plan", 0, { out: "(known after apply)\n" }, line("module.m.o")],
    ["apply -auto-approve", 0, { out: /Apply complete/ }],
    ["console -plan -var v=y", 0, { out: "(known after apply)\n" }, line("terraform_data.a.output")],
    ["console -var v=y", 0, { out: '"x"\n' }, line("terraform_data.a.input")],
    ["console -plan -var v=y", 0, { out: '"y"\n' }, line("terraform_data.a.input")],
    ["console -plan -var v=y", 0, { out: "2\n" }, line("length(terraform_data.n)")],
    ["console -plan", 0, { out: /^"[0-9a-f-]{36}"\n$/ }, line("module.m.o")],
    ["plan -detailed-exitcode", 0, { out: /No changes/ }],
  ]);
  const state = await terminal.read("terraform.tfstate");
  const conditions = `output "o" {
  value = 1
  precondition {
    condition     = var.v != "z"
    error_message = "no z"
  }
}
check "c" {
  assert {
    condition     = var.v == "x"
    error_message = "only x"
  }
}
`;
  await terminal.write({ "conditions.tf": conditions });
  const unsure = "Due to the problems above, some expressions may produce unexpected results.";
  await expectRows(terminal.run, [
    [
      "console -plan -var v=y",
      0,
      { out: /Warning: Check block assertion failed[\s\S]*only x[\s\S]*"y"\n$/ },
      line("var.v"),
    ],
    [
      "console -plan -var v=z",
      0,
      { out: new RegExp(`Warning: ${unsure}[\\s\\S]*"z"\n$`), err: /precondition failed[\s\S]*no z/ },
      line("terraform_data.a.input"),
    ],
  ]);
  await terminal.write({ "wrong.tf": 'resource "terraform_data" "w" {\n  nope = 1\n}\n' });
  await expectRows(terminal.run, [
    [
      "console -plan",
      0,
      { out: new RegExp(`Warning: ${unsure}[\\s\\S]*"x"\n$`), err: /Unsupported argument/ },
      line("terraform_data.a.input"),
    ],
    [
      "console -plan",
      1,
      { out: new RegExp(unsure), err: /has not been declared/ },
      line("terraform_data.nope"),
    ],
  ]);
  expect(await terminal.read("terraform.tfstate")).toBe(state);
  expect(await terminal.read(".terraform.tfstate.lock.info")).toBeUndefined();
});

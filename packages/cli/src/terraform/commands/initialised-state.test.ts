import { expect, test } from "vitest";
import { expectRows } from "../../../testkit/rows.ts";
import { createTerminal } from "../../../testkit/terminal.ts";

const RIGHT = 'module "m" {\n  source = "./m"\n}\nresource "terraform_data" "a" {}\n';

/** What each command says while a module, and while the root module cannot be read. */
const COMMANDS: readonly (readonly [command: string, module: number, root: number])[] = [
  ["state list", 0, 1],
  ["state show terraform_data.a", 1, 1],
  ["state pull", 1, 1],
  ["state mv terraform_data.a terraform_data.b", 1, 1],
  ["state rm terraform_data.a", 1, 1],
  ["state replace-provider -auto-approve hashicorp/a hashicorp/b", 1, 1],
  ["state push terraform.tfstate", 1, 1],
  ["taint terraform_data.a", 1, 1],
  ["show", 1, 1],
  ["show -json", 1, 1],
  ["show -json terraform.tfstate", 1, 1],
  ["output", 0, 1],
  ["output -json", 0, 1],
  ["workspace list", 0, 1],
  ["workspace new w", 0, 1],
  ["workspace select -or-create default", 0, 1],
  ["workspace show", 0, 0],
  ["version", 0, 0],
];

/** Not compared. */
const ANYTHING = { out: /(?:)/ };

test("what is wrong with the configuration keeps commands from the state", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": RIGHT, "m/main.tf": "" });
  await expectRows(terminal.run, [
    ["init", 0, ANYTHING],
    ["apply -auto-approve", 0, ANYTHING],
  ]);
  const refusal = { err: /Unsupported block type[\s\S]*foo/ };
  const rows = (at: 1 | 2) =>
    COMMANDS.map((row) => [row[0], row[at], row[at] === 1 ? refusal : ANYTHING] as const);
  await terminal.write({ "m/main.tf": "foo {}\n" });
  await expectRows(terminal.run, rows(1));
  await terminal.write({ "main.tf": `${RIGHT}foo {}\n`, "m/main.tf": "" });
  await expectRows(terminal.run, rows(2));
});

test("where there is no state, a module that cannot be read does not matter", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": RIGHT, "m/main.tf": "foo {}\n" });
  await expectRows(terminal.run, [
    ["show", 0, { out: "No state.\n" }],
    ["show -json", 0, { out: '{"format_version":"1.0"}\n' }],
  ]);
});

test("commands that only show do not compare versions, those that change the state do", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": 'resource "terraform_data" "a" {}\n' });
  await expectRows(terminal.run, [["apply -auto-approve", 0, ANYTHING]]);
  await terminal.write({
    "main.tf": 'terraform {\n  required_version = "> 2"\n}\nresource "terraform_data" "a" {}\n',
  });
  const refusal = { err: /Unsupported Terraform Core version/ };
  await expectRows(terminal.run, [
    ["state list", 0, ANYTHING],
    ["state show terraform_data.a", 0, ANYTHING],
    ["output", 0, { out: /No outputs found/ }],
    ["show", 0, ANYTHING],
    ["show -json", 0, ANYTHING],
    ["console", 0, ANYTHING, { stdin: "1\n" }],
    ["graph", 0, ANYTHING],
    ["providers", 0, ANYTHING],
    ["providers schema -json", 0, ANYTHING],
    ["workspace list", 0, ANYTHING],
    ["untaint terraform_data.a", 1, { err: /is not tainted/ }],
    ["state pull", 1, refusal],
    ["state rm terraform_data.a", 1, refusal],
    ["state mv terraform_data.a terraform_data.b", 1, refusal],
    ["state push terraform.tfstate", 1, refusal],
    ["state replace-provider -auto-approve hashicorp/a hashicorp/b", 1, refusal],
    ["taint terraform_data.a", 1, refusal],
    ["plan", 1, refusal],
    ["validate", 1, refusal],
    ["modules", 1, refusal],
    ["get", 1, refusal],
  ]);
});

test("commands of the state ask for init where the backend changed", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": "" });
  expect(await terminal.run("init")).toMatchObject({ status: 0 });
  await terminal.write({ "main.tf": 'terraform {\n  backend "local" {\n    path = "x"\n  }\n}\n' });
  const refusal = { err: /Backend initialization required/ };
  await expectRows(terminal.run, [
    ["state list", 1, refusal],
    ["show", 1, refusal],
    ["output", 1, refusal],
    ["workspace list", 1, refusal],
    ["state mv terraform_data.a terraform_data.b", 1, refusal],
  ]);
});

test("a place in the configuration is named whole where the state is to be changed", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": 'resource "terraform_data" "a" {}\nresource "terraform_data" "a" {}\n' });
  const whole = { err: / on \/(\S*\/)?main\.tf line 2/ };
  const short = { err: / on main\.tf line 2/ };
  await expectRows(terminal.run, [
    ["taint terraform_data.a", 1, whole],
    ["state pull", 1, whole],
    ["state rm terraform_data.a", 1, whole],
    ["untaint terraform_data.a", 1, short],
    ["force-unlock -force x", 1, short],
    ["state list", 1, short],
    ["output", 1, short],
  ]);
});

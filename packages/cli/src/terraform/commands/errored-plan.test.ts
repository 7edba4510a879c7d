/** What is shown of a plan that failed. */

import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const CONFIG = `
variable "x" {
  default = 1
}
resource "terraform_data" "ok" {
  input = var.x
}
resource "terraform_data" "a" {
  count = var.x
  lifecycle {
    precondition {
      condition     = var.x == 1
      error_message = "pre"
    }
    postcondition {
      condition     = self.id != ""
      error_message = "post"
    }
  }
}
`;
const PLANNED = "planned the following actions, but then encountered a problem";
const FAILED = "Planning failed. Terraform encountered an error";
const summary = (add: number, change: number) => `Plan: ${add} to add, ${change} to change, 0 to destroy.`;

test.each([
  { flags: "", words: PLANNED, message: summary(0, 1) },
  { flags: " -target=terraform_data.a", words: FAILED, message: summary(0, 0) },
  { flags: " -refresh-only", words: FAILED, message: summary(0, 0) },
])("plan$flags", async ({ flags, words, message }) => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": CONFIG });
  expect((await terminal.run("apply -auto-approve")).status).toBe(0);
  const said = await terminal.run(`plan -no-color -var x=2${flags}`);
  expect([said.status, said.out.replaceAll("\n", " ")]).toEqual([1, expect.stringContaining(words)]);
  const { status, out } = await terminal.run(`plan -json -var x=2${flags}`);
  const told = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === "change_summary")
    .map((one) => one["@message"]);
  expect([status, told]).toEqual([1, [message]]);
});

test("an errored plan that was saved is refused, and leaves no state", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": CONFIG });
  expect((await terminal.run("plan -var x=2 -out=p")).status).toBe(1);
  const { status, err } = await terminal.run("apply -no-color p");
  expect([status, err]).toEqual([1, expect.stringContaining("Error: Cannot apply incomplete plan")]);
  expect(await terminal.read("terraform.tfstate")).toBeUndefined();
});

test.each([
  { command: "plan", shown: true },
  { command: "apply -auto-approve", shown: false },
])("a plan that failed before it met anything: $command", async ({ command, shown }) => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf":
      'variable "x" {\n  validation {\n    condition     = var.x == 1\n    error_message = "one"\n  }\n}\n',
  });
  const { status, out } = await terminal.run(`${command} -no-color -var x=2`);
  expect([status, out.includes("Planning failed.")]).toEqual([1, shown]);
});

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

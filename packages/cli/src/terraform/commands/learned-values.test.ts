/** Updates that were planned because something was not known, and that nothing comes of. */

import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const config = (input: string): string => `
variable "triggers" {
  default = "1"
}
resource "terraform_data" "first" {
  input            = { text = "t", list = [1, true, null], none = null, set = toset(["x"]) }
  triggers_replace = var.triggers
}
resource "terraform_data" "counted" {
  count            = 2
  input            = count.index
  triggers_replace = var.triggers
}
resource "terraform_data" "then" {
  input = ${input}
}
`;

test.each([
  { input: "terraform_data.first.output", modified: 0 },
  { input: "terraform_data.first.output.text", modified: 0 },
  { input: "terraform_data.first.output.none", modified: 0 },
  { input: "terraform_data.first.output.list[1]", modified: 0 },
  { input: "terraform_data.first.output.set", modified: 0 },
  { input: "terraform_data.counted[*].output", modified: 0 },
  { input: "[for each in terraform_data.counted : each.output]", modified: 0 },
  { input: "length(terraform_data.counted[0].id)", modified: 0 },
  { input: "sensitive(terraform_data.first.output)", modified: 0 },
  { input: "terraform_data.first.id", modified: 1 },
  { input: '"${terraform_data.counted[0].id}-x"', modified: 1 },
])("$input", async ({ input, modified }) => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": config(input) });
  expect((await terminal.run("apply -auto-approve")).status).toBe(0);
  const { status, out } = await terminal.run("apply -no-color -auto-approve -var triggers=2");
  expect([status, out]).toEqual([
    0,
    expect.stringContaining(`Apply complete! Resources: 3 added, ${modified} changed, 3 destroyed.`),
  ]);
  expect(out.includes("terraform_data.then: Modifying...")).toBe(modified === 1);
});

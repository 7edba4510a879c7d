import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const config = (value: string): string =>
  `variable "index" {\n  default = 0\n}\noutput "a" {\n  value = ${value}\n}\noutput "longer" {\n  value = [1][var.index]\n}\n`;

// Compatibility: what Terraform 1.11.4 writes.
test.each([
  ["names stand below each other, those that stay counted", "plan", "  ~ a      = 1 -> 2\n"],
  ["one that fails is no change", "plan -var=index=5", "  ~ a = 1 -> 2\n"],
])("outputs in a plan: %s", async (_, line, wanted) => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": config("1") });
  await terminal.run("init");
  await terminal.run("apply -auto-approve");
  await terminal.write({ "main.tf": config("2") });
  const { out } = await terminal.run(`${line} -no-color`);
  expect(/Changes to Outputs:\n((?: .*\n)*)/.exec(out)?.[1]).toBe(wanted);
});

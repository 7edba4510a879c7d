import { expect, test } from "vitest";
import { OWN_COMMANDS } from "../../own/table.ts";
import { TERRAFORM_COMMANDS } from "../commands/table.ts";
import { usageOf } from "./usage.ts";

const NAMES = Object.entries({ ...OWN_COMMANDS, ...TERRAFORM_COMMANDS })
  .filter(([, { summary }]) => summary !== "Not supported")
  // `env` is an older name of `workspace`, and shows the usage of that.
  .filter(([name]) => !/^env( |$)/.test(name))
  .map(([name]) => name);

test.each(NAMES)("the usage of %s says what it does, and what each option does", (name) => {
  const text = usageOf(name, "tutti");
  expect(text).toMatch(new RegExp(`^Usage: tutti \\[global options\\] ${name}\\b.*\n\n  \\S`));
  expect(text.split("\n").filter((line) => line.length > 82)).toEqual([]);
  expect(text.split("\n").filter((line) => /^ {2}-\S+ *$/.test(line))).toEqual([]);
});

test.each(NAMES)("the usage of %s names Terraform when called by its name", (name) => {
  expect(usageOf(name, "terraform")).not.toMatch(/tutti/i);
});

test("the usage of env is that of workspace", () => {
  expect(usageOf("env new", "tutti")).toBe(usageOf("workspace new", "tutti"));
  expect(usageOf("env", "terraform")).toBe(usageOf("workspace", "terraform"));
});

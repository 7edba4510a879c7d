import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const TWICE =
  'variable "x" {\n}\nvariable "x" {\n}\noutput "o" {\n  value = 1\n}\noutput "o" {\n  value = 1\n}\n';

const error = (summary: string, line: number, text: string, detail: string): string =>
  `\nError: ${summary}\n\n  on main.tf line ${line}:\n   ${line}: ${text} {\n\n${detail}\n`;

const FIRST = error(
  "Duplicate variable declaration",
  3,
  'variable "x"',
  'A variable named "x" was already declared at main.tf:1,1-13. Variable names\nmust be unique within a module.',
);
const SECOND = error(
  "Duplicate output definition",
  8,
  'output "o"',
  'An output named "o" was already defined at main.tf:5,1-11. Output names must\nbe unique within a module.',
);

/** Each mistake has a line more behind it in commands that Terraform has from before its views. */
const SPACED = [
  "console",
  "force-unlock -force x",
  "get",
  "graph",
  "providers",
  "providers lock",
  "providers mirror out",
  "providers schema -json",
  "state list",
  "workspace list",
  "workspace new w",
];
const CLOSE = ["validate", "plan", "apply", "destroy", "refresh", "test", "modules"];

test.each([
  ...SPACED.map((line) => [line, `${FIRST}\n${SECOND}\n`] as const),
  ...CLOSE.map((line) => [line, FIRST + SECOND] as const),
])("%s tells of two mistakes as Terraform does", async (line, wanted) => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": TWICE });
  const { status, err } = await terminal.run(`${line} -no-color`);
  expect([status, err]).toEqual([1, wanted]);
});

/** Which of the two ways a command tells of a damaged state. */
const DAMAGED: readonly (readonly [string, string])[] = [
  ["state show terraform_data.a", "\nError: Unsupported state file format\n\nThe state file could not"],
  ["providers schema -json", "\nError: Unsupported state file format\n\nThe state file could not"],
  ["providers", "Failed to load state: 2 problems:\n\n- Unsupported state file format: The state"],
  ["init", "\nError: Error refreshing state: 2 problems:\n\n- Unsupported state file format: The state"],
];

test.each(DAMAGED)("%s tells of a damaged state", async (line, wanted) => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": "terraform {}\n", "terraform.tfstate": "{" });
  const { status, err } = await terminal.run(`${line} -no-color`);
  expect([status, err.slice(0, wanted.length)]).toEqual([1, wanted]);
});

test("providers schema shows the providers of the state too", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": 'resource "terraform_data" "a" {}\n' });
  await terminal.run("apply -auto-approve");
  await terminal.write({ "main.tf": "terraform {}\n" });
  const { out } = await terminal.run("providers schema -json");
  expect(out).toMatch(/^\{"format_version":"1\.0","provider_schemas":\{"terraform\.io\/builtin\/terraform":/);
  // As Go writes JSON.
  expect(out).toContain('backend \\"\\u003cTYPE\\u003e\\"');
});

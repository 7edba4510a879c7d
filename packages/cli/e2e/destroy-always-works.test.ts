import { expect, test } from "vitest";
import { destroysAnyway, leavesNothing } from "./destroy-always-works.ts";

const SENSITIVE = "Error: Output refers to sensitive values on main.tf line 18";
const IMPORT = "Error: Configuration for import target does not exist on main.tf line 24";
const failed = (line: string, ...stderr: string[]) => ({ line, status: 1, stderr });
const came = (line: string, status = 0, ...stderr: string[]) => ({ line, status, stderr });

test.each([
  ["an output that is sensitive", failed("destroy", SENSITIVE), came("destroy"), true],
  ["an import without a block", failed("apply -destroy", IMPORT), came("apply -destroy"), true],
  ["both", failed("plan -destroy", SENSITIVE, IMPORT), came("plan -destroy"), true],
  ["one reason more", failed("destroy", SENSITIVE, "Error: Invalid index"), came("destroy"), false],
  ["no reason told", failed("destroy"), came("destroy"), false],
  ["ours fails too", failed("destroy", SENSITIVE), came("destroy", 1), false],
  ["ours says an error", failed("destroy", SENSITIVE), came("destroy", 0, "Error: x"), false],
  ["a part only", failed("destroy -target=a.b", SENSITIVE), came("destroy -target=a.b"), false],
  ["an ordinary apply", failed("apply", SENSITIVE), came("apply"), false],
  ["Terraform came through", came("destroy"), came("destroy"), false],
  [
    "changes by the status",
    failed("plan -destroy -detailed-exitcode", IMPORT),
    came("plan -destroy -detailed-exitcode", 2),
    true,
  ],
  ["2 unasked", failed("plan -destroy", IMPORT), came("plan -destroy", 2), false],
])("a destroy that Terraform refuses is right: %s", (_, terraform, ours, right) => {
  expect(destroysAnyway(terraform, ours)).toBe(right);
});

test.each([
  ["destroy -no-color -auto-approve", true],
  ["apply -destroy -auto-approve", true],
  ["plan -destroy", false],
  ["destroy -target=a.b", false],
])("%s leaves nothing: %s", (line, nothing) => {
  expect(leavesNothing(line)).toBe(nothing);
});

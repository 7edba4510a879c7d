import { expect, test } from "vitest";
import { declareErrors, type ErrorKind } from "./declare-errors.ts";

const sample = declareErrors({
  "no-value": "No value",
  "too-many": "Too many {} blocks",
  "missing-for": "Missing {} for {}",
});

test.each<[string, () => ErrorKind, string, string]>([
  ["fixed words", () => sample("no-value"), "no-value", "No value"],
  ["one filling", () => sample("too-many", "dynamic"), "too-many", "Too many dynamic blocks"],
  ["in their order", () => sample("missing-for", "name", "check"), "missing-for", "Missing name for check"],
  ["fillings are text, not words", () => sample("missing-for", "{}", "x"), "missing-for", "Missing {} for x"],
])("%s", (_, make, code, summary) => {
  expect(make()).toEqual({ code, summary });
});

test("what was not declared, or is not filled in, does not compile", () => {
  // @ts-expect-error: no such code
  expect(sample("no-valeu").summary).toBe("");
  // @ts-expect-error: the words leave something open
  expect(sample("too-many").summary).toBe("Too many undefined blocks");
  // @ts-expect-error: nothing is open
  expect(sample("no-value", "x").summary).toBe("No value");
  // @ts-expect-error: a text is no code
  const loose: ErrorKind = { code: "no-value", summary: "No value" };
  expect(loose.code).toBe("no-value");
});

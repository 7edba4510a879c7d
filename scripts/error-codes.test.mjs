import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { catalogue, codeOf, errorsIn, makersIn, readSources } from "./error-codes.mjs";

const makers = makersIn([
  "function refused(summary: string, detail: string) {}",
  "function errorDiagnostic(\n  summary: string,\n)",
]);
const root = fileURLToPath(new URL("..", import.meta.url));

test.each([
  ["Unsupported argument", "unsupported-argument"],
  ["Error: can't read", "error-can-t-read"],
  ["Invalid {…} name", "invalid-x-name"],
])("codeOf(%j)", (summary, code) => {
  expect(codeOf(summary)).toBe(code);
});

test.each([
  ['errorDiagnostic("No value", "Sentence.")', ["mistake No value"]],
  ['refused("Bad state", detail)', ["mistake Bad state"]],
  ['x = { severity: "error", summary: "No value", detail }', ["mistake No value"]],
  ["x = { summary: `Invalid ${kind} name`, detail }", ["mistake Invalid {…} name"]],
  ['throw new RuntimeError("ELOOP", path, "text")', ["world ELOOP"]],
  ['refused("EEXIST", path)', ["world EEXIST"]],
  ["x = { summary: other, detail }", []],
  ['command = { summary: "Create a thing", usage }', []],
  ['fail("lower case", 1)', []],
  ['refused("Alone")', []],
])("errorsIn(%j)", (text, wanted) => {
  expect(errorsIn("x.ts", text, makers).map(({ kind, words }) => `${kind} ${words}`)).toEqual(wanted);
});

test("docs/errors.md names the codes of the code (node scripts/error-codes.mjs --write makes it)", () => {
  expect(readFileSync(join(root, "docs", "errors.md"), "utf8")).toBe(catalogue(readSources(root)));
});

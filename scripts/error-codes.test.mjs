import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  catalogue,
  checkDeclarations,
  declarationsIn,
  EXPLANATIONS,
  explanations,
  PAGE,
  readSources,
  systemCodesIn,
} from "./error-codes.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

const declared = (inner) => `export const xError = declareErrors({${inner}});`;

test("declarationsIn() reads code, words and meaning", () => {
  const text = declared(`
  /** No such thing. Write it. */
  "no-value": "No value",
  /**
   * Two of
   * them.
   */
  twice: 'Twice "{}"',
  // no comment of that kind
  "bare": "Bare",
`);
  expect(declarationsIn("x.ts", text)).toEqual([
    { code: "no-value", words: "No value", meaning: "No such thing. Write it.", line: 3 },
    { code: "twice", words: 'Twice "{}"', meaning: "Two of them.", line: 8 },
    { code: "bare", words: "Bare", meaning: "", line: 10 },
  ]);
});

test.each([
  ['throw new RuntimeError("ELOOP", path, "text")', ["ELOOP"]],
  ['refused("EEXIST", path)', ["EEXIST"]],
  ['refused("Alone")', []],
  ['error.code === "ENOENT"', []],
  ["new RuntimeError(code, path, text)", []],
])("systemCodesIn(%j)", (text, wanted) => {
  expect(systemCodesIn("x.ts", text)).toEqual(wanted);
});

const made = { path: "packages/x/src/make.ts", text: 'xError("no-value"); xError("No_Value")' };
test.each([
  ["all is well", '/** It means this. */ "no-value": "No value"', undefined],
  ["no meaning", '"no-value": "No value"', "the comment is missing that says what it means and what to do"],
  ["another form", '/** It. */ "No_Value": "No value"', "a code is words in lower case with dashes"],
  ["nobody makes it", '/** It. */ "unused": "No value"', "nothing makes this error; take it out, or make it"],
])("checkDeclarations(): %s", (_, inner, finding) => {
  const path = "packages/x/src/errors.ts";
  const findings = checkDeclarations([{ path, text: declared(inner) }, made]);
  expect(findings.map((text) => text.split(": ").slice(2).join(": "))).toEqual(
    finding === undefined ? [] : [finding],
  );
});

test("checkDeclarations() finds a code that two rooms declare", () => {
  const text = declared('/** It. */ "no-value": "No value"');
  const files = ["packages/x/src/errors.ts", "packages/y/src/errors.ts"].map((path) => ({ path, text }));
  expect(checkDeclarations([...files, made])).toEqual([
    "packages/y/src/errors.ts:1: no-value: declared in packages/x/src/errors.ts already",
  ]);
});

test("checkDeclarations() finds a system's code that nobody explains", () => {
  const text = 'throw new RuntimeError("EODD", path, "text"); throw new RuntimeError("EIO", path, "text");';
  expect(checkDeclarations([{ path: "packages/x/src/x.ts", text }])).toEqual([
    "scripts/error-codes.mjs:1: EODD: WORLD does not say what it means and what to do",
  ]);
});

test("every kind of error is declared once, explained, and made somewhere", () => {
  expect(checkDeclarations(readSources(root))).toEqual([]);
});

test.each([
  [PAGE, catalogue],
  [EXPLANATIONS, explanations],
])("%s is made of what is declared (node scripts/error-codes.mjs --write makes it)", (path, make) => {
  expect(readFileSync(join(root, path), "utf8")).toBe(make(readSources(root)));
});

import { parseExpression } from "@tutti/hcl";
import { expect, test } from "vitest";
import { DiagnosticList } from "../diagnostic-list.ts";
import { unquoteReference } from "./quoted-reference.ts";

/** What comes of it, and what is said. */
test.each([
  ["a.b", "references", "scope-traversal", []],
  ['"a.b"', "references", "scope-traversal", ["Quoted references are deprecated"]],
  ['"a"', "keywords", "scope-traversal", ["Quoted keywords are deprecated"]],
  ['"${a}.b"', "references", "template", []],
  ['"${1 / 0}"', "references", "template-wrap", []],
  ['"a b"', "references", "scope-traversal", ["Invalid character", "Quoted references are deprecated"]],
  ['".a"', "references", "template", ["Variable name required", "Quoted references are deprecated"]],
  ['"%{ if true }a.b%{ endif }"', "references", "scope-traversal", ["Quoted references are deprecated"]],
  ["12", "references", "literal", []],
] as const)("%s", (text, kind, wanted, said) => {
  const diagnostics = new DiagnosticList();
  const found = unquoteReference(parseExpression(text, "f").expression, kind, diagnostics);
  expect(found.kind).toBe(wanted);
  expect(diagnostics.all.map(({ summary }) => summary)).toEqual(said);
});

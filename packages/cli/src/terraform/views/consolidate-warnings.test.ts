import { declareErrors } from "@tutti/errors";
import { type Diagnostic, errorDiagnostic, warningDiagnostic } from "@tutti/hcl";
import { expect, test } from "vitest";
import { compactWarnings } from "./compact-warnings.ts";
import { consolidateWarnings } from "./consolidate-warnings.ts";

const told = declareErrors({ old: "old", spare: "spare" });
const at = (line: number) => {
  const place = { line, column: 1, byte: line };
  return { filename: "main.tf", start: place, end: place };
};
const old = (line: number, detail = "d"): Diagnostic => warningDiagnostic(told("old"), detail, at(line));
const spare = (line: number): Diagnostic => warningDiagnostic(told("spare"), "s", at(line));
const failed = (line: number): Diagnostic => errorDiagnostic(told("old"), "e", at(line));
const ofCheck = (line: number): Diagnostic => ({
  ...old(line),
  extra: { kind: "tagged", tags: new Set(["check"]) },
});
const placeless = warningDiagnostic(told("old"), "p");

const one = "(and one more similar warning elsewhere)";

test.each([
  { name: "none", given: [], shown: [] },
  { name: "one", given: [old(1)], shown: ["old: d"] },
  { name: "two of a kind", given: [old(1), old(2)], shown: [`old: d\n\n${one}`] },
  {
    name: "three of a kind",
    given: [old(1), old(2), old(3)],
    shown: ["old: d\n\n(and 2 more similar warnings elsewhere)"],
  },
  {
    name: "two kinds",
    given: [old(1), spare(2), old(3), spare(4)],
    shown: [`old: d\n\n${one}`, `spare: s\n\n${one}`],
  },
  { name: "without a detail", given: [old(1, ""), old(2)], shown: [`old: ${one}`] },
  { name: "errors", given: [failed(1), failed(2)], shown: ["old: e", "old: e"] },
  { name: "an error between", given: [old(1), failed(2), old(3)], shown: [`old: d\n\n${one}`, "old: e"] },
  { name: "of checks", given: [ofCheck(1), ofCheck(2)], shown: ["old: d", "old: d"] },
  {
    name: "of checks, among others",
    given: [ofCheck(1), old(2), old(3)],
    shown: ["old: d", `old: d\n\n${one}`],
  },
  { name: "without a place", given: [placeless, placeless, old(3)], shown: ["old: p", "old: p", "old: d"] },
])("warnings that are alike: $name", ({ given, shown }) => {
  const texts = consolidateWarnings(given).map(
    ({ diagnostic: { summary, detail } }) => `${summary}: ${detail}`,
  );
  expect(texts).toEqual(shown);
});

test("in the compact form", () => {
  expect(compactWarnings([old(1), spare(2), old(3), old(4), ofCheck(5), placeless], "Terraform")).toBe(
    `
Warnings:

- old
  on main.tf line 1 (and 2 more)
- spare
  on main.tf line 2
- old
  on main.tf line 5
- old

To see the full warning notes, run Terraform without -compact-warnings.
`,
  );
});

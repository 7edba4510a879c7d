import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  evaluate,
  fillProductWords,
  parseConfig,
  renderDiagnostic,
  scopeOf,
  sortDiagnostics,
} from "@tutti/hcl";
import { describe, expect, test } from "vitest";
import { stillScope } from "../testkit/still-scope.ts";
import { loadAllFunctions } from "./load.ts";

/** Expressions with a mistake, and how `terraform validate` 1.11 shows it: without colours, and the text that has colours. */
const SHOWN: readonly [string, string, string][] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../testdata/shown-mistakes.json"), "utf8"),
);
const COLORS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
const context = { variables: scopeOf({}), functions: (await loadAllFunctions()).table(stillScope()) };

function shown(expression: string, color: boolean): string {
  const text = `output "o" {\n  value = ${expression}\n}\n`;
  const { body, diagnostics } = parseConfig(text, "o.tf");
  const attribute = body.blocks[0]?.body.attributes.get("value");
  const found =
    diagnostics.length > 0 || attribute === undefined
      ? diagnostics
      : evaluate(attribute.expression, context).diagnostics;
  const sources = (name: string) => (name === "o.tf" ? text : undefined);
  return sortDiagnostics(found)
    .map((diagnostic) => ({
      ...diagnostic,
      detail: fillProductWords(diagnostic.detail, { title: "Terraform", command: "terraform" }),
    }))
    .map((diagnostic) => renderDiagnostic(diagnostic, { sources, color }))
    .join("");
}

describe.each([
  ["without colours", false],
  ["with colours", true],
])("%s", (_, color) => {
  test.each(SHOWN)("%s", (expression, plain, colored) => {
    const text = shown(expression, color);
    expect(color ? text.replace(COLORS, "").replace(/ +$/gm, "") : text).toBe(color ? colored : plain);
  });
});

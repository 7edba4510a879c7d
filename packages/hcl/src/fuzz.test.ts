/** Whatever is thrown at the readers, they answer: no exception, no loop, no quadratic time. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HCL_WORDS } from "../testkit/hcl-grammar.ts";
import { decodeBody } from "./decode/decode-body.ts";
import { evaluate } from "./eval/evaluate.ts";
import { format } from "./format/format.ts";
import { parseJsonConfig } from "./json/parse-json-config.ts";
import { parseConfig, parseTemplate } from "./parse.ts";
import { renderDiagnostic } from "./render/render.ts";
import { scopeOf } from "./scope/context.ts";
import { traversalsOf } from "./static/references.ts";

const soup = fc.array(fc.constantFrom(...HCL_WORDS), { maxLength: 60 }).map((pieces) => pieces.join(""));

const SOURCE = `resource "a" "b" {
  x = [for k, v in var.m : "\${k}-\${upper(v)}" if v != null]
  y = { a = 1, (b) = c ? d : e, "f" = -g.*.h[0] }
  z = <<-EOT
    %{ if a ~}
    hi \${b}
    %{~ else }
    %{ for x in y }\${x}%{ endfor }
    %{ endif }
  EOT
  nested { w = f(a...) }
}
`;
const mutated = fc
  .tuple(fc.nat(SOURCE.length), fc.nat(12), fc.constantFrom(...HCL_WORDS, ""))
  .map(([at, length, piece]) => SOURCE.slice(0, at) + piece + SOURCE.slice(at + length));

function readAll(text: string): void {
  const { body, diagnostics } = parseConfig(text, "f");
  const sources = (): string => text;
  for (const diagnostic of diagnostics) renderDiagnostic(diagnostic, { sources });
  for (const { expression } of body.attributes.values()) {
    traversalsOf(expression);
    evaluate(expression, { variables: scopeOf({}), functions: new Map() });
  }
  parseTemplate(text, "f");
  format(text);
}

describe("readers", () => {
  test("answer to token soup", () => {
    fc.assert(fc.property(soup, readAll), { seed: 1, numRuns: 1500 });
  });

  test("answer to mutated files", () => {
    fc.assert(fc.property(mutated, readAll), { seed: 2, numRuns: 600 });
  });

  test("answer to mutated JSON", () => {
    const json = '{"a": [1, -2.5e3, "x${b}", null, true], "b": {"c": {"//": "k"}}}';
    const bad = fc
      .tuple(fc.nat(json.length), fc.nat(5), fc.constantFrom(...HCL_WORDS, "", "undefined", '"\\u12'))
      .map(([at, length, piece]) => json.slice(0, at) + piece + json.slice(at + length));
    fc.assert(
      fc.property(bad, (text) => {
        const { body } = parseJsonConfig(text, "f.json");
        decodeBody(body, { kind: "object", members: new Map() }, {});
      }),
      { seed: 3, numRuns: 800 },
    );
  });

  test.each([
    ["open brackets", "[", "", ""],
    ["open braces", "{", "", ""],
    ["open quotes", '"${', "", ""],
    ["heredocs", "<<E\n", "", ""],
    ["minus", "-", "", ""],
    ["items", "1,", "a = [", "]\n"],
    ["operators", "1 + ", "a = ", "1\n"],
    ["arguments", "a = 1\n", "", ""],
    ["wide characters", '"é" ', "a = [", "]\n"],
    ["dollar signs", "$", 'a = "', '"\n'],
    ["comments", "/* */ ", "a = ", "1\n"],
    ["splats", ".*", "a = b", "\n"],
    ["lines of a heredoc", " é${a}\n", "a = <<-E\n", "E\n"],
  ])("take linear time for many %s", (_, part, start, end) => {
    // CPU time, the best of three: what else the machine does must not count. Sixteen times the
    // text takes 16 times as long when it is read in linear time, and 256 times in quadratic time.
    const cost = (count: number): number => {
      const text = start + part.repeat(count) + end;
      const costs = [1, 2, 3].map(() => {
        const before = process.cpuUsage();
        readAll(text);
        const { user, system } = process.cpuUsage(before);
        return user + system;
      });
      return Math.min(...costs);
    };
    expect(cost(32_000) / Math.max(cost(2_000), 3_000)).toBeLessThan(100);
  });
});

import { describe, expect, test } from "vitest";
import { traversalText } from "./ast/traversal.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { parseConfig, parsePartialTraversal, parseTraversal } from "./parse.ts";
import { decodeSource } from "./source/decode-source.ts";
import { rangeText } from "./source/range.ts";

function texts(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ summary, subject }) => `${subject && rangeText(subject)} ${summary}`);
}

describe("parseConfig()", () => {
  const table: readonly [string, string, readonly string[]][] = [
    ["nothing wrong", 'a = 1\nb "l" m {\n  c = 2\n}\n', []],
    ["an argument twice", "a = 1\na = 2\n", ["f:2,1-2 Attribute redefined"]],
    ["a name alone", "a\n", ["f:1,1-2 Argument or block definition required"]],
    ["a quoted name", '"a" = 1\n', ["f:1,1-2 Invalid argument name"]],
    ["a comma behind an argument", "a = 1, b = 2\n", ["f:1,6-7 Unexpected comma after argument"]],
    ["two arguments on a line", "a = 1 b = 2\n", ["f:1,7-8 Missing newline after argument"]],
    ["a block without end", "a {\n  b = 1\n", ["f:1,3-4 Unclosed configuration block"]],
    ["a body on the next line", "a\n{\n}\n", ["f:1,1-2 Argument or block definition required"]],
    ["a labelled body on the next line", 'a "b"\n{\n}\n', ["f:1,6-2,1 Invalid block definition"]],
    [
      "two arguments in a one-line block",
      "a { b = 1, c = 2 }\n",
      ["f:1,10-11 Invalid single-argument block definition"],
    ],
    ["a nested block on one line", "a { b {} }\n", ["f:1,5-8 Argument definition required"]],
    ["a sequence in a label", 'a "${b}" {}\n', ["f:1,4-6 Invalid string literal"]],
    ["errors in several items", "a = \nb = 2\nc = ]\n", ["f:1,5-2,1 Invalid expression"]],
    [
      "errors of several kinds",
      "a = 'x'\nb = 1 & 2\n",
      ["f:1,5-6 Invalid character", "f:2,7-8 Unsupported operator", "f:1,5-6 Invalid expression"],
    ],
    ["a conditional without its else", "a = b ? c\n", ["f:1,10-2,1 Missing false expression in conditional"]],
    ["brackets left open", "a = [1, 2\n", ["f:1,5-6 Unterminated tuple constructor expression"]],
    ["items without a comma", "a = [1 2]\n", ["f:1,8-9 Missing item separator"]],
    ["an object without a value", "a = { b }\n", ["f:1,9-10 Missing key/value separator"]],
    ["a call left open", "a = f(1\n", ["f:1,5-7 Unterminated function call"]],
    ["a splat in a splat", "a = b.*.*\n", ["f:1,9-10 Nested splat expression not allowed"]],
    ["two legacy indexes", "a = b.0.1\n", ["f:1,7-10 Invalid legacy index syntax"]],
    ["a key in a tuple", "a = [for x in y : x => x]\n", ["f:1,19-20 Invalid 'for' expression"]],
    ["an unknown directive", 'a = "%{ fi x }"\n', ["f:1,9-11 Invalid template control keyword"]],
    ["an if without end", 'a = "%{ if x }"\n', ["f:1,15-16 Unexpected end of template"]],
    ["an unknown escape", 'a = "\\z"\n', ["f:1,6-8 Invalid escape sequence"]],
    ["columns behind wide characters", 'a = "👩‍👩‍👧‍👦é" x\n', ["f:1,10-11 Missing newline after argument"]],
  ];
  test.each(table)("%s", (_, text, wanted) => {
    expect(texts(parseConfig(text, "f").diagnostics)).toEqual(wanted);
  });

  test("bytes that are not UTF-8 are reported once, and positions stay right", () => {
    const bytes = Uint8Array.from([0x61, 0x20, 0x3d, 0x20, 0x22, 0xff, 0xfe, 0x22, 0x20, 0x78, 0x0a]);
    const { diagnostics } = parseConfig(decodeSource(bytes), "f");
    expect(diagnostics[0]).toMatchObject({
      summary: "Invalid character encoding",
      subject: { start: { line: 1, column: 6, byte: 5 }, end: { byte: 6 } },
    });
  });

  test("a byte order mark takes bytes but no column", () => {
    const { body } = parseConfig("\ufeffa = 1\n", "f");
    expect(body.attributes.get("a")?.nameRange.start).toEqual({ line: 1, column: 1, byte: 3 });
  });

  test.each([
    ["brackets", "a = ", "["],
    ["parentheses", "a = ", "("],
    ["negations", "a = ", "!"],
    ["conditionals", "a = ", "b ? c : "],
    ["blocks", "", "a {\n"],
    ["directives", 'a = "', "%{ if x }", '"\n'],
    ["splats", "a = b", "[*]"],
  ])("%s nested too deeply are one clear error", (_, start, part, end = "") => {
    const { diagnostics } = parseConfig(start + part.repeat(20_000) + end, "f");
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics.some(({ summary }) => summary === "Configuration nested too deeply")).toBe(true);
  });
});

describe("parseTraversal()", () => {
  test.each(["a", "a.b", "a[0].b", 'a["k"].c[12]'])("reads %s", (text) => {
    const { traversal, diagnostics } = parseTraversal(text, "f");
    expect(diagnostics).toEqual([]);
    expect(traversal && traversalText(traversal)).toBe(text);
  });

  test.each([
    ["", "f:1,1-1 Variable name required"],
    ["a.", "f:1,3-3 Attribute name required"],
    ["a[b]", "f:1,3-4 Index value required"],
    ["a[*]", "f:1,3-4 Attribute name required"],
    ["a+1", "f:1,2-3 Invalid character"],
  ])("refuses %s", (text, wanted) => {
    expect(texts(parseTraversal(text, "f").diagnostics)).toEqual([wanted]);
  });

  test("parsePartialTraversal() takes splats", () => {
    const { traversal } = parsePartialTraversal("a[*].b", "f");
    expect(traversal && traversalText(traversal)).toBe("a[*].b");
  });
});

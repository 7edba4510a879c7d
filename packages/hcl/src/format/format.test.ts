import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lex } from "../syntax/lexer.ts";
import { format } from "./format.ts";

describe("format()", () => {
  const table: readonly [string, string, string][] = [
    ["aligns equals signs of neighbours", "a=1\nlonger = 2\n\nb  =3\n", "a      = 1\nlonger = 2\n\nb = 3\n"],
    ["aligns comments", "a = 1 # x\nbb = 22 # y\n", "a  = 1  # x\nbb = 22 # y\n"],
    ["indents blocks", 'b "l" {\nc = [\n1,\n2]\n}\n', 'b "l" {\n  c = [\n    1,\n  2]\n}\n'],
    ["quotes labels", "resource a b {}\n", 'resource "a" "b" {}\n'],
    ["unwraps a lone interpolation", 'a = "${b.c}"\n', "a = b.c\n"],
    ["keeps two interpolations", 'a = "${b}${c}"\n', 'a = "${b}${c}"\n'],
    [
      "puts parentheses round what it unwraps from several lines",
      'a = "${b\n? 1 : 2}"\n',
      "a = (b\n? 1 : 2)\n",
    ],
    [
      "takes quotes off types",
      'variable "a" {\ntype = "list"\n}\n',
      'variable "a" {\n  type = list(string)\n}\n',
    ],
    [
      "says any for bare collections",
      'variable "a" {\ntype = map\n}\n',
      'variable "a" {\n  type = map(any)\n}\n',
    ],
    ["leaves heredocs alone", "a = <<E\n  x  y\n  E\n", "a = <<E\n  x  y\n  E\n"],
    ["tells negation from subtraction", "a = - 1\nb = 2 -1\nc = [- 1]\n", "a = -1\nb = 2 - 1\nc = [-1]\n"],
    ["keeps a file with errors", "a = = 1\n", "a = = 1\n"],
    ["drops a byte order mark", "\ufeffa=1\n", "a = 1\n"],
  ];
  test.each(table)("%s", (_, given, wanted) => {
    expect(format(given)).toBe(wanted);
  });

  /** What `terraform fmt` 1.11 made of each. */
  const made: readonly [string, string][] = JSON.parse(
    readFileSync(join(import.meta.dirname, "../../testdata/format.json"), "utf8"),
  );
  test.each(made)("%j as Terraform does", (given, wanted) => {
    expect(format(given)).toBe(wanted);
  });

  const line = fc.constantFrom(
    "a=1",
    "longer =  [1,2 ,-3]",
    'b = "x${ y }z"',
    "# comment",
    "c = f( 1,x... ) // end",
    "d = {a=1,b :2}",
    "e = [for x in [1]: x if x>1]",
    "f = <<-E\n    t\n  E",
    'block "l" {\n g=  1\n}',
    "one { h=1 }",
    "/* c */ i = !true&&!  false",
    "",
  );
  const file = fc.uniqueArray(line, { maxLength: 8 }).map((lines) => `${lines.join("\n")}\n`);

  test("is done after one time, and keeps all tokens", () => {
    fc.assert(
      fc.property(file, (text) => {
        const once = format(text);
        expect(format(once)).toBe(once);
        const tokens = (source: string): readonly string[] =>
          lex(source).map(({ from, to }) => source.slice(from, to));
        expect(tokens(once)).toEqual(tokens(text));
      }),
      { seed: 20, numRuns: 200 },
    );
  });
});

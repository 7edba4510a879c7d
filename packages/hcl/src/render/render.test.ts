import { declareErrors } from "@tutti/errors";
import { listType, numberValue, objectValue, STRING, stringValue, tupleValue, Value } from "@tutti/values";
import { describe, expect, test } from "vitest";
import { errorDiagnostic, warningDiagnostic } from "../diagnostics/diagnostic.ts";
import { sortDiagnostics } from "../diagnostics/sort-diagnostics.ts";
import { evaluate } from "../eval/evaluate.ts";
import { parseConfig } from "../parse.ts";
import { scopeOf } from "../scope/context.ts";
import { renderDiagnostic } from "./render.ts";
import { compactValue } from "./value-text.ts";
import { wordWrap } from "./word-wrap.ts";

const told = declareErrors({ old: "Old", s: "S", a: "a", b: "b", c: "c", d: "d", w: "w" });

const text = `resource "x" "y" {
  a = 1
  b = [
    local.list,

    local.n + local.list,
  ]
}
`;
const sources = (filename: string): string | undefined => (filename === "main.tf" ? text : undefined);

function failure(): ReturnType<typeof errorDiagnostic> {
  const { body } = parseConfig(text, "main.tf");
  const expression = body.blocks[0]?.body.attributes.get("b")?.expression;
  if (expression === undefined) throw new TypeError("the example lost its argument");
  const local = objectValue({
    list: tupleValue([stringValue("a"), stringValue("b")]),
    n: numberValue(3),
  });
  const [diagnostic] = evaluate(expression, { variables: scopeOf({ local }) }).diagnostics;
  if (diagnostic === undefined) throw new TypeError("the example does not fail");
  return { ...diagnostic, context: expression.range };
}

describe("renderDiagnostic()", () => {
  test("shows the excerpt, without its empty lines, and the values", () => {
    expect(renderDiagnostic(failure(), { sources })).toBe(`
Error: Invalid operand

  on main.tf line 6, in resource "x" "y":
   3:   b = [
   4:     local.list,
   5:     local.n + local.list,
   6:   ]
    ├────────────────
    │ local.list is tuple with 2 elements

Unsuitable value for right operand: number required.
`);
  });

  test("draws a rule on the left where there are colours", () => {
    const drawn = renderDiagnostic(warningDiagnostic(told("old"), "Use the new one."), {
      sources,
      color: true,
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken off
    expect(drawn.replace(/\u001b\[\d+m/g, "")).toBe("╷\n│ Warning: Old\n│\n│ Use the new one.\n╵\n");
  });

  test("wraps the detail, but not examples in it", () => {
    const long = "word ".repeat(20).trim();
    const drawn = renderDiagnostic(errorDiagnostic(told("s"), `${long}\n    ${long}`), {
      sources,
      width: 40,
    });
    expect(drawn.split("\n").filter((line) => line.startsWith("word")).length).toBe(3);
    expect(drawn).toContain(`    ${long}`);
  });

  test("says where, without the source at hand", () => {
    const range = {
      filename: "-",
      start: { line: 1, column: 1, byte: 0 },
      end: { line: 1, column: 2, byte: 1 },
    };
    const drawn = renderDiagnostic(
      { ...errorDiagnostic(told("s"), "D.", range), address: "a.b" },
      { sources },
    );
    expect(drawn).toBe("\nError: S\n\n  with a.b,\n  on - line 1:\n  (source code not available)\n\nD.\n");
  });
});

describe("compactValue()", () => {
  test.each([
    [numberValue(2.34567891234), "2.345678912"],
    [numberValue(1e12), "1e+12"],
    [numberValue(0.00001), "1e-05"],
    [numberValue(-120), "-120"],
    [stringValue('a"b'), '"a\\"b"'],
    [objectValue({}), "object with no attributes"],
    [objectValue({ a: numberValue(1) }), 'object with 1 attribute "a"'],
    [tupleValue([]), "empty tuple"],
    [Value.null(STRING), "null"],
    [Value.unknown(listType(STRING)), "(not yet known)"],
    [stringValue("s").withMarks(["sensitive"]), "(sensitive value)"],
  ])("case %#", (value, wanted) => {
    expect(compactValue(value)).toBe(wanted);
  });
});

test("sortDiagnostics() puts warnings first, then by place", () => {
  const at = (filename: string, byte: number) => ({
    filename,
    start: { line: 1, column: byte + 1, byte },
    end: { line: 1, column: byte + 2, byte: byte + 1 },
  });
  const sorted = sortDiagnostics([
    errorDiagnostic(told("c"), "", at("b.tf", 1)),
    errorDiagnostic(told("b"), "", at("a.tf", 5)),
    errorDiagnostic(told("a"), ""),
    errorDiagnostic(told("d"), "", at("m/a.tf", 0)),
    warningDiagnostic(told("w"), "", at("z.tf", 9)),
  ]);
  expect(sorted.map(({ summary }) => summary).join("")).toBe("wabcd");
});

test("wordWrap() breaks at blanks, and never inside of a word", () => {
  expect(wordWrap("aa bb cccccccc d", 5)).toBe("aa bb\ncccccccc\nd");
});

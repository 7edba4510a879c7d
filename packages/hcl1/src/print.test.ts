import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Item,
  type Node,
  type PrintedItem,
  type PrintedNode,
  parseHcl1,
  plainOf,
  printHcl1,
  quoteHcl1,
} from "./index.ts";

const scalar = fc.oneof(
  fc.string({ unit: "binary" }).map((text) => text.replaceAll(/\0|\p{Surrogate}/gu, "")),
  fc.string({ unit: fc.constantFrom("$", "{", "}", "\\", '"', "\n", "a", "\x07") }),
  fc.integer(),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .filter((value) => !Number.isSafeInteger(Number(value))),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  fc.boolean(),
);
const key = fc
  .oneof(
    fc.constantFrom("a", "b-c", "größe", "true", "false", "", "a b", "${x}", "0", 'q"', "__proto__"),
    fc.string(),
  )
  .map((name) => ({ name, quoted: false }));

const { items } = fc.letrec<{
  node: PrintedNode;
  object: PrintedNode;
  items: readonly PrintedItem[];
  item: PrintedItem;
}>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    scalar.map((value) => ({ kind: "literal" as const, value })),
    fc.array(tie("node"), { maxLength: 4 }).map((list) => ({ kind: "list" as const, items: list })),
    tie("object"),
  ),
  object: tie("items").map((inner) => ({ kind: "object" as const, items: inner })),
  item: fc.oneof(
    fc.record({ keys: fc.tuple(key), value: tie("node") }),
    fc.record({ keys: fc.array(key, { minLength: 1, maxLength: 3 }), value: tie("object") }),
  ),
  items: fc.array(tie("item"), { maxLength: 4 }),
}));

/** Keys and values without their places. */
function bare(list: readonly (Item | PrintedItem)[]): unknown {
  return list.map(({ keys, value }) => ({ keys: keys.map(({ name }) => name), value: bareNode(value) }));
}

function bareNode(node: Node | PrintedNode): unknown {
  if (node.kind === "literal") return node.value;
  return node.kind === "list" ? node.items.map(bareNode) : { object: bare(node.items) };
}

describe("printHcl1()", () => {
  test("what is printed reads as what it was", () => {
    fc.assert(
      fc.property(items, (document) => {
        const parsed = parseHcl1(printHcl1(document));
        expect(parsed.ok ? bare(parsed.root.items) : String(parsed.error)).toEqual(bare(document));
      }),
      { numRuns: 500 },
    );
  });

  test("one item a line, two blanks a level, an empty line between those of the top", () => {
    const parsed = parseHcl1('key "a" { policy = "write" } s = [1, {b = 2}] e {} x { y "z" {} n = 1.5 }');
    expect(parsed.ok && printHcl1(parsed.root.items)).toBe(
      'key "a" {\n  policy = "write"\n}\n\ns = [1, {\n  b = 2\n}]\n\ne {}\n\nx {\n  y "z" {}\n  n = 1.5\n}',
    );
  });

  test("JSON's null is the empty text", () => {
    const parsed = parseHcl1('{"a": null}');
    expect(parsed.ok && printHcl1(parsed.root.items)).toBe('"a" = ""');
  });

  test.each([
    ['a"b\\c', '"a\\"b\\\\c"'],
    ["\n\r\t\x07\x7f", '"\\n\\r\\t\\u0007\\u007f"'],
    ["${x} $y", '"\\u0024{x} $y"'],
  ])("quoteHcl1(%j)", (text, wanted) => {
    expect(quoteHcl1(text)).toBe(wanted);
  });
});

describe("parseHcl1() on anything", () => {
  const pieces = [
    "a",
    "b",
    "=",
    "{",
    "}",
    "[",
    "]",
    ",",
    '"',
    "${",
    "\\",
    "<<E\n",
    "<<-E\n",
    "\nE\n",
    "E",
    " ",
    "\n",
    "\r\n",
    "#",
    "//",
    "/*",
    "*/",
    "0",
    "9",
    "0x",
    ".",
    "e",
    "-",
    "+",
    "true",
    "null",
    ":",
    "é",
    "😀",
    "\0",
    "'",
  ];

  test("ends with a tree or an error inside of the text", () => {
    const text = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join("")),
      fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((list) => `{${list.join("")}`),
      fc.string({ unit: "binary", maxLength: 80 }),
    );
    fc.assert(
      fc.property(text, (source) => {
        const parsed = parseHcl1(source);
        if (parsed.ok) {
          const plain = plainOf(parsed.root, parsed.text);
          expect(plain.ok || plain.error.start.line >= 1).toBe(true);
          return;
        }
        const { start, end } = parsed.error;
        const lines = source.replaceAll("\r\n", "\n").split("\n");
        expect(start.line).toBeLessThanOrEqual(lines.length);
        expect(start.column).toBeLessThanOrEqual([...(lines[start.line - 1] ?? "")].length + 1);
        expect(end.line > start.line || end.column >= start.column).toBe(true);
      }),
      { numRuns: 20_000, interruptAfterTimeLimit: 4000, markInterruptAsFailure: false },
    );
  });

  /** What grew with the square of the length would take minutes. */
  test.each([
    ["blocks", "a {}\n"],
    ["labels", 'a "b" {}\n'],
    ["lists", "a = [1]\n"],
    ["escapes", 'a = "\\n\\x41"\n'],
    ["comments", "/* x */ # y\n"],
    ["heredoc lines", "a = <<E\n E x\n x E y\nE\n"],
  ])("reads many %s in no time", { timeout: 30_000 }, (_, piece) => {
    const text = piece.repeat(Math.floor(600_000 / piece.length));
    const parsed = parseHcl1(text);
    expect(parsed.ok && plainOf(parsed.root, parsed.text).ok).toBe(true);
  });
});

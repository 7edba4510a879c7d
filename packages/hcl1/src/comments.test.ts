import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attachComments } from "./comments.ts";
import { parseHcl1 } from "./parse.ts";
import { printHcl1 } from "./print.ts";

function printed(source: string): string {
  const parsed = parseHcl1(source);
  if (!parsed.ok) return String(parsed.error);
  const { items, below } = attachComments(parsed.root, parsed.comments, parsed.text);
  return printHcl1(items, below);
}

describe("comments are printed with what they are about", () => {
  test.each([
    ["none", "a = 1", "a = 1"],
    ["above", "# x\na = 1", "# x\na = 1"],
    ["several above", "# x\n// y\n/* z */\na = 1", "# x\n// y\n/* z */\na = 1"],
    ["behind", "a = 1 # x", "a = 1 # x"],
    ["behind one and above the next", "a = 1 # x\n# y\nb = 2", "a = 1 # x\n\n# y\nb = 2"],
    ["two behind: the second stands below", "a = 1 /* x */ # y", "a = 1\n\n/* x */\n# y"],
    ["a block before the next on one line belongs to that", "a = 1 /* x */ b = 2", "a = 1\n\n/* x */\nb = 2"],
    ["a block over lines is not behind", "a = 1 /* x\ny */\nb = 2", "a = 1\n\n/* x\ny */\nb = 2"],
    ["behind a comma", "a = 1, # x\nb = 2", "a = 1 # x\n\nb = 2"],
    ["below the last", "a = 1\n# x\n# y\n", "a = 1\n\n# x\n# y"],
    ["nothing else", "# x\n\n# y", "# x\n\n# y"],
    ["an empty line parts them from what follows", "# x\n\n# y\na = 1", "# x\n\n# y\na = 1"],
    ["and one by itself from the item", "# x\n\na = 1", "# x\n\na = 1"],
    ["within an object", 'k "a" {\n# x\np = 1 // y\n# z\n}', 'k "a" {\n  # x\n  p = 1 // y\n  # z\n}'],
    ["within an object of nothing", "k {\n # x\n}", "k {\n  # x\n}"],
    ["behind an object", "k { p = 1 } # x", "k {\n  p = 1\n} # x"],
    ["behind its first line: that is within", "k { # x\n p = 1\n}", "k {\n  # x\n  p = 1\n}"],
    [
      "before a value and in a list: above",
      "a /*1*/ = /*2*/ [1, # 3\n2] # 4",
      "/*1*/\n/*2*/\n# 3\na = [1, 2] # 4",
    ],
    ["between keys: above", 'k /*1*/ "a" /*2*/ { p = 1 }', '/*1*/\n/*2*/\nk "a" {\n  p = 1\n}'],
    ["line ends of Windows", "# x\r\na = 1 # y\r\n", "# x\na = 1 # y"],
    ["what is none", 'a = "# x"\nb = "/* y */"', 'a = "# x"\n\nb = "/* y */"'],
    ["JSON has none", '{"a": 1}', '"a" = 1'],
  ])("%s", (_, source, wanted) => {
    expect(printed(source)).toBe(wanted);
    // What was printed is printed the same again.
    expect(printed(wanted)).toBe(wanted);
  });

  const places = ["a = 1", "k {", "p = [1,", "2]", "}", "b = 2 c = 3", "", 'd "x" {}'];
  test("and none is lost, wherever it stands", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("# ", "// ", "/* "), { minLength: 8, maxLength: 8 }), (begins) => {
        const comments = begins.map((begin, at) => `${begin}n${at}${begin === "/* " ? " */" : ""}`);
        const text = printed(places.map((line, at) => `${line} ${comments[at]}`).join("\n"));
        for (const comment of comments) expect(text.split(comment)).toHaveLength(2);
        const again = parseHcl1(text);
        expect(again.ok && again.root.items.map((item) => item.keys[0]?.name)).toEqual([
          "a",
          "k",
          "b",
          "c",
          "d",
        ]);
      }),
    );
  });
});

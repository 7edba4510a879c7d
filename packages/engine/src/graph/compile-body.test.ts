/** What of a body is found against its schema: expressions, references, and what is wrong in it. */

import { parseConfig } from "@tutti/hcl";
import { block, optional } from "@tutti/plugin";
import { STRING } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { OPEN_WIDE, WIDE } from "../../testkit/wide-schema.ts";
import { bodyTraversals, compileBody } from "./compile-body.ts";

function compiled(text: string, schema = WIDE) {
  const { body } = parseConfig(text, "main.tf");
  const found = compileBody(body, schema);
  const names = bodyTraversals(found.body).map(({ rootName }) => rootName);
  return {
    ...found,
    names,
    wrong: found.diagnostics.map(({ summary, subject }) => `${subject?.start.line} ${summary}`),
  };
}

const CASES: readonly (readonly [
  what: string,
  text: string,
  names: readonly string[],
  wrong: readonly string[],
])[] = [
  ["nothing", "", [], []],
  ["an argument", "given = a.b", ["a"], []],
  ["an argument that there is not", "none = a", [], ["1 Unsupported argument"]],
  ["a block that there is not", "none {\n}", [], ["1 Unsupported block type"]],
  ["an argument that is a block", "some = a", [], ["1 Unsupported argument"]],
  [
    "blocks of each kind",
    'one {\n given = a\n}\nsome {\n given = b\n}\nnamed "k" {\n given = c\n}',
    ["a", "b", "c"],
    [],
  ],
  ["a wrong argument deep inside", "some {\n given = a\n none = b\n}", ["a"], ["3 Unsupported argument"]],
  ["a label too much", 'some "k" {\n}', [], ["1 Extraneous label for some"]],
  [
    "a dynamic block",
    'dynamic "some" {\n for_each = a\n content {\n  given = "${some.value}${b}"\n }\n}',
    ["a", "b"],
    [],
  ],
  [
    "a dynamic block with labels and an iterator of its own",
    'dynamic "named" {\n for_each = a\n iterator = it\n labels = [it.key, c]\n content {\n  given = "${it.value}${named.value}"\n }\n}',
    ["a", "c", "named"],
    [],
  ],
  ["a dynamic block of what there is not", 'dynamic "none" {\n for_each = a\n content {}\n}', [], []],
  ["a dynamic block without content", 'dynamic "some" {\n for_each = a\n}', [], ["1 Missing content block"]],
  [
    "a dynamic block with two",
    'dynamic "some" {\n for_each = a\n content {\n  given = b\n }\n content {\n  given = c\n }\n}',
    ["a", "b"],
    ["6 Extraneous dynamic content block"],
  ],
  [
    "a dynamic block without for_each",
    'dynamic "some" {\n content {}\n}',
    [],
    ["1 Missing required argument"],
  ],
  [
    "a wrong argument in what is generated",
    'dynamic "some" {\n for_each = a\n content {\n  none = b\n }\n}',
    ["a"],
    ["4 Unsupported argument"],
  ],
  [
    "an argument that a dynamic block has not",
    'dynamic "some" {\n for_each = a\n none = b\n content {}\n}',
    ["a"],
    ["3 Unsupported argument"],
  ],
];

describe("a body with", () => {
  it.each(CASES)("%s", (_what, text, names, wrong) => {
    const found = compiled(text);
    expect(found.names).toEqual(names);
    expect(found.wrong).toEqual(wrong);
  });

  it("blocks of a schema without any knows no dynamic one", () => {
    const schema = block({ given: optional(STRING) });
    expect(compiled('dynamic "some" {\n for_each = a\n content {}\n}', schema).wrong).toEqual([
      "1 Unsupported block type",
    ]);
  });

  it("an argument that has to be there", () => {
    const schema = block({ given: { type: STRING, required: true }, free: optional(STRING) });
    expect(compiled("free = a", schema).wrong).toEqual(["1 Missing required argument"]);
  });

  it("arguments keeps which are only written, and those of any type", () => {
    const schema = block({ plain: optional(STRING), secret: optional(STRING, { writeOnly: true }) });
    const { body } = compiled("plain = a\nsecret = b", schema);
    expect(body.attributes.map(({ name, writeOnly }) => [name, writeOnly])).toEqual([
      ["plain", false],
      ["secret", true],
    ]);
    expect(compiled("any = a\none {\n any = b\n}", OPEN_WIDE).names).toEqual(["a", "b"]);
  });

  it("blocks keeps them in the schema's order, with their keys", () => {
    const { body } = compiled('named "k" {\n}\none {\n}\ndynamic "some" {\n for_each = a\n content {}\n}');
    expect(
      body.blocks.map(({ type, items }) => [
        type,
        items.map((item) => (item.kind === "static" ? item.key : item.iterator)),
      ]),
    ).toEqual([
      ["one", [undefined]],
      ["always", []],
      ["some", ["some"]],
      ["any", []],
      ["named", ["k"]],
    ]);
  });
});

import { type BlockSchema, block, computed, optional, required } from "@tutti/plugin";
import { DYNAMIC, NUMBER, STRING } from "@tutti/values";
import { expect, test } from "vitest";
import { WIDE } from "../../testkit/wide-schema.ts";
import { writtenObject } from "../../testkit/written-value.ts";
import { generateConfig } from "./generate-config.ts";

const OPEN = block({ a: optional(DYNAMIC) });

function written(schema: BlockSchema, value: string, provider?: readonly [string, string | undefined]) {
  const range = {
    filename: "",
    start: { line: 1, column: 1, byte: 0 },
    end: { line: 1, column: 1, byte: 0 },
  };
  const reference =
    provider === undefined
      ? undefined
      : { name: provider[0], nameRange: range, alias: provider[1], aliasRange: undefined };
  const resource = { type: "cloud_thing", name: "x", provider: reference };
  const [first, ...lines] = generateConfig(
    { resource, schema: { block: schema } },
    writtenObject(schema, value),
  ).split("\n");
  expect([first, lines.at(-1)]).toEqual(['resource "cloud_thing" "x" {', "}"]);
  return lines.slice(0, -1).map((line) => line.replace(/^ {2}/, ""));
}

test.each([
  { value: "null", text: ["a = null"] },
  { value: "1", text: ["a = 1"] },
  { value: "1.5", text: ["a = 1.5"] },
  { value: "true", text: ["a = true"] },
  { value: '"t"', text: ['a = "t"'] },
  { value: '""', text: ["a = null"] },
  { value: '"a\\nb \\"c\\" $${d} %%{e}"', text: ['a = "a\\nb \\"c\\" $${d} %%{e}"'] },
  { value: "[]", text: ["a = []"] },
  { value: '[1, "x", null]', text: ['a = [1, "x", null]'] },
  { value: "{}", text: ["a = {}"] },
  { value: '{ z = 1, "b c" = [true] }', text: ["a = {", '  "b c" = [true]', "  z     = 1", "}"] },
  { value: "[{ b = 1 }, { b = 2 }]", text: ["a = [{", "  b = 1", "  }, {", "  b = 2", "}]"] },
  { value: '"{\\"k\\":[1,null]}"', text: ["a = jsonencode({", "  k = [1, null]", "})"] },
  { value: '" [1]\\n"', text: ["a = jsonencode([1])"] },
  { value: '"{no json"', text: ['a = "{no json"'] },
  { value: '"12"', text: ['a = "12"'] },
])("a value $value", ({ value, text }) => {
  expect(written(OPEN, `{ a = ${value} }`)).toEqual(text);
});

const KINDS: BlockSchema = block({
  asked: required(STRING),
  told: computed(STRING),
  both: { type: STRING, optional: true, computed: true },
  secret: { type: STRING, optional: true, sensitive: true },
  old: { type: STRING, optional: true, deprecated: true },
  id: { type: STRING, optional: true, computed: true },
  empty: required(STRING),
  size: optional(NUMBER),
});

test("of attributes those are written that can be given, in their order", () => {
  const value =
    '{ asked = "a", told = "t", both = "b", secret = "s", old = "o", id = "i", empty = "", size = null }';
  expect(written(KINDS, value)).toEqual([
    'asked  = "a"',
    'both   = "b"',
    'empty  = ""',
    "secret = null # sensitive",
    "size   = null",
  ]);
});

test("nested blocks of each kind", () => {
  const value = `{
    given = "g", told = 1, both = null, list = ["x"], map = { k = "v" }
    one = { given = "o", told = "t" }
    always = { given = null, told = null }
    some = [{ given = "1", told = "t" }, { given = "2", told = "t" }]
    any = []
    named = { "b c" = { given = "n", told = "t" }, a = { given = "m", told = "t" } }
  }`;
  expect(written(WIDE, value)).toEqual([
    "both  = null",
    'given = "g"',
    'list  = ["x"]',
    "map = {",
    '  k = "v"',
    "}",
    "always {",
    "  given = null",
    "}",
    'named "a" {',
    '  given = "m"',
    "}",
    'named "b c" {',
    '  given = "n"',
    "}",
    "one {",
    '  given = "o"',
    "}",
    "some {",
    '  given = "1"',
    "}",
    "some {",
    '  given = "2"',
    "}",
  ]);
});

test.each([
  { provider: ["cloud", undefined] as const, text: [] },
  { provider: ["cloud", "west"] as const, text: ["provider = cloud.west"] },
  { provider: ["other", undefined] as const, text: ["provider = other"] },
])("a provider $provider", ({ provider, text }) => {
  expect(written(block({ told: computed(STRING) }), '{ told = "t" }', provider)).toEqual(text);
});

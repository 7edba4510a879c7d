import { parseConfig, scopeOf } from "@tutti/hcl";
import type { BlockSchema } from "@tutti/plugin";
import {
  ConversionError,
  convertOrError,
  listType,
  mapType,
  NUMBER,
  objectType,
  type Type,
} from "@tutti/values";
import { expect, test } from "vitest";
import { valueText } from "../../testkit/described-plan.ts";
import { OPEN_WIDE, WIDE } from "../../testkit/wide-schema.ts";
import { messages } from "../../testkit/world.ts";
import { writtenValue } from "../../testkit/written-value.ts";
import { compileBody } from "../graph/compile-body.ts";
import { conversionText, evaluateBody } from "./evaluate-body.ts";

const SCOPE = {
  later: writtenValue("unknown()"),
  hidden: writtenValue('secret(["a"])'),
};

function evaluated(schema: BlockSchema, text: string): readonly [value: string, said: readonly string[]] {
  const { body } = parseConfig(text, "main.tf");
  const compiled = compileBody(body, schema);
  expect(messages(compiled.diagnostics)).toEqual([]);
  const found: Parameters<typeof evaluateBody>[2] = [];
  const context = { variables: scopeOf(SCOPE), functions: new Map() };
  const value = evaluateBody(compiled.body, context, found);
  return [valueText(value), messages(found)];
}

/** A block for each item, with the item in it; labelled where blocks have a key. */
const each = (type: string, items: string, label = ""): string =>
  `dynamic "${type}" {\n  for_each = ${items}\n  ${label}\n  content { given = ${type}.value }\n}\n`;
const KEYED = `labels = [named.key]`;
const NO_BLOCKS = "always={} any=[] named={} some=[]";

test.each<[title: string, text: string, value: string]>([
  ["nothing is written", "", `{${NO_BLOCKS}}`],
  ["one", 'one { given = "a" }', '{always={} any=[] named={} one={given="a"} some=[]}'],
  ["a group", 'always { given = "a" }', '{always={given="a"} any=[] named={} some=[]}'],
  [
    "blocks of a list keep their order",
    'some { given = "b" }\nsome { given = "a" }',
    '{always={} any=[] named={} some=[{given="b"} {given="a"}]}',
  ],
  [
    "blocks of a map by their label",
    'named "x" { given = "a" }',
    '{always={} any=[] named={x={given="a"}} some=[]}',
  ],
  [
    "a set has what is alike once",
    'any { given = "a" }\nany { given = "a" }',
    '{always={} any=[{given="a"}] named={} some=[]}',
  ],
  [
    "for each item of a list",
    each("some", '["a", "b"]'),
    '{always={} any=[] named={} some=[{given="a"} {given="b"}]}',
  ],
  [
    "for each item of a map, by its key",
    each("named", '{ k = "a" }', KEYED),
    '{always={} any=[] named={k={given="a"}} some=[]}',
  ],
  ["for each of none", each("one", "[]"), `{${NO_BLOCKS}}`],
  ["a group for each of none is there", each("always", "[]"), `{${NO_BLOCKS}}`],
  ["one, for each of one", each("one", '["a"]'), '{always={} any=[] named={} one={given="a"} some=[]}'],
  ["one for each that is not known", each("one", "later"), "{always={} any=[] named={} one=? some=[]}"],
  ["a group for each that is not known", each("always", "later"), "{always=? any=[] named={} some=[]}"],
  ["a list for each that is not known", each("some", "later"), "{always={} any=[] named={} some=?}"],
  ["a set for each that is not known", each("any", "later"), "{always={} any=? named={} some=[]}"],
  ["a map for each that is not known", each("named", "later", KEYED), "{always={} any=[] named=? some=[]}"],
  [
    "beside what is written, what is not known makes all unknown",
    `some { given = "a" }\n${each("some", "later")}`,
    "{always={} any=[] named={} some=?}",
  ],
  [
    "an item that is not known is one block",
    each("some", "[later]"),
    "{always={} any=[] named={} some=[{given=?}]}",
  ],
])("a body: %s", (_title, text, value) => {
  expect(evaluated(WIDE, text)).toEqual([value, []]);
});

test.each<[title: string, text: string, value: string]>([
  [
    "in a list each has its own type",
    'some { any = 1 }\nsome { any = "a" }',
    '{named={} some=[{any=1} {any="a"}]}',
  ],
  [
    "in a map as well",
    'named "x" { any = 1 }\nnamed "y" { any = "a" }',
    '{named={x={any=1} y={any="a"}} some=[]}',
  ],
])("blocks of any type: %s", (_title, text, value) => {
  expect(evaluated(OPEN_WIDE, text)).toEqual([value, []]);
});

test.each<[title: string, text: string, some: string, said: readonly RegExp[]]>([
  ["null", each("some", "null"), "?", [/Cannot use a null value in for_each\.$/]],
  ["a text", each("some", '"a"'), "?", [/Cannot use a string value in for_each\. An iterable/]],
  ["a mistake", each("some", "nowhere"), "?", [/nowhere/]],
  ["a content that does not fit", 'some { given = ["a"] }', "[{given=?}]", [/"given": string required/]],
])("what cannot be repeated or read is told: %s", (_title, text, some, said) => {
  const [value, found] = evaluated(WIDE, text);
  expect(value).toBe(`{always={} any=[] named={} some=${some}}`);
  expect(found).toHaveLength(said.length);
  for (const [at, pattern] of said.entries()) expect(found[at]).toMatch(pattern);
});

test("what is sensitive in for_each is so in each block", () => {
  const [value, found] = evaluated(WIDE, each("some", "hidden"));
  expect(found).toEqual([]);
  expect(value).toMatch(/some=.*(sensitive|secret)/);
});

test.each<[what: string, text: string, type: Type, said: string]>([
  [
    "an attribute",
    '{ a = { b = ["x"] } }',
    objectType({ a: objectType({ b: listType(NUMBER) }) }),
    'attribute "a".b[0]: a number is required',
  ],
  ["an element", '[["x"]]', listType(listType(NUMBER)), "element 0[0]: a number is required"],
  ["a key", '{ k = "x" }', mapType(NUMBER), 'element "k": a number is required'],
  ["the whole", '"x"', NUMBER, "a number is required"],
])("what cannot be converted is named by its place: %s", (_what, text, type, said) => {
  const found = convertOrError(writtenValue(text), type);
  expect(found instanceof ConversionError ? conversionText(found) : "converted").toBe(said);
});

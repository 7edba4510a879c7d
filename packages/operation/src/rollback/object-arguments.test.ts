import { type BlockSchema, impliedType, type NestedBlockSchema } from "@tutti/plugin";
import { decodeJson, listType, NUMBER, STRING } from "@tutti/values";
import { expect, test } from "vitest";
import { argumentLines, isSettable, objectLiteral } from "./object-arguments.ts";

const TEXT = { type: STRING, optional: true } as const;
const inner = (more: Readonly<Record<string, NestedBlockSchema>> = {}): BlockSchema => ({
  attributes: new Map([["a", TEXT]]),
  blocks: new Map(Object.entries(more)),
});
const BLOCK: BlockSchema = {
  attributes: new Map([
    ["id", { type: STRING, computed: true }],
    ["name", { type: STRING, required: true }],
    ["either", { type: NUMBER, optional: true, computed: true }],
    ["secret", { type: STRING, optional: true, writeOnly: true }],
    ["needed", { type: STRING, required: true, writeOnly: true }],
    ["list", { type: listType(STRING), optional: true }],
  ]),
  blocks: new Map([
    ["one", { nesting: "single", block: inner() }],
    ["group", { nesting: "group", block: inner() }],
    ["many", { nesting: "list", block: inner({ deep: { nesting: "map", block: inner() } }) }],
    ["some", { nesting: "set", block: inner() }],
    ["named", { nesting: "map", block: inner() }],
  ]),
};

test.each([
  [{}, false],
  [{ computed: true }, false],
  [{ required: true }, true],
  [{ optional: true }, true],
  [{ optional: true, computed: true }, true],
  [{ required: false, optional: false }, false],
  [{ required: true, writeOnly: true }, false],
  [{ optional: true, writeOnly: true }, false],
  [{ optional: true, writeOnly: false }, true],
])("what is %j can be set: %j", (attribute, settable) => {
  expect(isSettable({ type: STRING, ...attribute })).toBe(settable);
});

const NONE = { group: null, many: [], named: {}, one: null, some: [] };
const REST = "one = [], group = [], many = [], some = [], named = []";

test.each<readonly [string, unknown, readonly string[], string]>([
  [
    "attributes that can be set; null without a type",
    { id: "i", name: "n", either: 1, list: null, ...NONE },
    [],
    `{name = "n", either = 1, list = null, ${REST}}`,
  ],
  [
    "marks, at their place",
    { name: "n", either: 2, list: ["x", "y"], ...NONE },
    ['["name"]', '["list","1"]', '["id"]'],
    `{name = sensitive("n"), either = 2, list = tolist(["x", sensitive("y")]), ${REST}}`,
  ],
  [
    "marks on the whole",
    { name: "n", either: null, list: ["x"], ...NONE },
    ['["list"]'],
    `{name = "n", either = null, list = sensitive(tolist(["x"])), ${REST}}`,
  ],
  [
    "blocks once, without a key",
    { name: "n", either: 3, list: [], ...NONE, one: { a: "1" }, group: { a: null } },
    ['["one","a"]'],
    '{name = "n", either = 3, list = tolist([]), one = [{ key = null, value = {a = sensitive("1")} }], group = [{ key = null, value = {a = null} }], many = [], some = [], named = []}',
  ],
  [
    "blocks by number and by label, one within the other",
    {
      name: "n",
      either: 4,
      list: [],
      ...NONE,
      many: [
        { a: "1", deep: {} },
        { a: "2", deep: { 'k"': { a: "3" }, l: { a: "4" } } },
      ],
      some: [{ a: "5" }],
      named: { m: { a: "6" } },
    },
    ['["many","1","deep","l","a"]', '["named","m","a"]', '["many","0","a"]'],
    '{name = "n", either = 4, list = tolist([]), one = [], group = [], many = [{ key = "0", value = {a = sensitive("1"), deep = []} }, { key = "1", value = {a = "2", deep = [{ key = "k\\"", value = {a = "3"} }, { key = "l", value = {a = sensitive("4")} }]} }], some = [{ key = "0", value = {a = "5"} }], named = [{ key = "m", value = {a = sensitive("6")} }]}',
  ],
])("an object: %s", (_, json, sensitive, expected) => {
  const whole = { id: null, secret: null, needed: null, ...Object(json) };
  const decoded = decodeJson(JSON.stringify(whole), impliedType(BLOCK));
  if (!decoded.ok) throw new Error("it does not fit the schema");
  const text = objectLiteral(decoded.value, BLOCK, (steps) => sensitive.includes(JSON.stringify(steps)));
  expect(text).toBe(expected);
});

test("the lines that take an object's arguments, blocks within each other", () => {
  const block: BlockSchema = {
    attributes: BLOCK.attributes,
    blocks: new Map([
      ["many", { nesting: "list", block: inner({ deep: { nesting: "map", block: inner() } }) }],
    ]),
  };
  expect(argumentLines(block, "local.o")).toBe(`  name = local.o.name
  either = local.o.either
  list = local.o.list
  dynamic "many" {
    for_each = local.o.many
    iterator = b1
    content {
      a = b1.value.value.a
      dynamic "deep" {
        for_each = b1.value.value.deep
        iterator = b3
        labels = [b3.value.key]
        content {
          a = b3.value.value.a
        }
      }
    }
  }
`);
});

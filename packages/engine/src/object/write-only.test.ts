import { type BlockSchema, block, type NestedBlockSchema, optional } from "@tutti/plugin";
import { DYNAMIC, formatPath, STRING } from "@tutti/values";
import { expect, test } from "vitest";
import { valueText } from "../../testkit/described-plan.ts";
import { WIDE } from "../../testkit/wide-schema.ts";
import { writtenObject } from "../../testkit/written-value.ts";
import { hasWriteOnly, withoutWriteOnly } from "./write-only.ts";

const PART = block({ name: optional(STRING), key_wo: optional(STRING, { writeOnly: true }) });
const OPEN = block({ name: optional(DYNAMIC), key_wo: optional(STRING, { writeOnly: true }) });
const PLAIN = block({ key_wo: optional(STRING) });

function withBlock(nesting: NestedBlockSchema["nesting"], inner: BlockSchema): BlockSchema {
  return { attributes: new Map(), blocks: new Map([["part", { nesting, block: inner }]]) };
}

test.each<[title: string, schema: BlockSchema, given: string, left: string, paths: readonly string[]]>([
  ["what is set", PART, '{name = "a", key_wo = "x"}', '{name="a"}', [".key_wo"]],
  ["what is not", PART, '{name = "a"}', '{name="a"}', []],
  ["what is not known yet", PART, "{key_wo = unknown()}", "{}", [".key_wo"]],
  ["no object", PART, "null", "null", []],
  ["an object that is not known", PART, "unknown()", "?", []],
  [
    "one block",
    withBlock("single", PART),
    '{part = {name = "a", key_wo = "x"}}',
    '{part={name="a"}}',
    [".part.key_wo"],
  ],
  ["no block", withBlock("single", PART), "{part = null}", "{}", []],
  ["a block that is not known", withBlock("single", PART), "{part = unknown()}", "{part=?}", []],
  ["a group", withBlock("group", PART), '{part = {key_wo = "x"}}', "{part={}}", [".part.key_wo"]],
  [
    "blocks of a list",
    withBlock("list", PART),
    '{part = [{name = "a"}, {key_wo = "x"}]}',
    '{part=[{name="a"} {}]}',
    [".part[1].key_wo"],
  ],
  ["a list that is not known", withBlock("list", PART), "{part = unknown()}", "{part=?}", []],
  ["no blocks", withBlock("list", PART), "{part = []}", "{part=[]}", []],
  [
    "blocks of a map",
    withBlock("map", PART),
    '{part = {k = {name = "a", key_wo = "x"}}}',
    '{part={k={name="a"}}}',
    ['.part["k"].key_wo'],
  ],
  [
    "blocks of a list that may be of any type",
    withBlock("list", OPEN),
    '{part = [{name = 1, key_wo = "x"}, {name = "b"}]}',
    '{part=[{name=1} {name="b"}]}',
    [".part[0].key_wo"],
  ],
  [
    "blocks by key that may be of any type",
    withBlock("map", OPEN),
    '{part = {k = {name = 1, key_wo = "x"}, key_wo = {name = "b"}}}',
    '{part={k={name=1} key_wo={name="b"}}}',
    [".part.k.key_wo"],
  ],
  [
    "a block in a block",
    withBlock("list", withBlock("single", PART)),
    '{part = [{part = {key_wo = "x"}}]}',
    "{part=[{part={}}]}",
    [".part[0].part.key_wo"],
  ],
  [
    "a name alone makes nothing write-only",
    withBlock("list", PLAIN),
    '{part = [{key_wo = "x"}]}',
    '{part=[{key_wo="x"}]}',
    [],
  ],
])("nothing write-only is left: %s", (_title, schema, given, left, paths) => {
  const { value, given: found } = withoutWriteOnly(schema, writtenObject(schema, given));
  expect(valueText(value)).toBe(left);
  expect(found.map((path) => formatPath(path))).toEqual(paths);
});

test.each<[title: string, schema: BlockSchema, holds: boolean]>([
  ["an attribute of it", PART, true],
  ["an attribute of a block in it", withBlock("set", PART), true],
  ["deeper still", withBlock("single", withBlock("map", PART)), true],
  ["none", WIDE, false],
  ["one of that name", PLAIN, false],
])("a schema has something write-only: %s", (_title, schema, holds) => {
  expect([hasWriteOnly(schema), hasWriteOnly(schema)]).toEqual([holds, holds]);
});

import { type BlockSchema, impliedType, type NestedBlockSchema } from "@tutti/plugin";
import { decodeJson, formatPath, STRING, stringValue, unmarkWithPaths, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { nullsFor, withUnknowns } from "./data-value.ts";
import { idOfValue } from "./object-id.ts";
import { markBySchema } from "./schema-marks.ts";

const INNER: BlockSchema = {
  attributes: new Map([
    ["open", { type: STRING, optional: true }],
    ["secret", { type: STRING, optional: true, sensitive: true }],
    ["told", { type: STRING, optional: true, computed: true }],
  ]),
  blocks: new Map(),
};

function schemaOf(nesting: NestedBlockSchema["nesting"], block: BlockSchema = INNER): BlockSchema {
  return { attributes: INNER.attributes, blocks: new Map([["b", { nesting, block }]]) };
}

function fromJson(schema: BlockSchema, json: unknown): Value {
  const decoded = decodeJson(JSON.stringify(json), impliedType(schema));
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
}

const item = { open: "o", secret: "s", told: null };
const whole = (b: unknown) => ({ ...item, b });

const marked: readonly [NestedBlockSchema["nesting"], unknown, readonly string[]][] = [
  ["single", item, [".b.secret", ".secret"]],
  ["group", item, [".b.secret", ".secret"]],
  ["single", null, [".secret"]],
  ["list", [item, item], [".b[0].secret", ".b[1].secret", ".secret"]],
  ["map", { k: item }, ['.b["k"].secret', ".secret"]],
  ["set", [item], [".b", ".secret"]],
];
test.each(marked)("what a schema calls sensitive is marked, in a %s: %j", (nesting, b, paths) => {
  const schema = schemaOf(nesting);
  const { value, marks } = unmarkWithPaths(markBySchema(schema, fromJson(schema, whole(b))));
  expect(marks.map(({ path }) => formatPath(path)).sort()).toEqual(paths);
  expect(value).toEqual(fromJson(schema, whole(b)));
});

test("marks that were there stay, and null or unknown objects are left", () => {
  const value = fromJson(INNER, item).withMarks(["ephemeral"]);
  expect(markBySchema(INNER, value).hasMark("ephemeral")).toBe(true);
  const none = Value.null(impliedType(INNER));
  expect(markBySchema(INNER, none)).toBe(none);
});

const NOTHING: BlockSchema = {
  attributes: new Map([["open", { type: STRING, optional: true }]]),
  blocks: new Map(),
};
test("a set of blocks without secrets is not marked", () => {
  const schema = schemaOf("set", NOTHING);
  const value = fromJson(schema, { ...item, b: [{ open: "o" }] });
  const { marks } = unmarkWithPaths(markBySchema(schema, value));
  expect(marks.map(({ path }) => formatPath(path))).toEqual([".secret"]);
});

const filled: readonly [NestedBlockSchema["nesting"], unknown, (value: Value) => Value | undefined][] = [
  ["single", item, (b) => b],
  ["group", item, (b) => b],
  ["list", [item], (b) => b.asItems[0]],
  ["set", [item], (b) => b.asItems[0]],
  ["map", { k: item }, (b) => b.asEntries.get("k")],
];
test.each(filled)("computed arguments that nobody gave are unknown, in a %s too", (nesting, b, inside) => {
  const schema = schemaOf(nesting);
  const config = fromJson(schema, whole(b));
  for (const [made, isUnknown] of [
    [withUnknowns(schema, config), true],
    [nullsFor(schema, config), false],
  ] as const) {
    const block = inside(made.asEntries.get("b") ?? Value.null(STRING));
    expect(made.asEntries.get("told")?.isUnknown).toBe(isUnknown);
    expect(block?.asEntries.get("told")?.isUnknown).toBe(isUnknown);
    expect(block?.asEntries.get("open")).toEqual(stringValue("o"));
    expect(made.asEntries.get("secret")).toEqual(stringValue("s"));
  }
  const given = fromJson(schema, { ...whole(b), told: "t", open: null });
  const made = withUnknowns(schema, given).asEntries;
  expect(made.get("told")).toEqual(stringValue("t"));
  expect(made.get("open")).toEqual(Value.null(STRING));
});

const ID: BlockSchema = {
  attributes: new Map([["id", { type: STRING, computed: true }]]),
  blocks: new Map(),
};
const ids: readonly [string, Value, string | undefined][] = [
  ["an id", fromJson(ID, { id: "i" }), "i"],
  ["no id", fromJson(ID, { id: null }), undefined],
  ["no such attribute", fromJson(NOTHING, { open: "o" }), undefined],
  ["nothing", Value.null(impliedType(ID)), undefined],
  ["a text", stringValue("i"), undefined],
  ["an unknown id", withUnknowns(ID, fromJson(ID, { id: null })), undefined],
  [
    "a secret id",
    Value.knownUnchecked(impliedType(ID), new Map([["id", stringValue("i").withMarks(["sensitive"])]])),
    undefined,
  ],
];
test.each(ids)("an object with %s", (_, value, id) => {
  expect(idOfValue(value)).toBe(id);
});

import {
  DYNAMIC,
  decodeTypeJson,
  encodeTypeJson,
  NUMBER,
  objectValue,
  parseJson,
  STRING,
  stringValue,
  type Type,
  Value,
} from "@tutti/values";
import { describe, expect, test } from "vitest";
import { block, blockList, computed, optional } from "./definition.ts";
import { Fields } from "./fields.ts";
import { fromPlain, type Plain, toPlain, toPlainRecord } from "./plain.ts";
import { project } from "./project.ts";

function typeOf(text: string): Type {
  const json = parseJson(/^[a-z]+$/.test(text) ? `"${text}"` : text);
  const type = json instanceof Error ? undefined : decodeTypeJson(json as never);
  if (type === undefined) throw new Error(`${text} is no type`);
  return type;
}

/** Type, plain data, and what that is as a value: its type and its plain data again. */
test.each<[string, Plain | undefined, string, Plain]>([
  ["string", "a", '"string"', "a"],
  ["string", 1.5, '"string"', "1.5"],
  ["string", true, '"string"', "true"],
  ["string", [], '"string"', null],
  ["string", {}, '"string"', null],
  ["string", null, '"string"', null],
  ["string", undefined, '"string"', null],
  ["number", 1.5, '"number"', 1.5],
  ["number", "12", '"number"', 12],
  ["number", "9007199254740993", '"number"', "9007199254740993"],
  ["number", "-9007199254740993", '"number"', "-9007199254740993"],
  ["number", "9007199254740991", '"number"', 9007199254740991],
  ["number", "1e300", '"number"', `1${"0".repeat(300)}`],
  ["number", "0.1", '"number"', 0.1],
  ["number", "x", '"number"', null],
  ["number", true, '"number"', null],
  ["bool", false, '"bool"', false],
  ["bool", "true", '"bool"', true],
  ["bool", "false", '"bool"', false],
  ["bool", "yes", '"bool"', null],
  ["bool", 1, '"bool"', null],
  ['["list","number"]', ["1", 2], '["list","number"]', [1, 2]],
  ['["list","number"]', [], '["list","number"]', []],
  ['["list","number"]', "1", '["list","number"]', null],
  ['["set","string"]', ["b", "a", "b"], '["set","string"]', ["a", "b"]],
  ['["set","string"]', {}, '["set","string"]', null],
  ['["tuple",["string","number"]]', ["a", 1], '["tuple",["string","number"]]', ["a", 1]],
  ['["tuple",["string","number"]]', ["a"], '["tuple",["string","number"]]', ["a", null]],
  ['["tuple",["string"]]', "a", '["tuple",["string"]]', null],
  ['["map","string"]', { b: 1, a: "x" }, '["map","string"]', { a: "x", b: "1" }],
  ['["map","string"]', [], '["map","string"]', null],
  [
    '["object",{"a":"string","b":"number"}]',
    { a: "x", z: 1 },
    '["object",{"a":"string","b":"number"}]',
    { a: "x", b: null },
  ],
  ['["object",{"a":"string"}]', "x", '["object",{"a":"string"}]', null],
  ["dynamic", "a", '"string"', "a"],
  ["dynamic", 1, '"number"', 1],
  ["dynamic", false, '"bool"', false],
  ["dynamic", [1, "a"], '["tuple",["number","string"]]', [1, "a"]],
  ["dynamic", { b: 1, a: [true] }, '["object",{"a":["tuple",["bool"]],"b":"number"}]', { a: [true], b: 1 }],
  ["dynamic", null, '"dynamic"', null],
])("%s of %j", (type, plain, wantedType, wanted) => {
  const value = fromPlain(typeOf(type), plain);
  expect(encodeTypeJson(value.type)).toBe(wantedType);
  expect(JSON.parse(JSON.stringify(toPlain(value)))).toEqual(wanted);
});

test("what is not known is null, and an open type as well", () => {
  expect(toPlain(Value.unknown(STRING))).toBeNull();
  expect(toPlain(Value.null(NUMBER))).toBeNull();
  expect(toPlain(Value.unknown(DYNAMIC))).toBeNull();
  expect({ ...toPlainRecord(Value.null(objectValue({}).type)) }).toEqual({});
  expect({ ...toPlainRecord(objectValue({ a: Value.unknown(STRING), b: stringValue("x") })) }).toEqual({
    a: null,
    b: "x",
  });
});

test("any key is safe", () => {
  const record = toPlainRecord(objectValue({ __proto__x: stringValue("x"), constructor: stringValue("y") }));
  expect(Object.keys(record).sort()).toEqual(["__proto__x", "constructor"]);
});

describe("Fields", () => {
  const fields = new Fields({
    text: "a",
    number: 1,
    yes: true,
    list: ["a", 1, "b"],
    record: { a: "x", b: 1, c: { d: "y" } },
    records: [{ a: "1" }, "no", { a: "2" }],
    nothing: null,
  });
  test.each<[string, unknown, unknown]>([
    ["a text", fields.string("text"), "a"],
    ["no text", fields.string("number"), undefined],
    ["a text that is needed", fields.text("text"), "a"],
    ["and is not there", fields.text("none"), ""],
    ["a number", fields.number("number"), 1],
    ["no number", fields.number("text"), undefined],
    ["a truth value", fields.bool("yes"), true],
    ["no truth value", fields.bool("text"), undefined],
    ["texts", fields.strings("list"), ["a", "b"]],
    ["no texts", fields.strings("text"), []],
    ["a map of texts", [...fields.map("record")], [["a", "x"]]],
    ["no map", [...fields.map("list")], []],
    ["blocks", fields.blocks("records").map((one) => one.text("a")), ["1", "2"]],
    ["one block", fields.blocks("record").map((one) => one.text("a")), ["x"]],
    ["no blocks", fields.blocks("text"), []],
    ["the first block", fields.block("records")?.text("a"), "1"],
    ["no first block", fields.block("none"), undefined],
    ["blocks with labels", [...fields.labelled("record").keys()], ["c"]],
    ["no blocks with labels", [...fields.labelled("records").keys()], []],
    ["what it is", fields.plain("list"), ["a", 1, "b"]],
    ["nothing", fields.plain("none"), null],
  ])("%s", (_, found, wanted) => {
    expect(found).toEqual(wanted);
  });
});

describe("project", () => {
  const narrow = block({ a: optional(STRING) }, { some: blockList(block({ b: computed(STRING) })) });
  test("what the block does not describe goes, what is not there is null", () => {
    const value = project(objectValue({ a: stringValue("x"), z: stringValue("y") }), narrow);
    expect(toPlain(value)).toEqual(Object.assign(Object.create(null), { a: "x", some: null }));
  });
  test("null and unknown stay so, with the narrow type", () => {
    const wide = objectValue({ a: stringValue("x") }).type;
    expect(project(Value.null(wide), narrow).isNull).toBe(true);
    expect(project(Value.unknown(wide), narrow).isUnknown).toBe(true);
    expect(encodeTypeJson(project(Value.unknown(wide), narrow).type)).toBe(
      '["object",{"a":"string","some":["list",["object",{"b":"string"}]]}]',
    );
  });
});

test.each<[Plain, number | undefined, bigint | undefined]>([
  [7, 7, 7n],
  [1.5, 1.5, undefined],
  ["9007199254740993", 9007199254740992, 9007199254740993n],
  ["-9007199254740993", -9007199254740992, -9007199254740993n],
  ["x", undefined, undefined],
  ["", undefined, undefined],
  [null, undefined, undefined],
])("a number of %j is %s, whole it is %s", (plain, number, whole) => {
  const fields = new Fields({ n: plain });
  expect([fields.number("n"), fields.whole("n")]).toEqual([number, whole]);
});

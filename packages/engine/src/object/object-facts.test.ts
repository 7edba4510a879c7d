import { formatPath, NUMBER, objectType, STRING, Value } from "@tutti/values";
import { describe, expect, test } from "vitest";
import { valueText } from "../../testkit/described-plan.ts";
import { writtenValue } from "../../testkit/written-value.ts";
import { changedPaths } from "./changed-paths.ts";
import { exactType } from "./exact-type.ts";
import { sameMarks } from "./marks.ts";
import { idOfValue } from "./object-id.ts";
import { unknownsAsNull } from "./unknowns.ts";

describe("changedPaths", () => {
  test.each([
    ["nothing", '{a = 1, b = "x"}', '{a = 1, b = "x"}', []],
    ["one of two", '{a = 1, b = "x"}', '{a = 2, b = "x"}', [".a"]],
    ["both, in their order", "{a = 1, b = 1}", "{a = 2, b = 2}", [".a", ".b"]],
    ["the top is named, however deep it is", "{a = {b = [1]}}", "{a = {b = [2]}}", [".a"]],
    ["what is not known is another", "{a = 1}", "{a = unknown()}", [".a"]],
    ["what was null", "{a = null}", "{a = 1}", [".a"]],
    ["what becomes null", "{a = 1}", "{a = null}", [".a"]],
    ["what is new", "{}", "{a = 1}", [".a"]],
    ["another type", "{a = 1}", '{a = "1"}', [".a"]],
    ["what was not there", "null", "{a = 1}", []],
    ["what is not there any more", "{a = 1}", "null", []],
    ["all of it not known", "{a = 1}", "unknown()", []],
    ["nothing known of before", "unknown()", "{a = 1}", []],
    ["no object", '"a"', '"b"', []],
  ])("%s", (_, before, after, wanted) => {
    expect(changedPaths(writtenValue(before), writtenValue(after)).map(formatPath)).toEqual(wanted);
  });
});

describe("exactType", () => {
  const open = objectType([
    ["a", { kind: "dynamic" }],
    ["b", STRING],
  ] as const);
  const openValue = (value: Value) =>
    Value.knownUnchecked(
      open,
      new Map([
        ["a", value],
        ["b", writtenValue('"x"')],
      ]),
    );
  test("an attribute of any type gets the type of its value, at any depth", () => {
    const deep = Value.knownUnchecked(
      objectType([["in", open]]),
      new Map([["in", openValue(writtenValue("1"))]]),
    );
    const exact = exactType(deep);
    const inner = exact.asEntries.get("in")?.type;
    expect(
      inner?.kind === "object" && [...inner.attributes].map(([name, { kind }]) => `${name} ${kind}`),
    ).toEqual(["a number", "b string"]);
    expect(valueText(exact)).toBe('{in={a=1 b="x"}}');
  });
  test("marks stay", () => {
    expect(valueText(exactType(openValue(writtenValue("1")).withMarks(["sensitive"])))).toBe(
      'sensitive({a=1 b="x"})',
    );
  });
  test.each(["{a = 1}", "null", "unknown()", "1", '["a"]'])("%s is as it is", (text) => {
    const value = writtenValue(text);
    expect(exactType(value)).toBe(value);
  });
});

describe("sameMarks", () => {
  test.each([
    ["none", "{a = 1}", "{a = 2}", true],
    ["the same place", "{a = secret(1)}", "{a = secret(2)}", true],
    ["another place", "{a = secret(1), b = 1}", "{a = 1, b = secret(1)}", false],
    ["one more", "{a = secret(1), b = 1}", "{a = secret(1), b = secret(1)}", false],
    ["one less", "{a = secret(1), b = secret(1)}", "{a = secret(1), b = 1}", false],
    ["only before", "{a = secret(1)}", "{a = 1}", false],
    ["only after", "{a = 1}", "{a = secret(1)}", false],
    ["in another order", "{a = secret(1), b = secret(1)}", "{b = secret(1), a = secret(1)}", true],
    ["the whole, and a part", "secret({a = 1})", "{a = secret(1)}", false],
  ])("%s", (_, a, b, wanted) => {
    expect(sameMarks(writtenValue(a), writtenValue(b))).toBe(wanted);
  });
});

describe("idOfValue", () => {
  test.each([
    ['{id = "x"}', "x"],
    ['{id = ""}', ""],
    ["{id = 1}", undefined],
    ["{id = null}", undefined],
    ["{id = unknown()}", undefined],
    ['{id = secret("x")}', undefined],
    ["{}", undefined],
    ["null", undefined],
    ["unknown()", undefined],
    ['"x"', undefined],
    ['tomap({id = "x"})', undefined],
  ])("%s", (text, wanted) => {
    expect(idOfValue(writtenValue(text))).toBe(wanted);
  });
});

describe("unknownsAsNull", () => {
  test.each([
    ["{a = 1}", "{a=1}"],
    ["unknown()", "null"],
    ['{a = unknown(), b = "x"}', '{b="x"}'],
    ["{a = [1, unknown()]}", "{a=[1 null]}"],
    ["{a = {b = [unknown()]}}", "{a={b=[null]}}"],
    ["{a = secret(unknown()), b = secret(1)}", "{b=sensitive(1)}"],
    ["null", "null"],
  ])("%s", (text, wanted) => {
    expect(valueText(unknownsAsNull(writtenValue(text)))).toBe(wanted);
  });
  test("the type stays", () => {
    expect(unknownsAsNull(Value.unknown(NUMBER)).type).toBe(NUMBER);
    const marked = unknownsAsNull(Value.unknown(NUMBER).withMarks(["sensitive"]));
    expect([...(marked.marks ?? [])]).toEqual(["sensitive"]);
  });
});

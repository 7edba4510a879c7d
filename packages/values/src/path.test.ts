import { describe, expect, test } from "vitest";
import { value as given, shownValue } from "../testkit/typed.ts";
import {
  formatPath,
  markWithPaths,
  type Path,
  type PathStep,
  pathsEqual,
  unmarkWithPaths,
  valueAtPath,
} from "./path.ts";
import { NUMBER, STRING } from "./type.ts";
import { listValue, mapValue, numberValue, objectValue, rawEquals, stringValue, Value } from "./value.ts";

const path: Path = [
  { kind: "attribute", name: "foo" },
  { kind: "index", key: numberValue(0) },
  { kind: "index", key: stringValue("k") },
];

test("formatPath()", () => {
  expect(formatPath(path)).toBe('.foo[0]["k"]');
  expect(formatPath([{ kind: "index", key: Value.unknown(STRING) }])).toBe("[...]");
});

const secret = stringValue("x").withMarks(["sensitive"]);
const value = objectValue({
  foo: listValue(mapValue(STRING, []).type, [
    mapValue(STRING, [
      ["k", secret],
      ["l", stringValue("y")],
    ]),
  ]),
  bar: stringValue("z"),
});

describe("marks by path", () => {
  test("valueAtPath() finds what stands there", () => {
    expect(valueAtPath(value, path)).toBe(secret);
    expect(valueAtPath(value, [{ kind: "attribute", name: "no" }])).toBeUndefined();
  });

  test("unmarkWithPaths() and markWithPaths() are opposites", () => {
    const bare = unmarkWithPaths(value);
    expect(bare.value.containsMarks).toBe(false);
    expect(bare.marks.map((found) => formatPath(found.path))).toEqual(['.foo[0]["k"]']);
    const again = markWithPaths(bare.value, bare.marks);
    expect(rawEquals(again, value)).toBe(true);
    expect(valueAtPath(again, path)?.hasMark("sensitive")).toBe(true);
  });

  test("a path that leads nowhere is ignored", () => {
    const marks = [{ path: [{ kind: "attribute", name: "no" }] as Path, marks: new Set(["sensitive"]) }];
    expect(markWithPaths(value.withoutMarks(), marks).asEntries.get("bar")?.marks).toBeUndefined();
  });
});

const key = (text: string): PathStep => ({ kind: "index", key: given(text) });
const attribute = (name: string): PathStep => ({ kind: "attribute", name });
const unknownKey: PathStep = { kind: "index", key: Value.unknown(STRING) };
const unknownNumber: PathStep = { kind: "index", key: Value.unknown(NUMBER) };

test.each<[string, Path]>([
  ["", []],
  [".a", [attribute("a")]],
  [".a.b", [attribute("a"), attribute("b")]],
  ["[0]", [key("0")]],
  ["[1.5]", [key("1.5")]],
  ['["a"]', [key('"a"')]],
  ["[...]", [key("true")]],
  ["[...]", [unknownNumber]],
])("formatPath: %s", (wanted, steps) => {
  expect(formatPath(steps)).toBe(wanted);
});

test.each<[string, Value, Path, string | undefined]>([
  ["the whole", given("1"), [], "1"],
  ["an attribute", given('{"a":1}'), [attribute("a")], "1"],
  ["an attribute by a key", given('{"a":1}'), [key('"a"')], "1"],
  ["no attribute by a number", given('{"a":1}'), [key("0")], undefined],
  ["no attribute by what is not known", given('{"a":1}'), [unknownKey], undefined],
  ["an attribute that is not there", given('{"a":1}'), [attribute("b")], undefined],
  ["beyond what is not there", given('{"a":1}'), [attribute("b"), attribute("c")], undefined],
  ["a key of a map", given('{"a":1}', '["map","number"]'), [key('"a"')], "1"],
  ["an element", given("[1,2]"), [key("1")], "2"],
  ["an element of a list", given("[1,2]", '["list","number"]'), [key("1")], "2"],
  ["no element that far", given("[1]"), [key("1")], undefined],
  ["no element by a text", given("[1]"), [key('"0"')], undefined],
  ["no element by a name", given("[1]"), [attribute("0")], undefined],
  ["no element by what is not known", given("[1]"), [unknownNumber], undefined],
  ["an element of a set by itself", given('["a"]', '["set","string"]'), [key('"a"')], '"a"'],
  ["none that is not in it", given('["a"]', '["set","string"]'), [key('"b"')], undefined],
  ["none of a set by a name", given('["a"]', '["set","string"]'), [attribute("a")], undefined],
  ["nothing in a text", given('"a"'), [key("0")], undefined],
  ["nothing in null", given("null", '["map","number"]'), [key('"a"')], undefined],
  ["nothing in what is not known", Value.unknown(STRING), [attribute("a")], undefined],
  ["deeper", given('{"a":[{"b":5}]}'), [attribute("a"), key("0"), attribute("b")], "5"],
])("valueAtPath: %s", (_, value, steps, wanted) => {
  const found = valueAtPath(value, steps);
  expect(found === undefined ? undefined : shownValue(found)).toBe(wanted);
});

test.each<[Path, Path, boolean]>([
  [[], [], true],
  [[attribute("a")], [attribute("a")], true],
  [[attribute("a")], [attribute("b")], false],
  [[attribute("a")], [], false],
  [[], [attribute("a")], false],
  [[attribute("a")], [attribute("a"), attribute("b")], false],
  [[attribute("a")], [key('"a"')], false],
  [[key('"a"')], [attribute("a")], false],
  [[key("1")], [key("1.0")], true],
  [[key("1")], [key("2")], false],
  [[key("1")], [key('"1"')], false],
  [[key('"a"')], [key('"a"')], true],
  [[key('"a"')], [key('"b"')], false],
  [[unknownNumber], [key("1")], false],
  [[unknownNumber], [unknownNumber], true],
  [[attribute("a"), key("0")], [attribute("a"), key("1")], false],
])("pathsEqual: %#", (a, b, wanted) => {
  expect(pathsEqual(a, b)).toBe(wanted);
});

/** Where the marks of a value are, and that it comes back as it was. */
test.each<[string, Value, readonly string[]]>([
  ["none", given('{"a":1}'), []],
  ["the whole", given('"!x"'), [""]],
  ["an attribute", given('{"a":"!x","b":"y"}'), [".a"]],
  ["elements", given('["!x","y",["!z"]]'), ["[0]", "[2][0]"]],
  ["a key of a map", given('{"k":"!x"}', '["map","string"]'), ['["k"]']],
  ["a list", given('["!x"]', '["list","string"]'), ["[0]"]],
  ["the outer and the inner", given('{"a":["!x"]}').withMarks(["sensitive"]), ["", ".a[0]"]],
  ["beside what is not known", given('["?","!x",null]'), ["[1]"]],
])("marks by their path: %s", (_, value, wanted) => {
  const { value: bare, marks } = unmarkWithPaths(value);
  expect(bare.containsMarks).toBe(false);
  expect(marks.map(({ path: at }) => formatPath(at))).toEqual(wanted);
  expect(shownValue(markWithPaths(bare, marks))).toBe(shownValue(value));
});

const SENSITIVE = new Set(["sensitive"]);

test.each<[string, Value, Path, string]>([
  ["a path that leads nowhere", given('{"a":1}'), [attribute("b")], "{a=1}"],
  ["a path into a text", given('{"a":"x"}'), [attribute("a"), attribute("b")], '{a="x"}'],
  ["an element that is not there", given("[1]"), [key("3")], "[1]"],
  ["a key for an attribute", given('{"a":1}'), [key('"a"')], "{a=sensitive(1)}"],
  ["a name for a key", given('{"a":1}', '["map","number"]'), [attribute("a")], "{a=sensitive(1)}"],
  ["into a set: the set", given('["a"]', '["set","string"]'), [key('"a"')], 'sensitive(["a"])'],
  ["into null", given('{"a":null}'), [attribute("a"), attribute("b")], "{a=null}"],
  ["null itself", given('{"a":null}'), [attribute("a")], "{a=sensitive(null)}"],
  ["what is not known", given('{"a":"?"}'), [attribute("a")], "{a=sensitive(?)}"],
])("markWithPaths: %s", (_, value, steps, wanted) => {
  expect(shownValue(markWithPaths(value, [{ path: steps, marks: SENSITIVE }]))).toBe(wanted);
});

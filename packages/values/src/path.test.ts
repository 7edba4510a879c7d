import { describe, expect, test } from "vitest";
import { formatPath, markWithPaths, type Path, unmarkWithPaths, valueAtPath } from "./path.ts";
import { STRING } from "./type.ts";
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

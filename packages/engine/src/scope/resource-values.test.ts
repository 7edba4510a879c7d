import type { InstanceKey } from "@tutti/addresses";
import {
  boolValue,
  NUMBER,
  numberValue,
  objectValue,
  STRING,
  stringValue,
  UNKNOWN_DYNAMIC,
  Value,
} from "@tutti/values";
import { describe, expect, test } from "vitest";
import { valueText } from "../../testkit/described-plan.ts";
import type { Expansion } from "./repetition.ts";
import { ResourceValues } from "./resource-values.ts";

const SINGLE: Expansion = { kind: "single" };
const COUNT: Expansion = { kind: "count", count: 2 };
const EACH: Expansion = {
  kind: "for_each",
  over: objectValue({ a: stringValue("1"), b: stringValue("2") }),
};
const UNKNOWN: Expansion = { kind: "unknown", by: "count" };
const x = stringValue("x");
const y = stringValue("y");

function valuesOf(expansion: Expansion, ...set: readonly (readonly [InstanceKey, Value])[]): ResourceValues {
  const values = new ResourceValues(expansion);
  for (const [key, value] of set) values.set(key, value);
  return values;
}

test.each<[string, Expansion, readonly InstanceKey[]]>([
  ["one", SINGLE, [undefined]],
  ["so many", COUNT, [0, 1]],
  ["none", { kind: "count", count: 0 }, []],
  ["by key, in their order", EACH, ["a", "b"]],
  ["not known", UNKNOWN, []],
])("its keys: %s", (_, expansion, keys) => {
  expect(new ResourceValues(expansion).keys).toEqual(keys);
  expect(new ResourceValues(expansion).expansion).toBe(expansion.kind);
});

describe.each(["whole", "live"] as const)("%s()", (form) => {
  test.each<[string, ResourceValues, string]>([
    ["one", valuesOf(SINGLE, [undefined, x]), '"x"'],
    ["one that is not there yet", valuesOf(SINGLE), "?"],
    ["a tuple", valuesOf(COUNT, [1, y], [0, x]), '["x" "y"]'],
    ["a tuple with a gap", valuesOf(COUNT, [1, y]), '[? "y"]'],
    ["an empty tuple", valuesOf({ kind: "count", count: 0 }), "[]"],
    ["an object", valuesOf(EACH, ["b", y], ["a", x]), '{a="x" b="y"}'],
    ["an object with a gap", valuesOf(EACH, ["a", x]), '{a="x" b=?}'],
    ["not known how many", valuesOf(UNKNOWN, [0, x]), "?"],
  ])("%s", (_, values, wanted) => {
    const value = values[form](undefined);
    expect(valueText(value)).toBe(wanted);
    expect(values[form](undefined)).toBe(value);
  });
});

test("a whole that was given stays as it was, the next one is new", () => {
  const values = valuesOf(COUNT, [0, x]);
  const before = values.whole();
  values.set(1, y);
  expect(valueText(before)).toBe('["x" ?]');
  expect(valueText(values.whole())).toBe('["x" "y"]');
});

test.each<[string, Expansion, InstanceKey, string]>([
  ["a tuple", COUNT, 1, '[? "y"]'],
  ["an object", EACH, "b", '{a=? b="y"}'],
])("what lives gets what comes later, with its type: %s", (_, expansion, key, wanted) => {
  const values = new ResourceValues(expansion);
  const live = values.live("a");
  values.set(key, y);
  expect(valueText(live)).toBe(wanted);
  expect(values.live("a")).toBe(live);
  const { type } = live;
  if (type.kind === "tuple") expect(type.elements.map(({ kind }) => kind)).toEqual(["dynamic", "string"]);
  if (type.kind === "object")
    expect([...type.attributes.values()].map(({ kind }) => kind)).toEqual(["dynamic", "string"]);
});

test("what is not known goes on being so while instances come", () => {
  const values = new ResourceValues(UNKNOWN);
  const live = values.live("a");
  values.set(0, x);
  expect(live.isUnknown).toBe(true);
});

test.each<[string, Expansion, Value, string | undefined]>([
  ["a number", COUNT, numberValue(1), '"y"'],
  ["one that is too high", COUNT, numberValue(2), undefined],
  ["a text for a number", COUNT, stringValue("1"), undefined],
  ["a number that is not known", COUNT, Value.unknown(NUMBER), undefined],
  ["a sensitive number", COUNT, numberValue(1).withMarks(["sensitive"]), undefined],
  ["a text", EACH, stringValue("a"), '"x"'],
  ["one that is not there", EACH, stringValue("c"), undefined],
  ["a number for a text", EACH, numberValue(0), undefined],
  ["a text that is not known", EACH, Value.unknown(STRING), undefined],
  ["a truth value", EACH, boolValue(true), undefined],
  ["a key where there is none", SINGLE, numberValue(0), undefined],
  ["a key where nothing is known", UNKNOWN, numberValue(0), undefined],
  ["nothing known of the key", COUNT, UNKNOWN_DYNAMIC, undefined],
])("byKey: %s", (_, expansion, key, wanted) => {
  const values = valuesOf(expansion, [0, x], [1, y], ["a", x], ["b", y]);
  const found = values.byKey(key);
  expect(found === undefined ? undefined : valueText(found)).toBe(wanted);
});

test("a value that is made later is made when it is asked for, and once", () => {
  let made = 0;
  const later = {
    get after() {
      made += 1;
      return x;
    },
  };
  const values = new ResourceValues(EACH);
  values.setLater("a", later);
  values.setLater("b", later);
  expect(valueText(values.live("b"))).toBe('{a=? b="x"}');
  expect(made).toBe(1);
  expect(valueText(values.live("a"))).toBe('{a="x" b="x"}');
  expect(made).toBe(2);
  expect([values.get("a"), values.get("a")]).toEqual([x, x]);
  expect(made).toBe(3);
  expect(valueText(values.whole())).toBe('{a="x" b="x"}');
  expect(values.byKey(stringValue("b"))).toBe(x);
  expect(made).toBe(4);
});

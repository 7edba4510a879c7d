import { DYNAMIC, numberValue, objectOfType, objectType, STRING, stringValue, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { exactType } from "./exact-type.ts";

const INNER = objectType({ any: DYNAMIC });
const TYPE = objectType({ any: DYNAMIC, inner: INNER, name: STRING });

const inner = (any: Value): Value => objectOfType(INNER, [["any", any]]);
const made = (any: Value, within: Value): Value =>
  objectOfType(TYPE, [
    ["any", any],
    ["inner", within],
    ["name", stringValue("a")],
  ]);

test("attributes of any type have the types of their values, in every depth", () => {
  const exact = exactType(made(numberValue(1), inner(stringValue("b"))).withMarks(["sensitive"]));
  expect(exact.type).toEqual(
    objectType({ any: numberValue(0).type, inner: objectType({ any: STRING }), name: STRING }),
  );
  expect(exact.asEntries.get("inner")?.type).toEqual(objectType({ any: STRING }));
  expect(exact.marks).toEqual(new Set(["sensitive"]));
});

test("objects that are alike share their type, and what does not change its entries", () => {
  const unknown = Value.unknown(INNER);
  const [one, other, third] = [numberValue(1), numberValue(2), stringValue("c")].map((any) => {
    const value = made(any, unknown);
    const exact = exactType(value);
    expect(exact.data).toBe(value.data);
    return exact;
  });
  expect(other?.type).toBe(one?.type);
  expect(third?.type).toEqual(objectType({ any: STRING, inner: INNER, name: STRING }));
});

test("an attribute more or less makes another type", () => {
  const full = exactType(made(numberValue(1), Value.null(INNER)));
  const less = objectOfType(TYPE, [["any", numberValue(1)]]);
  expect(exactType(less).type).toEqual(objectType({ any: numberValue(0).type }));
  expect(exactType(made(numberValue(1), Value.null(INNER))).type).toEqual(full.type);
});

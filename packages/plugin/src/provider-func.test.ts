import { callFunc, DYNAMIC, listType, listValue, STRING, stringValue, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { providerFunc } from "./provider-func.ts";

const SCHEMA = {
  parameters: [
    { name: "any", type: DYNAMIC, allowNull: true, allowUnknown: true },
    { name: "list", type: listType(STRING) },
  ],
  variadic: { name: "more", type: STRING, allowNull: true },
  returnType: STRING,
};
const a = stringValue("a");
const list = listValue(STRING, [a]);

test.each([
  ["what is there", [a, list], "called"],
  ["a null that is allowed", [Value.null(DYNAMIC), list, Value.null(STRING)], "called"],
  ["an unknown that is allowed", [Value.unknown(DYNAMIC), list], "called"],
  ["a null that is not", [a, Value.null(listType(STRING))], "argument must not be null"],
  ["an unknown that is not", [a, Value.unknown(listType(STRING))], "unknown"],
  ["a part of one", [a, listValue(STRING, [Value.unknown(STRING)])], "unknown"],
  ["one of unknown type", [a, list, Value.unknown(DYNAMIC)], "unknown"],
] as const)("providerFunc() with %s", (_, args, told) => {
  let calls = 0;
  const func = providerFunc(SCHEMA, () => {
    calls += 1;
    return stringValue("called");
  });
  const result = callFunc(func, args);
  const words = !(result instanceof Value) ? result.message : result.isUnknown ? "unknown" : result.asString;
  expect([words, calls]).toEqual([told, told === "called" ? 1 : 0]);
  if (result instanceof Value) expect(result.type).toBe(STRING);
});

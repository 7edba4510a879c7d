import { callFunc, FuncError, numberValue, STRING, stringValue } from "@tutti/values";
import { expect, test } from "vitest";
import { definedFunctions, functionSchemas } from "./defined-function.ts";

const FUNCTIONS = {
  join: {
    schema: {
      parameters: [{ name: "separator", type: STRING }],
      variadic: { name: "parts", type: STRING },
      returnType: STRING,
      description: "Joins.",
    },
    call: ([separator, ...parts]: readonly ReturnType<typeof stringValue>[]) =>
      parts.length === 0
        ? new FuncError("nothing to join", 1)
        : stringValue(parts.map((part) => part.asString).join(separator?.asString)),
  },
};

test("a definition's functions are called by expressions", () => {
  const join = definedFunctions(FUNCTIONS).get("join");
  if (join === undefined) throw new Error("no function");
  const words = ["-", "a", "b"].map((word) => stringValue(word));
  expect(callFunc(join, words)).toMatchObject({ asString: "a-b" });
  expect(callFunc(join, words.slice(0, 1))).toMatchObject({ message: "nothing to join", argument: 1 });
  expect(join.returnType([numberValue(1)])).toBe(STRING);
  expect([join.description, join.params.length, join.varParam?.name]).toEqual(["Joins.", 1, "parts"]);
});

test("their schemas are told without them", () => {
  expect(functionSchemas(FUNCTIONS).get("join")).toBe(FUNCTIONS.join.schema);
});

import {
  BOOL,
  FALSE,
  fromFloat64,
  NULL,
  NUMBER,
  numberValue,
  objectValue,
  STRING,
  stringValue,
  TRUE,
  tupleValue,
  Value,
} from "@tutti/values";
import { describe, expect, test } from "vitest";
import type { BackendArgument } from "./backend.ts";
import { BackendValues } from "./backend-values.ts";

const argument = (name: string, more: Partial<BackendArgument>): BackendArgument => ({
  name,
  type: STRING,
  description: "",
  ...more,
});

const DECLARED = [
  argument("a", { environment: ["FIRST", "SECOND"], fallback: "by itself" }),
  argument("b", {}),
  argument("f", { type: BOOL, environment: ["FLAG"], fallback: true }),
  argument("g", { type: BOOL }),
  argument("n", { type: NUMBER, environment: ["NUMBER"], fallback: 5 }),
  argument("m", { type: NUMBER }),
];

const of = (
  settings: Readonly<Record<string, Value>>,
  variables: Readonly<Record<string, string>> = {},
): BackendValues =>
  new BackendValues(DECLARED, new Map(Object.entries(settings)), new Map(Object.entries(variables)));

const ENVIRONMENT = { FIRST: "1st", SECOND: "2nd" };

describe("what counts of a backend's settings:", () => {
  test.each<[string, Readonly<Record<string, Value>>, Readonly<Record<string, string>>, string | undefined]>([
    ["what is set", { a: stringValue("set") }, ENVIRONMENT, "set"],
    ["an empty text is none", { a: stringValue("") }, ENVIRONMENT, "1st"],
    ["null is none", { a: Value.null(STRING) }, ENVIRONMENT, "1st"],
    ["the first variable that is set", {}, { SECOND: "2nd" }, "2nd"],
    ["an empty variable is none", {}, { FIRST: "", SECOND: "2nd" }, "2nd"],
    ["what holds by itself", {}, { FIRST: "" }, "by itself"],
  ])("%s", (_, settings, variables, wanted) => {
    expect(of(settings, variables).text("a")).toBe(wanted);
    expect(of(settings, variables).text("b")).toBeUndefined();
  });

  test.each<[string, Value | undefined, string, boolean]>([
    ["set to true", TRUE, "false", true],
    ["set to false", FALSE, "true", false],
    ["null", Value.null(BOOL), "false", false],
    ...["1", "t", "T", "TRUE", "true", "True"].map((text): [string, undefined, string, boolean] => [
      `the variable says ${text}`,
      undefined,
      text,
      true,
    ]),
    ["the variable says anything else", undefined, "yes", false],
    ["nothing says anything", undefined, "", true],
  ])("a flag: %s", (_, value, variable, wanted) => {
    const values = of(value === undefined ? {} : { f: value }, { FLAG: variable });
    expect(values.flag("f")).toBe(wanted);
    expect(values.flag("g")).toBe(false);
  });

  test.each<[string, Value | undefined, string, number]>([
    ["set", numberValue(fromFloat64(0)), "7", 0],
    ["null", Value.null(NUMBER), "7", 7],
    ["of the variable", undefined, "7", 7],
    ["by itself", undefined, "", 5],
    ["no number", undefined, "x", Number.NaN],
  ])("a number: %s", (_, value, variable, wanted) => {
    const values = of(value === undefined ? {} : { n: value }, { NUMBER: variable });
    expect(values.whole("n")).toBe(wanted);
    expect(values.whole("m")).toBe(0);
  });

  const texts = [stringValue("x"), Value.null(STRING), stringValue("y")];
  test.each<[string, Value | undefined, readonly (readonly [string, string])[] | undefined]>([
    ["left out", undefined, undefined],
    ["null", NULL, undefined],
    [
      "a list",
      tupleValue(texts),
      [
        ["0", "x"],
        ["2", "y"],
      ],
    ],
    [
      "an object",
      objectValue([
        ["p", stringValue("1")],
        ["q", Value.null(STRING)],
      ]),
      [["p", "1"]],
    ],
    ["nothing in it", tupleValue([]), []],
  ])("texts: %s", (_, value, wanted) => {
    const found = of(value === undefined ? {} : { b: value }).texts("b");
    expect(found === undefined ? undefined : [...found]).toEqual(wanted);
  });

  test.each<[Value | undefined, boolean]>([
    [undefined, false],
    [Value.null(STRING), false],
    [stringValue(""), true],
  ])("set or not: %o", (value, wanted) =>
    expect(of(value === undefined ? {} : { a: value }, ENVIRONMENT).isSet("a")).toBe(wanted),
  );
});

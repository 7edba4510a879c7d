import {
  BOOL,
  DYNAMIC,
  type Func,
  FuncError,
  listType,
  listValue,
  NUMBER,
  numberValue,
  objectValue,
  rawEquals,
  STRING,
  stringValue,
  TRUE,
  tupleValue,
  type Value,
  Value as Values,
} from "@tutti/values";
import { describe, expect, test } from "vitest";
import { parseExpression } from "../parse.ts";
import { type EvalContext, scopeOf } from "../scope/context.ts";
import { rangeText } from "../source/range.ts";
import { evaluate } from "./evaluate.ts";

const upper: Func = {
  params: [{ name: "str", type: STRING }],
  returnType: () => STRING,
  call: ([text]) => stringValue(text?.asString.toUpperCase() ?? ""),
};
const max: Func = {
  params: [],
  varParam: { name: "numbers", type: NUMBER },
  returnType: () => NUMBER,
  call: (args) => {
    if (args.length === 0) return new FuncError("must pass at least one number");
    return numberValue(Math.max(...args.map((arg) => Number(arg.asNumber))));
  },
};

const context: EvalContext = {
  variables: scopeOf({
    u: Values.unknown(STRING),
    ul: Values.unknown(listType(STRING)),
    ud: Values.unknown(DYNAMIC),
    positive: Values.unknown(NUMBER, { notNull: true, min: { value: 1, inclusive: true } }),
    secret: stringValue("s").withMarks(["sensitive"]),
    people: listValue(objectValue({ name: stringValue("a") }).type, [
      objectValue({ name: stringValue("a") }),
      objectValue({ name: stringValue("b") }),
    ]),
    map: objectValue({ k: numberValue(1) }),
  }),
  functions: new Map([
    ["upper", upper],
    ["max", max],
  ]),
};

function run(text: string): { readonly value: Value; readonly errors: readonly string[] } {
  const { expression, diagnostics } = parseExpression(text, "f");
  const result = evaluate(expression, context);
  const errors = [...diagnostics, ...result.diagnostics].map(
    ({ summary, subject }) => `${subject && rangeText(subject)} ${summary}`,
  );
  return { value: result.value, errors };
}

describe("evaluate()", () => {
  const values: readonly [string, Value][] = [
    ["1 + 2 * 3 - 4 / 2", numberValue(5)],
    ["-2 % 3 == -2 && !(1 >= 2)", TRUE],
    ["1 == 1.0", TRUE],
    ['true ? 1 : "a"', stringValue("1")],
    ["false ? 1 : null", Values.null(NUMBER)],
    ['"a${1}b${true}"', stringValue("a1btrue")],
    ['"${[1]}"', tupleValue([numberValue(1)])],
    ['"%{ for i, x in ["a", "b"] ~} ${i}${x} %{~ endfor }"', stringValue("0a1b")],
    ['"%{ if false }a%{ else }b%{ endif }"', stringValue("b")],
    ["[for x in [1, 2, 3] : x * 2 if x > 1]", tupleValue([numberValue(4), numberValue(6)])],
    ["{for k, v in map : v => k}", objectValue({ 1: stringValue("k") })],
    ['{for x in [1, 2] : "k" => x...}', objectValue({ k: tupleValue([numberValue(1), numberValue(2)]) })],
    ["people[*].name", listValue(STRING, [stringValue("a"), stringValue("b")])],
    ["people.*.name[1]", stringValue("b")],
    ["map[*].k", tupleValue([numberValue(1)])],
    ["null[*]", tupleValue([])],
    ['map["k"]', numberValue(1)],
    ["map.k", numberValue(1)],
    [
      "{ (map.k) = 1, a = 2, null = 3 }",
      objectValue({ 1: numberValue(1), a: numberValue(2), null: numberValue(3) }),
    ],
    ['upper("a")', stringValue("A")],
    ["max([1, 3]...)", numberValue(3)],
    ["1 / 0", numberValue(Number.POSITIVE_INFINITY)],
  ];
  test.each(values)("%s", (text, wanted) => {
    const { value, errors } = run(text);
    expect(errors).toEqual([]);
    expect(rawEquals(value, wanted)).toBe(true);
  });

  const unknowns: readonly [string, Value][] = [
    ["u", Values.unknown(STRING)],
    ['"abc-${u}"', Values.unknown(STRING)],
    ['u == "a"', Values.unknown(BOOL)],
    ["[for x in ul : x]", Values.unknown(DYNAMIC)],
    ["ul[*]", Values.unknown(listType(STRING))],
    ["ul[0]", Values.unknown(STRING)],
    ["ud.a.b", Values.unknown(DYNAMIC)],
    ["upper(u)", Values.unknown(STRING)],
    ["false && ud", Values.unknown(BOOL)],
    ["ud ? 1 : 2", Values.unknown(NUMBER)],
  ];
  test.each(unknowns)("%s is unknown", (text, wanted) => {
    const { value, errors } = run(text);
    expect(errors).toEqual([]);
    expect(rawEquals(value, wanted)).toBe(true);
  });

  test.each([
    ["positive > 0", "true"],
    ["0 >= positive", "unknown"],
    ["positive < 0", "false"],
    ["0 < positive", "true"],
    ["positive >= 0", "true"],
    // A bound counts as if it were excluded.
    ["positive < 1", "unknown"],
    ["positive > 1", "unknown"],
  ])("%s is %s, by what is known of it", (text, wanted) => {
    const { value } = run(text);
    expect(value.isKnown ? String(value.asBool) : "unknown").toBe(wanted);
  });

  test.each([
    '"a${secret}"',
    "[secret][0]",
    "upper(secret)",
    "secret == 1",
    "true ? secret : 1",
    "{ (secret) = 1 }",
  ])("%s keeps the mark", (text) => {
    expect(run(text).value.hasMark("sensitive")).toBe(true);
  });

  const errors: readonly [string, readonly string[]][] = [
    ["nope", ["f:1,1-5 Unknown variable"]],
    ["map.x", ["f:1,4-6 Unsupported attribute"]],
    ["people.name", ["f:1,7-12 Unsupported attribute"]],
    ["[1][1]", ["f:1,4-7 Invalid index"]],
    ['1 + "a"', ["f:1,5-8 Invalid operand"]],
    ["1 < null", ["f:1,1-9 Operation failed"]],
    ["0 / 0", ["f:1,1-6 Operation failed"]],
    ["true ? 1 : []", ["f:1,8-14 Inconsistent conditional result types"]],
    ["null ? 1 : 2", ["f:1,1-5 Null condition"]],
    ['"${null}x"', ["f:1,4-8 Invalid template interpolation value"]],
    ["[for x in 1 : x]", ["f:1,11-12 Iteration over non-iterable value"]],
    ['{for x in ["a", "a"] : x => 1}', ["f:1,24-25 Duplicate object key"]],
    ["upper()", ["f:1,7-8 Not enough function arguments"]],
    ["upper(1, 2)", ["f:1,10-11 Too many function arguments"]],
    ["upper([])", ["f:1,7-8 Invalid function argument"]],
    ["upper(null)", ["f:1,7-11 Invalid function argument"]],
    ["max()", ["f:1,1-5 Error in function call"]],
    ["uper(1)", ["f:1,1-5 Call to unknown function"]],
    ["provider::a::b(1)", ["f:1,1-15 Unknown provider function"]],
    ["max(1...)", ["f:1,5-6 Invalid expanding argument value"]],
  ];
  test.each(errors)("%s fails", (text, wanted) => {
    expect(run(text).errors).toEqual(wanted);
  });

  test("a scope may take a reference as a whole, or its first steps", () => {
    const { expression } = parseExpression("a.b[0].c", "f");
    const asked: number[] = [];
    const lazy: EvalContext = {
      variables: {
        lookup: () => undefined,
        resolveTraversal: ({ steps }) => {
          asked.push(steps.length);
          return { value: objectValue({ c: numberValue(7) }), consumed: 2 };
        },
      },
    };
    expect(evaluate(expression, lazy).value.asNumber).toBe(7);
    expect(asked).toEqual([3]);
  });

  const items: readonly (readonly [text: string, wanted: string, wholes: number])[] = [
    ["a.b[key]", "of k", 0],
    ["a.b[other]", "of all", 1],
    ['[for a in [{ b = { k = "inner" } }] : a.b[key]][0]', "inner", 0],
    ['[for key in ["l"] : a.b[key]][0]', "of all", 1],
  ];
  test.each(items)("%s comes of the items where they are at hand", (text, wanted, wholes) => {
    let asked = 0;
    const scope: EvalContext = {
      variables: {
        lookup: (name) => ({ key: stringValue("k"), other: stringValue("l") })[name],
        itemsOf: () => ({ byKey: (key) => (key.asString === "k" ? stringValue("of k") : undefined) }),
        resolveTraversal: ({ rootName }) => {
          if (rootName !== "a") return undefined;
          asked += 1;
          return { value: objectValue({ l: stringValue("of all") }) };
        },
      },
    };
    const { expression } = parseExpression(text, "f");
    expect(evaluate(expression, scope).value.asString).toBe(wanted);
    expect(asked).toBe(wholes);
  });

  test("long chains of operators need no stack", () => {
    const { expression } = parseExpression(`0${" + 1".repeat(50_000)}`, "f");
    expect(evaluate(expression).value.asNumber).toBe(50_000);
  });
});

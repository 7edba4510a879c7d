/** How a block is repeated: what each way of saying it makes, and what is wrong with it. */

import { CAUSED_BY_CONFIDENTIAL, CAUSED_BY_UNKNOWN, parseExpression, scopeOf } from "@tutti/hcl";
import { objectValue, stringValue } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { valueText } from "../../testkit/described-plan.ts";
import { writtenValue } from "../../testkit/written-value.ts";
import { evaluateExpansion } from "./expansion.ts";
import { type Expansion, hasInstance, instancesOf, instanceTest, repetitionOf } from "./repetition.ts";

const CONTEXT = {
  variables: scopeOf({
    later: writtenValue("unknown()"),
    number_later: writtenValue("tonumber(unknown())"),
    later_set: writtenValue("toset([unknown()])"),
    set_later: writtenValue("toset(unknown())"),
    hidden: writtenValue("secret(1)"),
    hidden_yes: writtenValue("secret(true)"),
    hidden_map: writtenValue('secret({ a = "x" })'),
    passing: writtenValue("1").withMarks(["ephemeral"]),
    passing_yes: writtenValue("true").withMarks(["ephemeral"]),
    passing_map: writtenValue("{ a = 1 }").withMarks(["ephemeral"]),
    none: writtenValue("null"),
    some: writtenValue('toset(["b", "a"])'),
    numbers: writtenValue("toset([1])"),
    empty: writtenValue("toset([])"),
    holes: writtenValue('toset(["a", null])'),
    map: writtenValue('tomap({ b = "y", a = "x" })'),
    list: writtenValue('tolist(["a"])'),
    in_map: writtenValue("{ a = unknown() }"),
    huge: writtenValue("9223372036854775809"),
  }),
  functions: new Map(),
};

/** One word for what is wrong: the beginning of what is said of it. */
const CASES: readonly (readonly [
  by: "count" | "for_each" | "enabled",
  text: string,
  instances: readonly string[],
  wrong?: string,
  notYetKnown?: true,
])[] = [
  ["count", "0", []],
  ["count", "2", ["0: 0", "1: 1"]],
  ["count", '"2"', ["0: 0", "1: 1"]],
  ["count", "hidden", ["0: 0"]],
  ["count", "-1", [], "must be greater than or equal to zero"],
  ["count", "1.5", [], "must be a whole number"],
  ["count", "huge", [], "must be a whole number"],
  ["count", "none", [], "argument value is null. An integer is required"],
  ["count", "later", [], "cannot predict how many instances", true],
  ["count", "number_later", [], "cannot predict how many instances", true],
  ["count", "passing", [], "derived from an ephemeral value"],
  ["count", '"x"', [], "Invalid expression value: a number is required"],
  ["count", "[]", [], "Invalid expression value: "],
  ["count", "missing", [], "There is no variable named"],
  ["for_each", "some", ["a: a a", "b: b b"]],
  ["for_each", "empty", []],
  ["for_each", "map", ["a: a x", "b: b y"]],
  ["for_each", "{ b = 1, a = [] }", ["a: a []", "b: b 1"]],
  ["for_each", "{}", []],
  ["for_each", "in_map", ["a: a ?"]],
  ["for_each", "hidden_map", [], "Sensitive values"],
  ["for_each", "passing_map", [], "derived from an ephemeral value"],
  ["for_each", "none", [], "argument value is null"],
  ["for_each", "later", [], "includes keys derived from resource attributes", true],
  ["for_each", "set_later", [], "set includes values derived from resource attributes", true],
  ["for_each", "later_set", [], "set includes values derived from resource attributes", true],
  ["for_each", "list", [], "you have provided a value of type list of string"],
  ["for_each", '["a"]', [], "you have provided a value of type tuple"],
  ["for_each", '"a"', [], "you have provided a value of type string"],
  ["for_each", "numbers", [], "you have provided a set containing type number"],
  ["for_each", "holes", [], "must not contain null values"],
  ["for_each", "missing", [], "There is no variable named"],
  ["enabled", "true", ["-: "]],
  ["enabled", '"true"', ["-: "]],
  ["enabled", "false", []],
  ["enabled", '"x"', [], "Invalid expression value: a bool is required"],
  ["enabled", "none", [], "is null. Give true or false"],
  ["enabled", "later", [], "cannot be determined until apply"],
  ["enabled", "hidden_yes", [], "derived from a sensitive value"],
  ["enabled", "passing_yes", [], "derived from an ephemeral value"],
  ["enabled", "missing", [], "There is no variable named"],
];

function expanded(by: "count" | "for_each" | "enabled", text: string) {
  const { expression } = parseExpression(text, "main.tf");
  return evaluateExpansion(
    {
      count: by === "count" ? expression : undefined,
      forEach: by === "for_each" ? expression : undefined,
      lifecycle: { enabled: by === "enabled" ? expression : undefined },
    },
    CONTEXT,
  );
}

function lines(expansion: Expansion): readonly string[] {
  return [...instancesOf(expansion)].map(([key, { countIndex, eachKey, eachValue }]) => {
    const values = [countIndex, eachKey, eachValue].flatMap((value) =>
      value === undefined ? [] : [valueText(value).replaceAll('"', "")],
    );
    return `${key ?? "-"}: ${values.join(" ")}`;
  });
}

describe("a block with", () => {
  it.each(CASES.map((given) => ({ title: `${given[0]} = ${given[1]}`, given })))("$title", ({ given }) => {
    const [by, text, instances, wrong, notYetKnown] = given;
    const { expansion, diagnostics, isNotYetKnown } = expanded(by, text);
    expect(lines(expansion)).toEqual(instances);
    expect(diagnostics.map(({ detail }) => detail.includes(wrong ?? "?"))).toEqual(
      wrong === undefined ? [] : [true],
    );
    expect(isNotYetKnown).toBe(notYetKnown);
    if (wrong !== undefined) {
      expect(expansion).toEqual({ kind: "unknown", by });
      expect(diagnostics[0]).toMatchObject({ severity: "error", subject: { filename: "main.tf" } });
    }
  });

  // What the names in it are is told of by this: that one is unknown only where that is the trouble.
  it.each([
    ["count", "number_later", undefined],
    ["count", "-1", []],
    ["for_each", "hidden_map", [CAUSED_BY_CONFIDENTIAL]],
    ["for_each", "passing_map", [CAUSED_BY_CONFIDENTIAL]],
    ["for_each", "none", []],
    ["for_each", "later", [CAUSED_BY_UNKNOWN]],
    ["for_each", "later_set", [CAUSED_BY_UNKNOWN]],
  ] as const)("%s = %s, which fails, tells of its values with the tags %j", (by, text, tags) => {
    const [told] = expanded(by, text).diagnostics;
    const tagged = told?.extra?.kind === "tagged" ? [...told.extra.tags] : [];
    expect(told?.expression && tagged).toEqual(tags);
  });

  it("nothing of the kind is there once", () => {
    const found = evaluateExpansion({ count: undefined, forEach: undefined }, CONTEXT);
    expect(found).toEqual({ expansion: { kind: "single" }, diagnostics: [] });
    expect(lines(found.expansion)).toEqual(["-: "]);
  });
});

const over = objectValue({ k: stringValue("v") });
const EXPANSIONS: readonly (readonly [Expansion, has: readonly unknown[]])[] = [
  [{ kind: "single" }, [undefined]],
  [{ kind: "disabled" }, []],
  [{ kind: "count", count: 1 }, [0]],
  [{ kind: "for_each", over }, ["k"]],
  [{ kind: "unknown", by: "count" }, [undefined, 0, 1, "k", "l"]],
];

describe("an instance", () => {
  it.each(EXPANSIONS)("of %j is there or not", (expansion, has) => {
    const keys = [undefined, 0, 1, "k", "l"];
    expect(keys.filter((key) => hasInstance(expansion, key))).toEqual(has);
    expect(keys.filter(instanceTest(expansion))).toEqual(has);
  });

  it("has the names of its own key", () => {
    const found = [undefined, 2, "k", "l"].map((key) => repetitionOf({ kind: "for_each", over }, key));
    expect(
      found.map(({ countIndex, eachKey, eachValue }) =>
        [countIndex, eachKey, eachValue].map((value) => value && valueText(value)),
      ),
    ).toEqual([
      [undefined, undefined, undefined],
      ["2", undefined, undefined],
      [undefined, '"k"', '"v"'],
      [undefined, '"l"', undefined],
    ]);
    expect(repetitionOf({ kind: "count", count: 3 }, "k").eachValue).toBeUndefined();
  });
});

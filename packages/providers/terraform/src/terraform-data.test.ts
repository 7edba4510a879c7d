import { createRealRuntime } from "@tutti/runtime";
import { DYNAMIC, NULL, objectValue, rawEquals, STRING, stringValue, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { applyData, planData } from "./terraform-data.ts";

const signal = new AbortController().signal;
const SHAPE = objectValue({ id: stringValue(""), input: NULL, output: NULL, triggers_replace: NULL }).type;

function data(id: Value, input: Value, output: Value, triggers: Value = NULL): Value {
  return objectValue({ id, input, output, triggers_replace: triggers });
}

function plan(
  prior: Value,
  config: Value,
  id: Value = Value.null(STRING),
  output: Value = NULL,
): {
  planned: Value;
  replace: number;
} {
  const request = { type: "terraform_data", prior, config, private: undefined, signal };
  const entries = config.isNull ? undefined : new Map(config.asEntries).set("id", id).set("output", output);
  const proposed = entries === undefined ? config : objectValue(entries);
  const { value } = planData({ ...request, proposed });
  if (value === undefined) throw new Error("no plan");
  return { planned: value.planned, replace: value.requiresReplace.length };
}

const ID = stringValue("an-id");
const A = stringValue("a");
const B = stringValue("b");
const NONE = Value.null(SHAPE);
const UNKNOWN_ID = Value.unknown(STRING);

const cases: readonly [string, Value, Value, Value, number][] = [
  ["a create", NONE, data(Value.null(STRING), A, NULL), data(UNKNOWN_ID, A, Value.unknown(STRING)), 0],
  ["a create without input", NONE, data(Value.null(STRING), NULL, NULL), data(UNKNOWN_ID, NULL, NULL), 0],
  ["no change", data(ID, A, A), data(Value.null(STRING), A, NULL), data(ID, A, A), 0],
  ["another input", data(ID, A, A), data(Value.null(STRING), B, NULL), data(ID, B, Value.unknown(STRING)), 0],
  [
    "no input any more",
    data(ID, A, A),
    data(Value.null(STRING), NULL, NULL),
    data(ID, NULL, Value.unknown(DYNAMIC)),
    0,
  ],
  [
    "other triggers",
    data(ID, A, A),
    data(Value.null(STRING), A, NULL, B),
    data(UNKNOWN_ID, A, Value.unknown(STRING), B),
    1,
  ],
];

test.each(cases)("planData() of %s", (_, prior, config, wanted, replace) => {
  const before = prior.isNull ? undefined : prior.asEntries;
  const made = plan(prior, config, before?.get("id"), before?.get("output"));
  expect(made.replace).toBe(replace);
  expect(rawEquals(made.planned, wanted)).toBe(true);
});

test("applyData() makes an id, and the output of the input", () => {
  const planned = data(UNKNOWN_ID, A, Value.unknown(STRING));
  const request = { type: "terraform_data", prior: NONE, config: planned, private: undefined, signal };
  const { value } = applyData({ ...request, planned, operationId: "op" }, createRealRuntime().random);
  const made = value?.state.asEntries;
  expect(made?.get("id")?.asString).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect(made?.get("output")?.asString).toBe("a");
});

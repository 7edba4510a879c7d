import { emptyBlock, emptyNested } from "@tutti/plugin";
import { expect, test } from "vitest";
import { valueText } from "../../testkit/described-plan.ts";
import { OPEN_WIDE, WIDE } from "../../testkit/wide-schema.ts";

test("an empty object has null attributes, no blocks, and a group that is always there", () => {
  const empty = emptyBlock(WIDE);
  expect(valueText(empty)).toBe("{always={} any=[] named={} some=[]}");
  expect(emptyBlock(WIDE)).toBe(empty);
  expect([...empty.asEntries].map(([name, value]) => `${name} ${value.type.kind}`)).toEqual([
    "always object",
    "any set",
    "both string",
    "given string",
    "list list",
    "map map",
    "named map",
    "one object",
    "some list",
    "told number",
  ]);
});

test("blocks whose elements may be of any type are a tuple and an object", () => {
  const kinds = [...OPEN_WIDE.blocks].map(([name, nested]) => {
    const value = emptyNested(nested);
    return `${name} ${value.type.kind}${value.isNull ? " null" : ""}`;
  });
  expect(kinds).toEqual(["one object null", "some tuple", "named object"]);
});

import { expect, test } from "vitest";
import { valueText } from "../../testkit/described-plan.ts";
import { OPEN_WIDE, WIDE } from "../../testkit/wide-schema.ts";
import { writtenObject } from "../../testkit/written-value.ts";
import { nullsFor, withUnknowns } from "./data-value.ts";

/** The configuration, what it is while the provider was not asked, and what it is when it could not be asked. */
test.each([
  ["{}", "{always={told=?} both=? told=?}", "{}"],
  ['{given = "a", both = "b"}', '{always={told=?} both="b" given="a" told=?}', '{both="b" given="a"}'],
  ["{given = unknown()}", "{always={told=?} both=? given=? told=?}", "{given=?}"],
  [
    '{one = {given = "a"}, some = [{}], any = [{given = "x"}], named = {k = {}}}',
    '{always={told=?} any=[{given="x" told=?}] both=? named={k={told=?}} one={given="a" told=?} some=[{told=?}] told=?}',
    '{any=[{given="x"}] named={k={}} one={given="a"} some=[{}]}',
  ],
  [
    "{some = unknown(), one = unknown(), named = unknown()}",
    "{always={told=?} both=? named=? one=? some=? told=?}",
    "{named=? one=? some=?}",
  ],
  ["unknown()", "?", "?"],
])("%s", (config, unread, failed) => {
  const value = writtenObject(WIDE, config);
  expect(brief(valueText(withUnknowns(WIDE, value)))).toBe(unread);
  expect(brief(valueText(nullsFor(WIDE, value)))).toBe(failed);
});

test("what may be of any type has the type of its value", () => {
  const value = withUnknowns(OPEN_WIDE, writtenObject(OPEN_WIDE, '{any = ["a"], one = {any = 1}}'));
  const types = value.type.kind === "object" ? value.type.attributes : new Map();
  expect([...types].map(([name, { kind }]) => `${name} ${kind}`)).toEqual([
    "any tuple",
    "named object",
    "one object",
    "some tuple",
  ]);
});

/** Without blocks that are not there. */
function brief(text: string): string {
  return text.replace(/ ?\b(some|any|named|always)=(\[\]|\{\})/g, "").replace(/^\{ /, "{");
}

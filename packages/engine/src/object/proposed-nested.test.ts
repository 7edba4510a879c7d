import { expect, test } from "vitest";
import { valueText } from "../../testkit/described-plan.ts";
import { OPEN_WIDE, WIDE } from "../../testkit/wide-schema.ts";
import { writtenObject } from "../../testkit/written-value.ts";
import { proposedNew } from "./proposed.ts";

/** Prior, configuration, and what the provider is asked for (without empty blocks). */
test.each([
  ["a new object", "null", '{given = "a"}', '{given="a"}'],
  ["what is told stays", "{told = 1}", "{}", "{told=1}"],
  ["what may be both stays where the configuration is silent", '{both = "a"}', "{}", '{both="a"}'],
  ["and is taken where it speaks", '{both = "a"}', '{both = "b"}', '{both="b"}'],
  ["what is given only goes", '{given = "a", list = ["x"]}', "{}", "{}"],
  ["what is not known is asked for", '{both = "a"}', "{both = unknown()}", "{both=?}"],
  ["a whole that is not known keeps what there is", '{given = "a"}', "unknown()", '{given="a"}'],
  [
    "one block keeps what was told",
    '{one = {given = "a", told = "t"}}',
    '{one = {given = "b"}}',
    '{one={given="b" told="t"}}',
  ],
  ["a first one has nothing to keep", "{}", '{one = {given = "b"}}', '{one={given="b"}}'],
  [
    "one that was not known has nothing to keep",
    "{one = unknown()}",
    '{one = {given = "b"}}',
    '{one={given="b"}}',
  ],
  ["one that is not known is asked for", '{one = {told = "t"}}', "{one = unknown()}", "{one=?}"],
  ["a group as well", '{always = {told = "t"}}', '{always = {given = "b"}}', '{always={given="b" told="t"}}'],
  [
    "blocks of a list by their place",
    '{some = [{told = "0"}, {told = "1"}]}',
    '{some = [{given = "a"}, {given = "b"}, {given = "c"}]}',
    '{some=[{given="a" told="0"} {given="b" told="1"} {given="c"}]}',
  ],
  ["fewer than before", '{some = [{told = "0"}, {told = "1"}]}', "{some = [{}]}", '{some=[{told="0"}]}'],
  ["a list that was not known", "{some = unknown()}", '{some = [{given = "a"}]}', '{some=[{given="a"}]}'],
  ["a list that is not known", '{some = [{told = "0"}]}', "{some = unknown()}", "{some=?}"],
  [
    "blocks of a map by their name",
    '{named = {x = {told = "1"}, gone = {told = "2"}}}',
    '{named = {x = {given = "a"}, y = {given = "b"}}}',
    '{named={x={given="a" told="1"} y={given="b"}}}',
  ],
  ["a map that was not known", "{named = unknown()}", "{named = {x = {}}}", "{named={x={}}}"],
  [
    "blocks of a set by what the configuration says of them, each of before once",
    '{any = [{given = "a", told = "1"}, {given = "b", told = "2"}]}',
    '{any = [{given = "b"}, {given = "c"}]}',
    '{any=[{given="b" told="2"} {given="c"}]}',
  ],
  ["a set that was not known", "{any = unknown()}", '{any = [{given = "b"}]}', '{any=[{given="b"}]}'],
])("%s", (_, prior, config, wanted) => {
  const proposed = valueText(proposedNew(WIDE, writtenObject(WIDE, prior), writtenObject(WIDE, config)));
  expect(brief(proposed)).toBe(wanted);
});

/** Without blocks that are not there. */
function brief(text: string): string {
  return text.replace(/ ?\b(some|any|named|always)=(\[\]|\{\})/g, "").replace(/^\{ /, "{");
}

test("a list of blocks of any type is a tuple, with the types of today", () => {
  const proposed = proposedNew(
    OPEN_WIDE,
    writtenObject(OPEN_WIDE, '{some = [{any = "a"}]}'),
    writtenObject(OPEN_WIDE, "{some = [{any = 1}, {any = [true]}], named = {k = {any = 1}}}"),
  );
  expect(valueText(proposed)).toBe("{named={k={any=1}} some=[{any=1} {any=[true]}]}");
});

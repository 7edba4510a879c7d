import { describe, expect, test } from "vitest";
import { type Authorizer, allowAll } from "./authorizer.ts";
import { missingRight, type Need, right, rightBelow } from "./right.ts";

/** Allows what is listed: `key:write:a`, and `key:write:a*` for all below. */
function allowing(...listed: readonly string[]): Authorizer {
  const has = (end: string) => (kind: string, access: string, name: string) =>
    listed.includes(`${kind}:${access}:${name}${end}`);
  return { id: "t", allows: has(""), allowsPrefix: has("*") };
}

const a = right("key", "write", "a");
const below = rightBelow("key", "write", "a");
const b = right("service", "read", "b");

test("a right is to one thing, to all below a prefix, or to what has no name", () => {
  expect(a).toEqual({ resource: "key", access: "write", name: "a" });
  expect(below).toEqual({ resource: "key", access: "write", name: "a", prefix: true });
  expect(right("operator", "read")).toEqual({ resource: "operator", access: "read", name: "" });
});

describe("missingRight()", () => {
  test.each<[string, readonly Need[], readonly string[], object | undefined]>([
    ["nothing is needed", [], [], undefined],
    ["it is there", [a], ["key:write:a"], undefined],
    ["it is to another kind", [a], ["service:write:a"], a],
    ["it is to another access", [a], ["key:read:a"], a],
    ["it is to another name", [a], ["key:write:b"], a],
    ["one is not to all below", [below], ["key:write:a"], below],
    ["all below is not one", [a], ["key:write:a*"], a],
    ["all below is all below", [below], ["key:write:a*"], undefined],
    ["the first of all that are missing", [a, b], [], a],
    ["the second where the first is there", [a, b], ["key:write:a"], b],
    ["no list is none that could be missing", [{ anyOf: [] }], [], undefined],
    ["an empty list is whole", [{ anyOf: [[a], []] }], [], undefined],
    ["the first list is whole", [{ anyOf: [[a], [b]] }], ["key:write:a"], undefined],
    ["the last list is whole", [{ anyOf: [[a], [b]] }], ["service:read:b"], undefined],
    ["no list is whole: what the last one lacks", [{ anyOf: [[a], [b, below]] }], ["service:read:b"], below],
    ["a list, and then another right", [{ anyOf: [[a]] }, b], ["key:write:a"], b],
    ["a list that is missing before a right that is there", [{ anyOf: [[a]] }, b], ["service:read:b"], a],
  ])("%s", (_, needs, listed, wanted) => {
    expect(missingRight(allowing(...listed), needs)).toEqual(wanted);
    expect(missingRight(allowAll, needs)).toBeUndefined();
  });
});

import { describe, expect, test } from "vitest";
import { compositeId, escapePart, nameId } from "./table.ts";

describe("ids of several parts", () => {
  test.each([
    ["n", "web", "n/web"],
    ["N", "Web", "n/web"],
    ["n", "a/b", "n/a/b"],
    ["a/b", "c", "a%2Fb/c"],
    ["a%2Fb", "c", "a%252fb/c"],
    ["50%", "c", "50%25/c"],
    ["", "c", "/c"],
    ["n", "", "n/"],
  ])("of %j and %j: %j", (first, rest, wanted) => expect(compositeId(first, rest)).toBe(wanted));

  test("no two pairs of names are one id, wherever their slashes and marks stand", () => {
    const names = ["a", "b", "a/b", "b/a", "a/", "/a", "%", "a%2fb", "%2f", "a%", "25", "%25"];
    const ids = new Map<string, string>();
    for (const first of names)
      for (const rest of names) {
        const id = compositeId(first, rest);
        expect(ids.get(id), id).toBeUndefined();
        ids.set(id, `${first} ${rest}`);
        expect(id.startsWith(`${escapePart(first)}/`)).toBe(true);
      }
  });

  test("letter case is not told apart", () => {
    expect([nameId("Web"), nameId("\u00c4")]).toEqual(["web", "\u00e4"]);
  });
});

import { expect, test } from "vitest";
import { audienceMistake, identityOfClaims } from "./claims.ts";
import { LoginFailure } from "./validator.ts";

const mappings = {
  values: new Map([
    ["name", "user"],
    ["/org/primary", "org"],
    ["/a~1b", "slash"],
  ]),
  lists: new Map([["groups", "teams"]]),
};

test("claims are kept under the names that they are mapped to, as texts", () => {
  const claims = { name: 7.9, org: { primary: true }, "a/b": "c", groups: ["x", "", 3], other: 1 };
  expect(identityOfClaims(claims, mappings)).toEqual({
    fields: { value: { user: "7", org: "true", slash: "c" }, list: { teams: ["x", "3"] } },
    variables: new Map([
      ["value.user", "7"],
      ["value.org", "true"],
      ["value.slash", "c"],
    ]),
  });
});

test("what is not claimed is empty, and one of a list is a list", () => {
  expect(identityOfClaims({ groups: "x" }, mappings)).toMatchObject({
    fields: { value: { user: "", org: "", slash: "" }, list: { teams: ["x"] } },
  });
});

test.each([
  [{ name: {} }, "error converting claim 'name' to string from unknown type map[string]interface {}"],
  [{ groups: {} }, '"groups" list claim could not be converted to string list'],
  [{ groups: [[]] }, 'a value in "groups" list claim could not be parsed as string'],
])("%j is refused: %s", (claims, why) => {
  expect(identityOfClaims(claims, mappings)).toEqual(new LoginFailure(why));
});

test.each([
  [[], undefined, true, undefined],
  [[], "a", true, "audience claim found in JWT but no audiences are bound"],
  [[], "a", false, undefined],
  [["a"], "a", true, undefined],
  [["a", "b"], ["c", "b"], true, undefined],
  [["a"], "b", false, "aud claim does not match any bound audience"],
  [["a"], undefined, false, "aud claim does not match any bound audience"],
] as const)("bound to %j, the audience %j (strict: %s): %s", (bound, claim, strict, why) => {
  expect(audienceMistake(bound, claim, strict)?.why.replace("error validating claims: ", "")).toBe(why);
});

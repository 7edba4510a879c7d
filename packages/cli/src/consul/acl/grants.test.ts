import { expect, test } from "vitest";
import { grantsOf } from "./grants.ts";

const none = {
  "policy-id": [],
  "policy-name": [],
  "service-identity": [],
  "node-identity": [],
  "templated-policy": "",
  var: [],
};

test.each<[name: string, variables: readonly string[], wanted: unknown]>([
  ["builtin/dns", [], [{ TemplateName: "builtin/dns" }]],
  [
    "builtin/service",
    ["name:web"],
    [{ TemplateName: "builtin/service", TemplateVariables: { Name: "web" } }],
  ],
  [
    "builtin/service",
    ["Name:a:b"],
    [{ TemplateName: "builtin/service", TemplateVariables: { Name: "a:b" } }],
  ],
  ["", [], undefined],
])("-templated-policy %j with %j", (name, variables, wanted) => {
  expect(grantsOf({ ...none, "templated-policy": name, var: variables })).toHaveProperty("Policies");
  expect(grantsOf({ ...none, "templated-policy": name, var: variables })).toMatchObject(
    wanted === undefined ? {} : { TemplatedPolicies: wanted },
  );
});

test.each([
  ["", ["name:x"], "-var says something of a template: name it with -templated-policy"],
  [
    "builtin/service",
    ["name"],
    'Malformed variable "name": write name:VALUE, which is all that templates ask for',
  ],
  [
    "builtin/service",
    ["x:y"],
    'Malformed variable "x:y": write name:VALUE, which is all that templates ask for',
  ],
])("-templated-policy %j with %j is refused", (name, variables, why) => {
  expect(grantsOf({ ...none, "templated-policy": name, var: variables })).toBe(why);
});

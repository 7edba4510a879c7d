import { expect, test } from "vitest";
import { bindNameMistake, boundName } from "./bind-name.ts";

const variables = new Map([
  ["value.name", "Web"],
  ["serviceaccount.name", "api"],
]);

test.each([
  ["service", "plain", { kind: "name", name: "plain" }],
  ["service", "k8s-${value.name}", { kind: "name", name: "k8s-web" }],
  ["service", "${ value.name }-${serviceaccount.name}", { kind: "name", name: "web-api" }],
  ["service", "Upper", { kind: "invalid", name: "Upper" }],
  ["role", "Upper", { kind: "name", name: "Upper" }],
  ["node", "a b", { kind: "invalid", name: "a b" }],
  ["service", "$${value.name}", { kind: "invalid", name: "${value.name}" }],
  ["service", "x-${nope}", { kind: "mistake", why: "1:5: unknown variable accessed: nope" }],
  [
    "service",
    "${1 + 1}",
    { kind: "mistake", why: "1:3: only the name of a variable may stand here in:\n\n${1 + 1}" },
  ],
  [
    "service",
    "${value.name",
    { kind: "mistake", why: 'parse error at 1:13: expected "}" but found end of string' },
  ],
] as const)("a %s called %s", (type, text, bound) => {
  expect(boundName(type, text, variables)).toEqual(bound);
});

test.each([
  ["${value.name}", undefined],
  ["UPPER", "invalid BindName"],
  ["${other}", "invalid BindName: 1:3: unknown variable accessed: other"],
])("of a rule that names %s is told: %s", (text, mistake) => {
  expect(bindNameMistake("service", text, ["value.name"])).toBe(mistake);
});

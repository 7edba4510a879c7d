import { expect, test } from "vitest";
import { parseIntentionName } from "./intention-name.ts";

const ENTERPRISE = "is not there: Namespaces is a Consul Enterprise feature";

test.each([
  ["web", { name: "web" }],
  ["*", { name: "*" }],
  ["default/web", { name: "web" }],
  ["DEFAULT/web", { name: "web" }],
  ["/web", { name: "web" }],
  ["default/*", { name: "*" }],
  ["", { name: "" }],
  ["team/web", { mistake: `namespace "team" ${ENTERPRISE}` }],
  ["*/web", { mistake: `namespace "*" ${ENTERPRISE}` }],
  ["a/b/c", { mistake: "input can contain at most one '/'" }],
  ["we*", { mistake: "wildcard character '*' cannot be used with partial values" }],
  ["default/we*", { mistake: "wildcard character '*' cannot be used with partial values" }],
])("parseIntentionName(%j) is %j", (text, wanted) => expect(parseIntentionName(text)).toEqual(wanted));

import { MASTER, startGuardedAgent } from "@tutti/agent/testkit";
import type { RouteId } from "@tutti/agent-api";
import { expect, test } from "vitest";

const GONE = "00000000-0000-4000-8000-000000000000";
const type = "500 Invalid Auth Method: Type should be one of: [jwt kubernetes]";
const lookup = "500 failed acl binding rule lookup: index error: UUID must be 36 characters";

test.each<[RouteId, string, object, string]>([
  ["acl.auth-method-create", "", {}, "500 Invalid Auth Method: no Name is set"],
  [
    "acl.auth-method-create",
    "",
    { Name: "a b" },
    "500 Invalid Auth Method: invalid Name. Only alphanumeric characters, '-' and '_' are allowed",
  ],
  ["acl.auth-method-create", "", { Name: "m" }, type],
  ["acl.auth-method-create", "", { Name: "m", Type: "bad" }, type],
  [
    "acl.auth-method-create",
    "",
    { Name: "m", Type: "jwt", TokenLocality: "bad" },
    "500 Invalid Auth Method: TokenLocality should be one of 'local' or 'global'",
  ],
  [
    "acl.auth-method-create",
    "",
    { Name: "m", Type: "jwt", MaxTokenTTL: "1s" },
    "500 MaxTokenTTL 1s cannot be less than 1m0s",
  ],
  [
    "acl.auth-method-create",
    "",
    { Name: "m", Type: "jwt", MaxTokenTTL: "48h" },
    "500 MaxTokenTTL 48h0m0s cannot be more than 24h0m0s",
  ],
  [
    "acl.auth-method-create",
    "",
    { Name: "m", Type: "jwt", TokenLocality: "global", MaxTokenTTL: "1h" },
    "500 Invalid Auth Method: exactly one of 'JWTValidationPubKeys', 'JWKSURL', or 'OIDCDiscoveryURL' must be set for type \"jwt\"",
  ],
  [
    "acl.auth-method-create",
    "",
    { Name: 5 },
    "400 Bad request: AuthMethod decoding failed: json: cannot unmarshal number into Go struct field .Name of type string",
  ],
  ["acl.auth-method-update", "m", { Type: "bad" }, type],
  [
    "acl.auth-method-update",
    "m",
    { Name: "other" },
    "400 Bad request: AuthMethod Name in URL and payload do not match",
  ],
  ["acl.auth-method-read", "m", {}, "404"],
  ["acl.auth-method-delete", "m", {}, "200 true"],
  ["acl.binding-rule-create", "", {}, "500 Invalid Binding Rule: no AuthMethod is set"],
  ["acl.binding-rule-create", "", { AuthMethod: "m" }, '500 cannot find auth method with name "m"'],
  [
    "acl.binding-rule-create",
    "",
    { ID: "x" },
    "400 Bad request: BindingRule ID in URL and payload do not match",
  ],
  ["acl.binding-rule-update", "none", {}, "500 Binding Rule ID invalid UUID"],
  ["acl.binding-rule-update", GONE, {}, `500 cannot find binding rule ${GONE}`],
  ["acl.binding-rule-read", "none", {}, lookup],
  ["acl.binding-rule-read", GONE, {}, "404"],
  ["acl.binding-rule-delete", "none", {}, lookup],
  ["acl.binding-rule-delete", GONE, {}, "200 true"],
])("%s of %j with %j", async (route, rest, body, wanted) => {
  const { as } = await startGuardedAgent(97);
  expect(await as(MASTER, route, { rest, body })).toBe(wanted);
});

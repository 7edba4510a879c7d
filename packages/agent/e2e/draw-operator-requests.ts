import { type Dice, type DrawnRequest, NO_UUID, readParameters, writeParameters } from "./request-dice.ts";

type Draw = (dice: Dice) => DrawnRequest;

const RULES = [
  ...[
    'key_prefix "" { policy = "read" }',
    'node "n1" { policy = "write" }',
    "key {",
    'x "" { policy = "read" }',
  ],
  ...['operator = "read"', 'service "web" { policy = "bad" }', ""],
];
/** How rules may be written, and what is none. */
const POLICY_RULES = [
  ...RULES,
  ...['key "a" "b" { policy = "read" }', 'key { a { policy = "read" } }', "operator = true", 'acl = "WRITE"'],
  ...['Key "a" { Policy = "deny" x = 1 }', 'key = "read"', 'node = ["a"]', 'operator { policy = "read" }'],
  ...['{"key": {"a": {"policy": "read"}}}', '{"key": {"a": {"policy": "read"', '{"operator": null}', "{"],
  ...[
    '{"key": [{"a": {"policy": "read"}}, {"b": []}]}',
    '{"acl": tru}',
    '{"event": {"a": {}}} x',
    "revision = 1",
  ],
  ...[
    'operator = "x" acl = "y"',
    'service "a" { policy = "read" intentions = "list" }',
    'sentinel { code = "" }',
  ],
  ...['key "a" { policy = "read" sentinel { code = "x" } }', 'namespace "n" { key "a" { policy = "read" } }'],
];
const id = (dice: Dice, kept: string): string =>
  dice.one([`{{${kept}}}`, `{{${kept}}}`, `{{${kept}}}`, `{{^${kept}}}`, ...NO_UUID]);

const policy = (dice: Dice): object => ({
  Name: dice.one(["p1", "p2", "global-management", "a b"]),
  ...dice.maybe(0.7, { Rules: dice.one(POLICY_RULES) }),
  ...dice.maybe(0.3, { Description: "d" }),
  ...dice.maybe(0.2, { Datacenters: dice.one([["dc1"], ["dc2"], []]) }),
});
const role = (dice: Dice): object => ({
  Name: dice.one(["r1", "r2", "a b"]),
  ...dice.maybe(0.5, {
    Policies: [dice.one([{ Name: "p1" }, { ID: "{{policy}}" }, { Name: "none" }, {}, { ID: "{{^policy}}" }])],
  }),
  ...dice.maybe(0.3, { ServiceIdentities: [{ ServiceName: dice.one(["web", "a b", ""]) }] }),
  ...dice.maybe(0.2, { NodeIdentities: [{ NodeName: "n1", Datacenter: dice.one(["dc1", ""]) }] }),
});
const token = (dice: Dice): object => ({
  ...dice.maybe(0.5, { Description: "d" }),
  ...dice.maybe(0.4, { Policies: [dice.one([{ Name: "p1" }, { ID: "{{policy}}" }, { Name: "none" }, {}])] }),
  ...dice.maybe(0.3, { Roles: [dice.one([{ Name: "r1" }, { ID: "{{role}}" }, { Name: "none" }])] }),
  ...dice.maybe(0.2, { Local: true }),
  ...dice.maybe(0.1, { AccessorID: dice.one(["{{token}}", "x", "11111111-0000-4000-8000-000000000000"]) }),
  ...dice.maybe(0.1, { SecretID: dice.one(["x", "22222222-0000-4000-8000-000000000000"]) }),
  ...dice.maybe(0.1, { ExpirationTime: dice.one(["2030-01-01T00:00:00Z", "2000-01-01T00:00:00Z", "x"]) }),
  ...dice.maybe(0.1, { AuthMethod: dice.one(["m1", ""]) }),
  ...dice.maybe(0.1, { Rules: "" }),
  ...dice.maybe(0.1, {
    NodeIdentities: [{ NodeName: dice.one(["n1", ""]), Datacenter: dice.one(["dc1", "dc2", ""]) }],
  }),
  ...dice.maybe(0.2, { ExpirationTTL: dice.one(["1h", "1s", "x", "48h"]) }),
  ...dice.maybe(0.2, { ServiceIdentities: [{ ServiceName: "web", Datacenters: ["dc1"] }] }),
});
const method = (dice: Dice): object => ({
  Name: dice.one(["m1", "m2"]),
  Type: dice.one(["kubernetes", "jwt", "bad"]),
  ...dice.maybe(0.7, { Config: { Host: "https://h", CACert: "x", ServiceAccountJWT: "y" } }),
});
const bindingRule = (dice: Dice): object => ({
  AuthMethod: dice.one(["m1", "none", ""]),
  BindType: dice.one(["service", "role", "bad"]),
  BindName: dice.one(["web", "${x}", ""]),
  ...dice.maybe(0.4, { Selector: dice.one(["serviceaccount.name == x", "("]) }),
});

/** One of a noun below `/v1/acl`: created, replaced, read, by its ID and by its name. */
function noun(
  name: string,
  { kept = name, at = "ID", body }: { kept?: string; at?: string; body: (dice: Dice) => object },
): readonly Draw[] {
  return [
    (dice) => ({
      method: dice.one(["PUT", "PUT", "PUT", "POST"]),
      path: dice.path(`/v1/acl/${name}`, ...writeParameters(dice)),
      body: dice.bent(body(dice)),
      keep: { name: kept, at: [at] },
    }),
    (dice) => ({
      method: "PUT",
      path: dice.path(`/v1/acl/${name}/${id(dice, kept)}`, ...writeParameters(dice)),
      body: dice.bent(dice.chance(0.5) ? { ID: id(dice, kept), ...body(dice) } : body(dice)),
    }),
    (dice) => ({
      method: dice.one(["GET", "GET", "GET", "DELETE"]),
      path: dice.path(`/v1/acl/${name}/${id(dice, kept)}`, ...readParameters(dice)),
    }),
  ];
}

/** Access control. */
export const aclDraws: readonly Draw[] = [
  ...noun("policy", { body: policy }),
  ...noun("role", { body: role }),
  ...noun("token", { at: "AccessorID", body: token }),
  ...noun("auth-method", { kept: "method", at: "Name", body: method }),
  ...noun("binding-rule", { kept: "rule", body: bindingRule }),
  (dice) => ({
    method: "GET",
    path: dice.path(
      `/v1/acl/${dice.one([
        ...["policies", "roles", "tokens", "auth-methods", "binding-rules", "token/self", "replication"],
        ...[
          "policy/name/p1",
          "policy/name/none",
          "role/name/r1",
          "role/name/none",
          "tokens?policy={{policy}}",
        ],
        ...[
          "roles?policy={{policy}}",
          "tokens?role={{role}}",
          "tokens?policy=none",
          "tokens?accessor=x",
          "list",
          "info/x",
          "rules/translate/none",
        ],
      ])}`,
      ...readParameters(dice),
    ),
  }),
  (dice) => ({
    method: "PUT",
    path: "/v1/acl/token/{{token}}/clone",
    body: dice.bent({ Description: "c" }),
  }),
  (dice) => ({ method: "POST", path: "/v1/acl/rules/translate", body: dice.one(RULES) }),
  (dice) => ({
    method: "POST",
    path: "/v1/acl/login",
    body: dice.bent({ AuthMethod: dice.one(["m1", "none"]), BearerToken: "x" }),
  }),
  () => ({ method: "POST", path: "/v1/acl/logout" }),
  (dice) => ({
    method: "PUT",
    path: `/v1/agent/token/${dice.one(["default", "agent", "bad", "replication"])}`,
    body: dice.bent({ Token: "" }),
  }),
];

const PATHS = [
  ...[
    "/v1/status/leader",
    "/v1/status/peers",
    "/v1/nope",
    "/v1/kv",
    "/v1/kv/",
    "/v1/session/create",
    "/",
    "/v1",
  ],
  ...[
    "/v1/catalog/services/",
    "/v1/catalog/nodes",
    "/v1/operator/raft/configuration",
    "/v1/operator/keyring",
  ],
  ...["/v1/operator/autopilot/configuration", "/v1/operator/autopilot/health", "/v1/coordinate/nodes"],
  ...["/v1/coordinate/datacenters", "/v1/acl/policies", "/v1/agent/self/x", "/v1/agent/services", "/v1/txn"],
  ...["/v1/config", "/v1/config/service-defaults", "/v1/connect/intentions", "/v1/connect/intentions/exact"],
  ...["/v1/query", "/v1/query/none", "/v1/event/list", "/v1/event/fire/x", "/v1/health/state/any"],
  ...["/v1/acl/token", "/v1/acl/token/self", "/v1/acl/bootstrap", "/v1/snapshot", "/v1/agent/join/127.0.0.1"],
  ...[
    "/v1/agent/force-leave/none",
    "/v1/agent/version",
    "/v1/agent/reload",
    "/v1/agent/host",
    "/v1/agent/metrics",
  ],
  ...[
    "/v1/operator/raft/peer",
    "/v1/coordinate/update",
    "/v1/internal/ui/services",
    "/v1/health/ingress/web",
  ],
  ...["/v1/catalog/gateway-services/ig", "/v1/connect/ca/roots", "/v1/operator/area", "/v1/acl/create"],
  ...["/v1/discovery-chain/web", "/v1/session/list", "/v1/agent/check/register", "/v1/acl/auth-methods"],
];
/** Their answers are of the machine, or of a moment. */
const NOT_READ = /^\/v1\/(snapshot|agent\/(metrics|host|reload|join)|connect\/ca|acl\/bootstrap)/;

/** What operators ask, and methods that a path does not take. */
export const operatorDraws: readonly Draw[] = [
  (dice) => {
    const path = dice.one(PATHS);
    const methods = [
      "HEAD",
      "OPTIONS",
      "POST",
      "PATCH",
      ...(NOT_READ.test(path) ? [] : ["GET", "PUT", "DELETE"]),
    ];
    return { method: dice.one(methods), path };
  },
  (dice) => ({
    method: "GET",
    path: dice.path(
      dice.one([
        ...[
          "/v1/status/leader",
          "/v1/status/peers",
          "/v1/operator/raft/configuration",
          "/v1/coordinate/nodes",
        ],
        ...[
          "/v1/operator/autopilot/configuration",
          "/v1/operator/autopilot/health",
          "/v1/coordinate/datacenters",
        ],
        ...["/v1/coordinate/node/n1", "/v1/coordinate/node/ext", "/v1/operator/keyring"],
      ]),
      "segment=x",
      ...readParameters(dice),
    ),
  }),
  (dice) => ({
    method: "PUT",
    path: "/v1/coordinate/update",
    body: dice.bent({
      Node: dice.one(["ext", "none"]),
      Coord: { Vec: [1, 2, 3, 4, 5, 6, 7, 8], Error: 1.5, Adjustment: 0, Height: 0.1 },
    }),
  }),
  (dice) => ({
    method: "PUT",
    path: dice.path("/v1/operator/autopilot/configuration", dice.one(["cas=0", "cas=x", "cas=99999"])),
    body: dice.bent({
      CleanupDeadServers: true,
      LastContactThreshold: dice.one(["200ms", "1s", "x"]),
      MaxTrailingLogs: 250,
      ...dice.maybe(0.5, { ServerStabilizationTime: dice.one(["10s", 5]) }),
    }),
  }),
  (dice) => ({
    method: dice.one(["POST", "PUT", "DELETE"]),
    path: dice.path("/v1/operator/keyring", "relay-factor=9", "local-only=true"),
    body: dice.bent({ Key: "AAAA" }),
  }),
  (dice) => ({ method: "DELETE", path: dice.path("/v1/operator/raft/peer", "id=x", "address=127.0.0.1:1") }),
];

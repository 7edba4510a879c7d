/** The reads that wait, and the writes that may wake them. */

import type { Dice } from "../request-dice.ts";

/** A write; the `ID` of its answer is kept under a name, and stands for `{{name}}` in what comes later. */
export interface Write {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly keep?: string;
}

const KEYS = ["a", "a/b", "a/c", "z"];
const NODES = ["e1", "e2", "n1"];
const SERVICES = ["web", "db", "igw", "none"];

const READS: readonly ((dice: Dice) => string)[] = [
  (dice) => `/v1/kv/${dice.one([...KEYS, "none", "a/none"])}`,
  (dice) =>
    `/v1/kv/${dice.one(["a", "a/", "", "none", "a/b"])}?${dice.one(["recurse", "keys", "keys&separator=/"])}`,
  (dice) =>
    `/v1/catalog/${dice.one(["services", "nodes", "nodes?node-meta=z:1", "services?node-meta=z:1", "datacenters"])}`,
  (dice) =>
    `/v1/catalog/service/${dice.one(SERVICES)}${dice.one(["", "?tag=v1", "?filter=ServicePort==80"])}`,
  (dice) => `/v1/catalog/${dice.one(["connect", "gateway-services"])}/${dice.one(SERVICES)}`,
  (dice) => `/v1/catalog/${dice.one(["node", "node-services"])}/${dice.one([...NODES, "none"])}`,
  (dice) => `/v1/health/service/${dice.one(SERVICES)}${dice.one(["", "?passing", "?tag=v1", "?cached"])}`,
  (dice) => `/v1/health/${dice.one(["connect", "ingress"])}/${dice.one(SERVICES)}`,
  (dice) => `/v1/health/node/${dice.one([...NODES, "none"])}`,
  (dice) => `/v1/health/checks/${dice.one(SERVICES)}`,
  (dice) => `/v1/health/state/${dice.one(["any", "passing", "critical", "warning"])}`,
  (dice) =>
    `/v1/session/${dice.one(["list", "info/{{session}}", "node/n1", "node/e1", "info/00000000-0000-4000-8000-000000000001"])}`,
  (dice) =>
    `/v1/config/${dice.one(["service-defaults", "service-resolver", "proxy-defaults"])}${dice.one(["", "/web", "/none", "/global"])}`,
  (dice) =>
    `/v1/connect/intentions${dice.one(["", "/match?by=destination&name=db", "/match?by=source&name=web", "/exact?source=web&destination=db", "/{{intention}}"])}`,
  (dice) => `/v1/query${dice.one(["", "/{{query}}"])}`,
  (dice) => `/v1/event/list${dice.one(["", "?name=deploy", "?name=none"])}`,
  (dice) => `/v1/coordinate/${dice.one(["node/e1", "datacenters"])}`,
  (dice) => `/v1/discovery-chain/${dice.one(["web", "db", "none"])}`,
  (dice) =>
    `/v1/internal/ui/${dice.one(["services", "nodes", "node/e1", "gateway-services-nodes/igw", "gateway-intentions/igw"])}`,
  (dice) => `/v1/agent/service/${dice.one(["own", "own2", "none"])}`,
  (dice) => dice.one(["/v1/connect/ca/roots", "/v1/agent/connect/ca/roots"]),
  (dice) =>
    `/v1/acl/${dice.one(["policies", "roles", "tokens", "policy/{{policy}}", "binding-rules", "auth-methods"])}`,
];

/** So many, none twice. */
export function drawReads(dice: Dice, count: number): readonly string[] {
  return [...new Set(Array.from({ length: count }, () => dice.one(READS)(dice)))];
}

const check = (dice: Dice): object => ({
  Node: "e1",
  CheckID: dice.one(["c1", "c2"]),
  Name: "c",
  Status: dice.one(["passing", "passing", "warning", "critical"]),
  ...(dice.chance(0.6) ? { ServiceID: dice.one(["w1", "d1"]) } : {}),
  ...dice.maybe(0.2, { Output: dice.one(["x", "y"]) }),
});

const service = (dice: Dice): object =>
  dice.one([
    { ID: "w1", Service: "web", Port: dice.one([80, 80, 81]), Tags: dice.one([["v1"], ["v1"], []]) },
    { ID: "w2", Service: "web", Port: 82 },
    { ID: "d1", Service: "db", Port: 5432, ...dice.maybe(0.2, { Meta: { k: "v" } }) },
    {
      ID: "px",
      Service: "web-proxy",
      Kind: "connect-proxy",
      Port: 9,
      Proxy: { DestinationServiceName: "web" },
    },
    { ID: "igw", Service: "igw", Kind: "ingress-gateway", Port: 8443 },
  ]);

const node = (dice: Dice): object => ({
  Node: dice.one(["e1", "e1", "e2"]),
  Address: dice.one(["10.0.0.1", "10.0.0.1", "10.0.0.2"]),
  ...dice.maybe(0.3, { NodeMeta: { z: "1" } }),
});

const register = (body: object): Write => ({ method: "PUT", path: "/v1/catalog/register", body });
const deregister = (body: object): Write => ({ method: "PUT", path: "/v1/catalog/deregister", body });

const WRITES: readonly ((dice: Dice) => Write)[] = [
  (dice) => ({
    method: "PUT",
    path: `/v1/kv/${dice.one(KEYS)}${dice.one(["", "", "?flags=1"])}`,
    body: dice.one(["1", "1", "2"]),
  }),
  (dice) => ({
    method: "DELETE",
    path: `/v1/kv/${dice.one([...KEYS, "none", "a?recurse", "a/?recurse", "none?recurse"])}`,
  }),
  (dice) => ({
    method: "PUT",
    path: `/v1/kv/${dice.one(KEYS)}?${dice.one(["acquire", "release"])}={{session}}`,
    body: "l",
  }),
  (dice) => ({ method: "PUT", path: "/v1/kv/a?cas=1", body: dice.one(["1", "2"]) }),
  (dice) => register(node(dice)),
  (dice) => register({ ...node(dice), Service: service(dice) }),
  (dice) => register({ Node: "e1", Address: "10.0.0.1", Service: service(dice) }),
  (dice) => register({ Node: "e1", Address: "10.0.0.1", Check: check(dice) }),
  (dice) => register({ Node: "e1", Address: "10.0.0.1", SkipNodeUpdate: true, Check: check(dice) }),
  (dice) => register({ Node: "e1", Address: "10.0.0.1", Service: service(dice), Check: check(dice) }),
  (dice) => deregister({ Node: "e1", ServiceID: dice.one(["w1", "w2", "d1", "px", "igw", "none"]) }),
  (dice) => deregister({ Node: "e1", CheckID: dice.one(["c1", "c2", "none"]) }),
  (dice) => deregister({ Node: dice.one(["e1", "e2", "none"]) }),
  (dice) => ({
    method: "PUT",
    path: "/v1/session/create",
    keep: "session",
    body: { LockDelay: "0s", Behavior: dice.one(["release", "delete"]) },
  }),
  () => ({ method: "PUT", path: "/v1/session/destroy/{{session}}" }),
  () => ({ method: "PUT", path: "/v1/session/renew/{{session}}" }),
  (dice) => ({
    method: "PUT",
    path: "/v1/config",
    body: dice.one<object>([
      {
        Kind: "service-defaults",
        Name: dice.one(["web", "db"]),
        Protocol: dice.one(["http", "http", "grpc"]),
      },
      { Kind: "proxy-defaults", Name: "global", Config: { protocol: dice.one(["http", "tcp"]) } },
      { Kind: "service-resolver", Name: "web", ConnectTimeout: dice.one(["5s", "6s"]) },
      {
        Kind: "ingress-gateway",
        Name: "igw",
        Listeners: [{ Port: 80, Protocol: "tcp", Services: [{ Name: dice.one(["web", "db"]) }] }],
      },
    ]),
  }),
  (dice) => ({
    method: "DELETE",
    path: `/v1/config/${dice.one(["service-defaults/web", "service-defaults/db", "service-resolver/web", "proxy-defaults/global", "service-defaults/none", "ingress-gateway/igw"])}`,
  }),
  (dice) => ({
    method: "PUT",
    path: `/v1/connect/intentions/exact?source=${dice.one(["web", "*"])}&destination=${dice.one(["db", "*"])}`,
    body: { Action: dice.one(["allow", "allow", "deny"]) },
  }),
  (dice) => ({
    method: "POST",
    path: "/v1/connect/intentions",
    keep: "intention",
    body: {
      SourceName: dice.one(["web", "api"]),
      DestinationName: "db",
      SourceType: "consul",
      Action: "allow",
    },
  }),
  () => ({ method: "DELETE", path: "/v1/connect/intentions/exact?source=web&destination=db" }),
  (dice) => ({
    method: "POST",
    path: "/v1/query",
    keep: "query",
    body: { Name: dice.one(["q1", "q2", "q3"]), Service: { Service: "web" } },
  }),
  (dice) => ({
    method: "PUT",
    path: "/v1/query/{{query}}",
    body: { Name: dice.one(["q1", "q4"]), Service: { Service: dice.one(["web", "db"]) } },
  }),
  () => ({ method: "DELETE", path: "/v1/query/{{query}}" }),
  (dice) => ({ method: "PUT", path: `/v1/event/fire/${dice.one(["deploy", "other"])}`, body: "x" }),
  (dice) => ({
    method: "PUT",
    path: "/v1/txn",
    body: [
      { KV: { Verb: dice.one(["set", "delete", "get", "delete-tree"]), Key: dice.one(KEYS), Value: "dg==" } },
      ...(dice.chance(0.5) ? [{ Node: { Verb: "set", Node: node(dice) } }] : []),
      ...(dice.chance(0.5)
        ? [{ Service: { Verb: dice.one(["set", "delete"]), Node: "e1", Service: service(dice) } }]
        : []),
      ...(dice.chance(0.5) ? [{ Check: { Verb: dice.one(["set", "delete"]), Check: check(dice) } }] : []),
    ],
  }),
  (dice) => ({
    method: "PUT",
    path: "/v1/agent/service/register",
    body: {
      ID: dice.one(["own", "own2"]),
      Name: dice.one(["own", "web"]),
      Port: dice.one([1, 1, 2]),
      Check: { CheckID: "own-c", TTL: "10m", Status: dice.one(["passing", "critical"]) },
    },
  }),
  (dice) => ({ method: "PUT", path: `/v1/agent/service/deregister/${dice.one(["own", "own2"])}` }),
  (dice) => ({ method: "PUT", path: `/v1/agent/check/${dice.one(["pass", "warn", "fail"])}/own-c` }),
  (dice) => ({ method: "PUT", path: `/v1/agent/service/maintenance/own?enable=${dice.one([true, false])}` }),
  (dice) => ({
    method: "PUT",
    path: "/v1/acl/policy",
    keep: "policy",
    body: { Name: dice.one(["p1", "p2"]), Rules: dice.one(['key "a" { policy = "read" }', ""]) },
  }),
  (dice) => ({
    method: "PUT",
    path: "/v1/acl/role",
    body: { Name: dice.one(["r1", "r2"]), Policies: [{ Name: "p1" }] },
  }),
  (dice) => ({ method: "PUT", path: "/v1/acl/token", body: { Description: dice.one(["t", "u"]) } }),
];

/** One write, most of which change something. */
export function drawWrite(dice: Dice): Write {
  return dice.one(WRITES)(dice);
}

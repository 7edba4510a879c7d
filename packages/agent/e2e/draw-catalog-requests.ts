import {
  type Dice,
  type DrawnRequest,
  filter,
  NO_UUID,
  NODES,
  readParameters,
  SERVICES,
  STATUSES,
  writeParameters,
} from "./request-dice.ts";

type Draw = (dice: Dice) => DrawnRequest;

const TAGS = ["v1", "prod", "a b", "é", "V1"];
const UPSTREAMS = [
  { DestinationName: "db", LocalBindPort: 9191 },
  { DestinationName: "db", LocalBindPort: 9191, Datacenter: "dc2" },
  { DestinationType: "prepared_query", DestinationName: "qq", LocalBindPort: 9192, Config: { a: 1 } },
  { DestinationType: "bad", DestinationName: "x", LocalBindPort: 9193 },
  { DestinationName: "", LocalBindPort: 9194 },
  { DestinationName: "x", LocalBindPort: 0 },
];
const LOCAL = ["i1", "i2", "web"];
const ENABLE = ["enable=true&reason=x", "enable=false", "", "enable=maybe", "enable=true"];

/** Services and checks of the agent, the catalog, health. */
export const catalogDraws: readonly Draw[] = [
  (dice) => ({
    method: "PUT",
    path: dice.path("/v1/agent/service/register", "replace-existing-checks", "ns=default"),
    body: dice.bent(service(dice)),
  }),
  (dice) => ({
    method: "PUT",
    path: dice.path("/v1/agent/service/register", "replace-existing-checks=true"),
    body: dice.bent(service(dice)),
  }),
  (dice) => ({
    method: "PUT",
    path: `/v1/agent/service/deregister/${dice.one([...LOCAL, "none", ""])}`,
  }),
  (dice) => ({
    method: "PUT",
    path: `/v1/agent/service/maintenance/${dice.one([...LOCAL, "none", ""])}?${dice.one(ENABLE)}`,
  }),
  (dice) => ({ method: "PUT", path: `/v1/agent/maintenance?${dice.one(ENABLE)}` }),
  (dice) => ({
    method: "PUT",
    path: dice.path("/v1/agent/check/register", ...writeParameters(dice)),
    body: dice.bent({
      ...dice.maybe(0.9, { Name: "ck" }),
      ...dice.maybe(0.9, { ID: dice.one(["k1", "k2"]) }),
      ...check(dice),
      ...dice.maybe(0.3, { ServiceID: dice.one(["i1", "none"]) }),
    }),
  }),
  (dice) => ({
    method: "PUT",
    path: dice.path(
      `/v1/agent/check/${dice.one(["pass", "warn", "fail"])}/${dice.one(["k1", "service:i1", "c1", "none", ""])}`,
      "note=hi",
    ),
  }),
  (dice) => ({
    method: "PUT",
    path: `/v1/agent/check/update/${dice.one(["k1", "c1"])}`,
    body: dice.bent({ Status: dice.one([...STATUSES, "bad", ""]), Output: "o" }),
  }),
  (dice) => ({ method: "PUT", path: `/v1/agent/check/deregister/${dice.one(["k1", "c1", "none", ""])}` }),
  (dice) => ({
    method: "PUT",
    path: dice.path("/v1/catalog/register", ...writeParameters(dice)),
    body: dice.bent({
      ...dice.maybe(0.1, { ID: dice.one([NO_UUID[1], "x", "{{session}}"]) }),
      Node: dice.one(NODES.slice(1)),
      Address: dice.one(["10.1.1.1", "h", "", "10.1.1.2"]),
      ...dice.maybe(0.6, { Service: { ...service(dice), ID: dice.one(["e1", "e2"]) } }),
      ...dice.maybe(0.4, { Check: nodeCheck(dice) }),
      ...dice.maybe(0.2, { Checks: [nodeCheck(dice), nodeCheck(dice)] }),
      ...dice.maybe(0.3, { NodeMeta: { z: "1" } }),
      ...dice.maybe(0.2, { SkipNodeUpdate: true }),
      ...dice.maybe(0.1, { TaggedAddresses: { lan: "10.9.9.9" } }),
      ...dice.maybe(0.1, { Datacenter: dice.one(["dc1", "dc2"]) }),
    }),
  }),
  (dice) => ({
    method: "PUT",
    path: dice.path("/v1/catalog/deregister", ...writeParameters(dice)),
    body: dice.bent({
      Node: dice.one([...NODES.slice(1), "none", ""]),
      ...dice.maybe(0.5, { ServiceID: dice.one(["e1", "none"]) }),
      ...dice.maybe(0.3, { CheckID: dice.one(["ec", "none"]) }),
      ...dice.maybe(0.1, { Datacenter: dice.one(["dc1", "dc2"]) }),
    }),
  }),
  (dice) => listed(dice, `/v1/catalog/${dice.one(catalogLists(dice))}`),
  (dice) => listed(dice, `/v1/catalog/${dice.one(catalogLists(dice))}`),
  (dice) => listed(dice, `/v1/health/${dice.one(healthLists(dice))}`),
  (dice) => listed(dice, `/v1/health/${dice.one(healthLists(dice))}`),
  (dice) => ({
    method: "GET",
    path: dice.path(
      `/v1/agent/${dice.one([
        ...["services", "checks", "service/i1", "service/none", "health/service/name/web", "members"],
        ...[
          "health/service/id/i1",
          "health/service/name/web?format=text",
          "health/service/id/none",
          "service/",
        ],
        ...["health/service/name/none", "members?wan=1", "members?segment=x", "connect/ca/leaf/", "nope"],
      ])}`,
      filter(dice),
      ...readParameters(dice),
    ),
  }),
  (dice) => listed(dice, `/v1/internal/ui/${dice.one(uiReads(dice))}`),
];

function listed(dice: Dice, path: string): DrawnRequest {
  return {
    method: "GET",
    path: dice.path(
      path,
      ...[
        "tag=v1",
        "tag=v1&tag=prod",
        "node-meta=z:1",
        "node-meta=z",
        dice.one(["passing", "passing=x", "passing=0"]),
      ],
      filter(dice),
      ...readParameters(dice),
    ),
  };
}

function catalogLists(dice: Dice): readonly string[] {
  const [of, node] = [dice.one([...SERVICES, "ig", "tg", "none", ""]), dice.one([...NODES, "none", ""])];
  return [
    ...["services", "nodes", `service/${of}`, `service/${of}`, `node/${node}`, `node-services/${node}`],
    ...["datacenters", `connect/${of}`, `gateway-services/${dice.one(["ig", "tg", of])}`],
  ];
}

function healthLists(dice: Dice): readonly string[] {
  const of = dice.one([...SERVICES, "ig", "none", ""]);
  const state = dice.one(["any", ...STATUSES, "bad", ""]);
  return [
    ...[`service/${of}`, `service/${of}`, `node/${dice.one([...NODES, ""])}`, `checks/${of}`],
    ...[`state/${state}`, `connect/${of}`, `ingress/${of}`],
  ];
}

function uiReads(dice: Dice): readonly string[] {
  const of = dice.one([...SERVICES, "ig", "tg", ""]);
  return [
    ...["nodes", `node/${dice.one([...NODES, "none", ""])}`, "services", "services", "oidc-auth-methods"],
    ...[`gateway-services-nodes/${of}`, `gateway-intentions/${of}`, `service-topology/${of}`],
    ...[`service-topology/${of}?kind=`, "metrics-proxy/x", "nope"],
  ];
}

function service(dice: Dice): object {
  const proxy = dice.chance(0.12);
  return {
    Name: dice.one(SERVICES),
    Port: dice.one([0, 80, 8080]),
    Tags: dice.some(TAGS, 3),
    ...dice.maybe(0.5, { ID: dice.one(["i1", "i2", "i 3"]) }),
    ...dice.maybe(0.3, { Meta: { k: dice.one(["v", "", "1"]) } }),
    ...dice.maybe(0.3, { Check: check(dice) }),
    ...dice.maybe(0.15, { Checks: [check(dice), check(dice)] }),
    ...dice.maybe(0.15, { Weights: { Passing: dice.one([1, 10]), Warning: 1 } }),
    ...dice.maybe(0.15, { Address: dice.one(["10.0.0.1", "::1", "host.example"]) }),
    ...(proxy ? proxyOf(dice) : {}),
    ...dice.maybe(0.05, { Connect: dice.one([{ Native: true }, { SidecarService: {} }]) }),
    ...dice.maybe(0.15, { TaggedAddresses: { wan: { Address: "1.2.3.4", Port: 9 } } }),
    ...dice.maybe(0.1, { EnableTagOverride: true }),
  };
}

function proxyOf(dice: Dice): object {
  return dice.one([
    {
      Kind: "connect-proxy",
      Port: 9000,
      Proxy: {
        DestinationServiceName: dice.one(SERVICES),
        ...dice.maybe(0.3, { Upstreams: dice.some(UPSTREAMS, 2) }),
        ...dice.maybe(0.3, { Config: { protocol: "http" } }),
        ...dice.maybe(0.2, { Mode: "transparent" }),
        ...dice.maybe(0.2, {
          DestinationServiceID: dice.one(["i1", "none"]),
          LocalServicePort: dice.one([80, 0]),
        }),
        ...dice.maybe(0.2, { MeshGateway: { Mode: dice.one(["local", "bad", ""]) } }),
        ...dice.maybe(0.1, {
          Expose: { Checks: true, Paths: [{ Path: "/x", ListenerPort: 3, LocalPathPort: 4 }] },
        }),
      },
    },
    { Kind: "ingress-gateway", Name: "ig", Port: 8443 },
    { Kind: "terminating-gateway", Name: "tg", Port: 8444 },
    { Kind: "mesh-gateway", Name: "mg", Port: 8445 },
    { Kind: "bad" },
  ]);
}

function check(dice: Dice): object {
  return dice.one([
    { TTL: "1h", Status: dice.one(STATUSES) },
    { TTL: dice.one(["2h", "1h", "0s", "x"]), Name: "c", CheckID: dice.one(["c1", "c2"]) },
    { HTTP: "http://127.0.0.1:1/", Interval: "24h", Status: "passing", Header: { Host: ["h"] } },
    { TCP: "127.0.0.1:1", Interval: "24h", Timeout: "1s", FailuresBeforeCritical: 2 },
    { AliasService: dice.one(SERVICES) },
    { Args: ["true"], Interval: "24h" },
    { GRPC: "127.0.0.1:1", Interval: "24h" },
    { TTL: "1h", DeregisterCriticalServiceAfter: dice.one(["1h", "x"]), Notes: "n" },
    { Interval: "1h" },
  ]);
}

function nodeCheck(dice: Dice): object {
  return {
    ...dice.maybe(0.8, { Node: dice.one(NODES.slice(1)) }),
    CheckID: dice.one(["ec", "ec", "ed", ""]),
    Name: "ec",
    Status: dice.one([...STATUSES, ""]),
    ...dice.maybe(0.5, { ServiceID: "e1" }),
  };
}

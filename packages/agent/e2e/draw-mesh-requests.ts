import {
  type Dice,
  type DrawnRequest,
  filter,
  filterText,
  NO_UUID,
  readParameters,
  SERVICES,
} from "./request-dice.ts";

type Draw = (dice: Dice) => DrawnRequest;

const KINDS = [
  ...["service-defaults", "service-resolver", "service-splitter", "service-router", "proxy-defaults"],
  ...["ingress-gateway", "terminating-gateway", "service-intentions", "bad-kind"],
];

const ends = (dice: Dice): string =>
  [
    ...(dice.chance(0.95) ? [`source=${dice.one([...SERVICES, "*", "default/web", "a/b/c", ""])}`] : []),
    ...(dice.chance(0.95) ? [`destination=${dice.one([...SERVICES, "*", "default/db"])}`] : []),
    ...(dice.chance(0.05) ? ["source-type=consul"] : []),
  ].join("&");

/** Config entries, discovery chains, intentions, the mesh's authority. */
export const meshDraws: readonly Draw[] = [
  (dice) => writeEntry(dice),
  (dice) => writeEntry(dice),
  (dice) => writeEntry(dice),
  (dice) => ({
    method: "GET",
    path: dice.path(
      `/v1/config/${dice.one([...KINDS, ""])}${dice.one(["", "/web", "/global", "/db", "/ig"])}`,
      ...readParameters(dice),
    ),
  }),
  (dice) => ({
    method: "DELETE",
    path: dice.path(`/v1/config/${dice.one(KINDS)}/${dice.one([...SERVICES, "global", ""])}`, "cas=1"),
  }),
  (dice) => ({
    method: "GET",
    path: dice.path(
      `/v1/discovery-chain/${dice.one([...SERVICES, ""])}`,
      "compile-dc=dc1",
      ...readParameters(dice),
    ),
  }),
  (dice) => ({
    method: "POST",
    path: `/v1/discovery-chain/${dice.one(SERVICES)}`,
    body: dice.bent({
      OverrideProtocol: dice.one(["http", "grpc", "tcp", "x"]),
      ...dice.maybe(0.5, { OverrideConnectTimeout: dice.one(["7s", "x"]) }),
      ...dice.maybe(0.3, { OverrideMeshGateway: { Mode: dice.one(["local", "x"]) } }),
    }),
  }),
  (dice) => ({
    method: "PUT",
    path: dice.path(`/v1/connect/intentions/exact?${ends(dice)}`, "ns=default"),
    body: dice.bent(intention(dice)),
  }),
  (dice) => ({ method: "GET", path: `/v1/connect/intentions/exact?${ends(dice)}` }),
  (dice) => ({ method: "DELETE", path: `/v1/connect/intentions/exact?${ends(dice)}` }),
  (dice) => ({
    method: "POST",
    path: dice.path("/v1/connect/intentions", "ns=default"),
    body: dice.bent({
      ...dice.maybe(0.95, { SourceName: dice.one([...SERVICES, "*"]) }),
      ...dice.maybe(0.95, { DestinationName: dice.one([...SERVICES, "*"]) }),
      ...dice.maybe(0.5, { SourceType: dice.one(["consul", "bad"]) }),
      ...intention(dice),
    }),
    keep: { name: "intention", at: ["ID"] },
  }),
  (dice) => ({
    method: dice.one(["GET", "GET", "DELETE"]),
    path: `/v1/connect/intentions/${dice.one(["{{intention}}", "{{intention}}", "none", NO_UUID[1]])}`,
  }),
  (dice) => ({
    method: "PUT",
    path: `/v1/connect/intentions/${dice.one(["{{intention}}", "{{intention}}", "none"])}`,
    body: dice.bent({
      SourceName: dice.one(SERVICES),
      DestinationName: dice.one(SERVICES),
      ...intention(dice),
    }),
  }),
  (dice) => ({
    method: "GET",
    path: dice.path(
      `/v1/connect/intentions${dice.one([
        ...["", "", "/match?by=source&name=web", "/match?by=destination&name=db", "/match?by=x&name=web"],
        ...["/match?by=source", "/match?name=web", "/match?by=source&name=web&name=db"],
      ])}`,
      filter(dice),
      ...readParameters(dice),
    ),
  }),
  (dice) => ({ method: "GET", path: `/v1/connect/intentions/check?${ends(dice)}` }),
  (dice) => ({
    method: "POST",
    path: "/v1/agent/connect/authorize",
    body: dice.bent({
      Target: dice.one(SERVICES),
      ClientCertURI: dice.one([
        "spiffe://11111111-2222-3333-4444-555555555555.consul/ns/default/dc/dc1/svc/web",
        "x",
        "",
      ]),
      ClientCertSerial: "04:00",
    }),
  }),
];

function intention(dice: Dice): object {
  return dice.one([
    { Action: dice.one(["allow", "deny", "", "bad"]), Description: "d" },
    { Action: dice.one(["allow", "deny"]), Meta: { k: "v" } },
    { Permissions: [{ Action: "allow", HTTP: { PathPrefix: "/" } }] },
    { Action: "allow", Permissions: [{ Action: "allow", HTTP: { PathExact: "x" } }] },
  ]);
}

function writeEntry(dice: Dice): DrawnRequest {
  return {
    method: "PUT",
    path: dice.path("/v1/config", dice.one(["cas=0", "cas=1", "cas=x"]), "ns=default", "dc=dc2"),
    body: dice.bent(entry(dice)),
  };
}

function entry(dice: Dice): object {
  const Name = dice.one(SERVICES);
  return dice.one<() => object>([
    () => ({
      Kind: "service-defaults",
      Name,
      Protocol: dice.one(["http", "tcp", "grpc", "HTTP"]),
      ...dice.maybe(0.2, { MeshGateway: { Mode: dice.one(["local", "bad"]) } }),
      ...dice.maybe(0.2, { ExternalSNI: "x" }),
      ...dice.maybe(0.2, { Expose: { Checks: true, Paths: [{ Path: "/h", ListenerPort: 1 }] } }),
    }),
    () => ({
      Kind: "service-resolver",
      Name,
      DefaultSubset: "v1",
      Subsets: { v1: { Filter: filterText(dice), ...dice.maybe(0.3, { OnlyPassing: true }) } },
    }),
    () => ({
      Kind: "service-resolver",
      Name,
      ...dice.maybe(0.5, { ConnectTimeout: dice.one(["5s", "x"]) }),
      ...dice.maybe(0.5, { Redirect: { Service: dice.one(SERVICES) } }),
      ...dice.maybe(0.3, { Failover: { "*": dice.one([{ Datacenters: ["dc2"] }, { Service: "db" }, {}]) } }),
      ...dice.maybe(0.2, { LoadBalancer: { Policy: dice.one(["maglev", "bad", "ring_hash"]) } }),
    }),
    () => ({
      Kind: "service-splitter",
      Name,
      Splits: [
        { Weight: dice.one([50, 100, 33.33]), Service: dice.one(SERVICES) },
        { Weight: dice.one([50, 0]), ServiceSubset: dice.one(["", "v1"]) },
      ],
    }),
    () => ({
      Kind: "service-router",
      Name,
      Routes: [
        {
          Match: { HTTP: dice.one([{ PathPrefix: dice.one(["/a", "a"]) }, { Methods: ["GET"] }, {}]) },
          Destination: { Service: dice.one(SERVICES), ...dice.maybe(0.3, { NumRetries: 2 }) },
        },
      ],
    }),
    () => ({
      Kind: "proxy-defaults",
      Name: dice.one(["global", "global", "x"]),
      Config: dice.one([{ a: 1 }, { protocol: "http" }]),
    }),
    () => ({
      Kind: "ingress-gateway",
      Name: "ig",
      Listeners: [
        {
          Port: dice.one([80, 0, 81]),
          Protocol: dice.one(["tcp", "http", "bad"]),
          Services: [{ Name: dice.one([...SERVICES, "*"]), ...dice.maybe(0.3, { Hosts: ["h.example"] }) }],
        },
      ],
    }),
    () => ({
      Kind: "terminating-gateway",
      Name: "tg",
      Services: [{ Name: dice.one([...SERVICES, "*"]), ...dice.maybe(0.3, { CAFile: "/ca" }) }],
    }),
    () => ({
      Kind: "service-intentions",
      Name: dice.one([...SERVICES, "*"]),
      Sources: [{ Name: dice.one([...SERVICES, "*"]), ...intention(dice) }],
    }),
  ])();
}

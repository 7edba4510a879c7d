/** Config entries of every kind, and intentions, right and wrong. */

import { type Dice, filterText, SERVICES } from "./request-dice.ts";

/** The kinds, and one that is none. */
export const KINDS = [
  ...["service-defaults", "service-resolver", "service-splitter", "service-router", "proxy-defaults"],
  ...["ingress-gateway", "terminating-gateway", "service-intentions", "bad-kind"],
];

/** What an intention says, beside whom it is about. */
export function intention(dice: Dice): object {
  return dice.one([
    { Action: dice.one(["allow", "deny", "", "bad"]), Description: "d" },
    { Action: dice.one(["allow", "deny"]), Meta: { k: "v" } },
    { Permissions: [{ Action: "allow", HTTP: permission(dice) }] },
    { Action: "allow", Permissions: [{ Action: "allow", HTTP: { PathExact: "x" } }] },
    { Permissions: [{ Action: dice.one(["allow", "bad", ""]) }] },
    { Action: "allow", ...dice.maybe(0.5, { Precedence: 3 }), ...dice.maybe(0.5, { SourceNS: "default" }) },
  ]);
}

function permission(dice: Dice): object {
  return dice.one<object>([
    { PathPrefix: "/" },
    { PathExact: "/a", PathPrefix: "/b" },
    { PathRegex: dice.one(["/x.*", "("]) },
    { Methods: dice.one([["GET"], ["get"], ["GET", "GET"], [""]]) },
    { Header: [{ Name: "h", ...headerMatch(dice) }] },
    {},
  ]);
}

function headerMatch(dice: Dice): object {
  return dice.one<object>([
    { Present: true },
    { Exact: "x" },
    { Exact: "x", Prefix: "y" },
    { Regex: "x", Invert: true },
    {},
  ]);
}

/** One entry. */
export function entry(dice: Dice): object {
  return { ...dice.one(ENTRIES)(dice), ...dice.maybe(0.1, { Meta: dice.one([{ m: "1" }, { "a b": "1" }]) }) };
}

const MODES = ["local", "remote", "none", "", "bad"];

const ENTRIES: readonly ((dice: Dice) => object)[] = [
  (dice) => ({
    Kind: "service-defaults",
    Name: dice.one(SERVICES),
    Protocol: dice.one(["http", "tcp", "grpc", "HTTP", "http2", ""]),
    ...dice.maybe(0.2, { MeshGateway: { Mode: dice.one(MODES) } }),
    ...dice.maybe(0.2, { ExternalSNI: "x" }),
    ...dice.maybe(0.2, {
      Expose: { Checks: true, Paths: [{ Path: "/h", ListenerPort: 1, Protocol: dice.one(["http", "x"]) }] },
    }),
  }),
  resolver,
  (dice) => ({
    Kind: "service-resolver",
    Name: dice.one(SERVICES),
    DefaultSubset: "v1",
    Subsets: { v1: { Filter: filterText(dice), ...dice.maybe(0.3, { OnlyPassing: true }) } },
  }),
  (dice) => ({
    Kind: "service-splitter",
    Name: dice.one(SERVICES),
    Splits: [
      { Weight: dice.one([50, 100, 33.33, 0.001, -1]), Service: dice.one(SERVICES) },
      { Weight: dice.one([50, 0]), ServiceSubset: dice.one(["", "v1"]) },
    ],
  }),
  (dice) => ({ Kind: "service-router", Name: dice.one(SERVICES), Routes: [route(dice)] }),
  (dice) => ({
    Kind: "proxy-defaults",
    Name: dice.one(["global", "global", "global", "x", ""]),
    Config: dice.one([{ a: 1 }, { protocol: "http" }, {}, { b: { c: [1, "x"] } }]),
    ...dice.maybe(0.2, { MeshGateway: { Mode: dice.one(MODES) } }),
    ...dice.maybe(0.2, { Expose: { Paths: [{ Path: "/h", LocalPathPort: 2, ListenerPort: 1 }] } }),
  }),
  (dice) => ({
    Kind: "ingress-gateway",
    Name: "ig",
    ...dice.maybe(0.2, { TLS: { Enabled: true } }),
    Listeners: dice.chance(0.7) ? [listener(dice)] : [listener(dice), listener(dice)],
  }),
  (dice) => ({
    Kind: "terminating-gateway",
    Name: "tg",
    Services: [
      {
        Name: dice.one([...SERVICES, "*"]),
        ...dice.maybe(0.3, { CAFile: "/ca" }),
        ...dice.maybe(0.2, { CertFile: "/c" }),
        ...dice.maybe(0.2, { KeyFile: "/k" }),
        ...dice.maybe(0.2, { SNI: "s" }),
      },
    ],
  }),
  (dice) => ({
    Kind: "service-intentions",
    Name: dice.one([...SERVICES, "*"]),
    Sources: dice.chance(0.7)
      ? [{ Name: dice.one([...SERVICES, "*"]), ...intention(dice) }]
      : [
          { Name: dice.one(SERVICES), ...intention(dice) },
          { Name: dice.one([...SERVICES, "*"]), ...intention(dice) },
        ],
  }),
];

function resolver(dice: Dice): object {
  return {
    Kind: "service-resolver",
    Name: dice.one(SERVICES),
    ...dice.maybe(0.5, { ConnectTimeout: dice.one(["5s", "x", "-1s"]) }),
    ...dice.maybe(0.5, {
      Redirect: dice.one([
        { Service: dice.one(SERVICES) },
        { Datacenter: "dc2" },
        { ServiceSubset: "v1" },
        {},
      ]),
    }),
    ...dice.maybe(0.3, {
      Failover: {
        [dice.one(["*", "v1"])]: dice.one([
          { Datacenters: ["dc2"] },
          { Service: "db" },
          {},
          { Datacenters: [""] },
        ]),
      },
    }),
    ...dice.maybe(0.3, { LoadBalancer: balancer(dice) }),
  };
}

function balancer(dice: Dice): object {
  return {
    Policy: dice.one(["maglev", "bad", "ring_hash", "least_request", ""]),
    ...dice.maybe(0.3, { RingHashConfig: { MinimumRingSize: 3 } }),
    ...dice.maybe(0.3, { LeastRequestConfig: { ChoiceCount: 2 } }),
    ...dice.maybe(0.4, {
      HashPolicies: [
        dice.one<object>([
          { Field: "header", FieldValue: "x" },
          { Field: "bad", FieldValue: "x" },
          { Field: "cookie", FieldValue: "c", CookieConfig: { Session: true, TTL: dice.one(["0s", "5s"]) } },
          { SourceIP: true, Terminal: true },
          { SourceIP: true, Field: "header" },
        ]),
      ],
    }),
  };
}

function route(dice: Dice): object {
  return {
    Match: {
      HTTP: dice.one<object>([
        { PathPrefix: dice.one(["/a", "a"]) },
        { PathExact: "/a", PathRegex: "/b" },
        { Methods: dice.one([["GET"], ["GET", "GET"]]) },
        { Header: [{ Name: dice.one(["h", ""]), ...headerMatch(dice) }] },
        { QueryParam: [{ Name: dice.one(["q", ""]), ...dice.maybe(0.7, { Exact: "x" }) }] },
        {},
      ]),
    },
    Destination: {
      Service: dice.one(SERVICES),
      ...dice.maybe(0.3, { NumRetries: 2 }),
      ...dice.maybe(0.2, { RequestTimeout: dice.one(["5s", "x"]) }),
      ...dice.maybe(0.2, { PrefixRewrite: "/z" }),
      ...dice.maybe(0.2, { RetryOnStatusCodes: [503], RetryOnConnectFailure: true }),
      ...dice.maybe(0.1, { ServiceSubset: "v1" }),
    },
  };
}

function listener(dice: Dice): object {
  return {
    Port: dice.one([80, 0, 81]),
    Protocol: dice.one(["tcp", "http", "bad", "grpc", ""]),
    Services: [
      {
        Name: dice.one([...SERVICES, "*"]),
        ...dice.maybe(0.3, {
          Hosts: dice.one([["h.example"], ["*"], ["*.x.y"], ["a b"], ["h.example", "h.example"]]),
        }),
      },
    ],
  };
}

/** What DNS is asked about: the agent's settings, a catalog, and questions. */

import { type Dice, STATUSES } from "../request-dice.ts";
import { ASKED, type Question } from "./ask-dns.ts";

/** `dns_config` and the domains. */
export function drawDnsConfig(dice: Dice): Readonly<Record<string, unknown>> {
  return {
    ...dice.maybe(0.3, { alt_domain: "alt.example" }),
    ...dice.maybe(0.2, { domain: "Tutti" }),
    dns_config: {
      ...dice.maybe(0.5, { only_passing: dice.chance(0.7) }),
      ...dice.maybe(0.5, { node_ttl: dice.one(["5s", "1m", "0s", "1500ms"]) }),
      ...dice.maybe(0.6, {
        service_ttl: dice.one([
          { "*": "10s" },
          { web: "20s", "*": "3s" },
          { "w*": "7s", "we*": "8s" },
          { "web-*": "7s", Web: "9s" },
        ]),
      }),
      ...dice.maybe(0.5, { enable_truncate: dice.chance(0.8) }),
      ...dice.maybe(0.4, { udp_answer_limit: dice.one([1, 2, 5, 20]) }),
      ...dice.maybe(0.3, { a_record_limit: dice.one([0, 1, 3]) }),
      ...dice.maybe(0.3, { disable_compression: dice.chance(0.7) }),
      ...dice.maybe(0.4, { enable_additional_node_meta_txt: dice.chance(0.5) }),
      ...dice.maybe(0.3, { soa: { refresh: 11, retry: 12, expire: 13, min_ttl: dice.one([0, 14]) } }),
    },
  };
}

const NODES = ["e1", "e2", "e3", "e4", "E-x", "n.dot", "un_der"];
const SERVICES = ["web", "db", "Web-x", "web_u", "a.b", "big"];
const TAGS = ["v1", "V2", "a.b", "prod", "_tcp"];
const ADDRESSES = [
  "10.0.0.1",
  "10.0.0.2",
  "10.0.0.3",
  "fd00::1",
  "host.example",
  "e1.node.consul",
  "web.service.consul",
];

/** A write of the set-up. */
interface Registration {
  readonly path: string;
  readonly body?: unknown;
}

/** Nodes, services, checks, queries, and what the agent itself has. */
export function drawRegistrations(dice: Dice): readonly Registration[] {
  return Array.from({ length: 14 }, () => dice.one(REGISTRATIONS)(dice));
}

const node = (dice: Dice): object => ({
  Node: dice.one(NODES),
  Address: dice.one(ADDRESSES),
  ...dice.maybe(0.3, {
    NodeMeta: { k: "v", "rfc1035-t": "text", ...dice.maybe(0.5, { long: "x".repeat(240) }) },
  }),
  ...dice.maybe(0.3, { TaggedAddresses: { lan: "10.0.0.1", wan: dice.one(["198.51.100.1", "fd00::9"]) } }),
});

const service = (dice: Dice): object => ({
  ID: dice.one(["s1", "s2", "s3", "s4"]),
  Service: dice.one(SERVICES),
  Port: dice.one([0, 80, 80, 8080]),
  ...dice.maybe(0.5, { Tags: dice.some(TAGS, 3) }),
  ...dice.maybe(0.5, { Address: dice.one([...ADDRESSES, "127.0.0.1", ""]) }),
  ...dice.maybe(0.3, { Weights: { Passing: dice.one([1, 5, 70_000]), Warning: dice.one([1, 0, 3]) } }),
  ...dice.maybe(0.2, {
    TaggedAddresses: { lan: { Address: "10.9.9.9", Port: 9 }, wan: { Address: "198.51.100.7", Port: 70 } },
  }),
  ...dice.maybe(
    0.15,
    dice.one<object>([
      { Kind: "connect-proxy", Proxy: { DestinationServiceName: dice.one(["web", "db"]) } },
      { Connect: { Native: true } },
      { Kind: "ingress-gateway" },
    ]),
  ),
});

const REGISTRATIONS: readonly ((dice: Dice) => Registration)[] = [
  ...Array.from(
    { length: 5 },
    () =>
      (dice: Dice): Registration => ({
        path: "/v1/catalog/register",
        body: {
          ...node(dice),
          Service: service(dice),
          ...dice.maybe(0.4, {
            Check: {
              CheckID: "c",
              Name: "c",
              Status: dice.one([...STATUSES, "maintenance"]),
              ServiceID: "s1",
            },
          }),
        },
      }),
  ),
  (dice) => ({
    path: "/v1/catalog/register",
    body: { ...node(dice), Check: { CheckID: "n", Name: "n", Status: dice.one(STATUSES) } },
  }),
  (dice) => ({
    path: "/v1/catalog/deregister",
    body: {
      Node: dice.one(NODES),
      ...dice.maybe(0.7, { ServiceID: "s2" }),
      ...dice.maybe(0.2, { CheckID: "n" }),
    },
  }),
  (dice) => ({
    path: "/v1/agent/service/register",
    body: {
      Name: dice.one(["web", "own"]),
      ID: "own",
      Port: 5,
      ...dice.maybe(0.5, { Address: dice.one(["10.7.7.7", "fd00::7"]) }),
      Check: { CheckID: "own-c", TTL: "10m", Status: dice.one(STATUSES) },
    },
  }),
  (dice) => ({ path: `/v1/agent/service/maintenance/own?enable=${dice.chance(0.4)}` }),
  (dice) => ({ path: `/v1/agent/maintenance?enable=${dice.chance(0.2)}` }),
  (dice) => ({
    path: "/v1/query",
    body: {
      Name: dice.one(["qa", "qb", "Q.dot", "web"]),
      Service: {
        Service: dice.one(["web", "db"]),
        ...dice.maybe(0.4, { OnlyPassing: true }),
        ...dice.maybe(0.3, { Tags: ["v1"] }),
        ...dice.maybe(0.2, { Near: "_agent" }),
        ...dice.maybe(0.2, { Connect: true }),
      },
      ...dice.maybe(0.5, { DNS: { TTL: dice.one(["33s", "1500ms"]) } }),
    },
  }),
  (dice) => ({
    path: "/v1/query",
    body: {
      Name: "tp-",
      Template: { Type: "name_prefix_match", Regexp: "^tp-(.*)$" },
      Service: { Service: "${match(1)}" },
      ...dice.maybe(0.5, { DNS: { TTL: "34s" } }),
    },
  }),
  (dice) => ({
    path: "/v1/config",
    body: { Kind: "service-defaults", Name: "web", Protocol: dice.one(["http", "tcp"]) },
  }),
  (dice) => ({
    path: "/v1/config",
    body: {
      Kind: "ingress-gateway",
      Name: "igw",
      Listeners: [{ Port: 7, Protocol: "tcp", Services: [{ Name: dice.one(["web", "db"]) }] }],
    },
  }),
  (dice) => ({
    path: "/v1/catalog/register",
    body: {
      ...node(dice),
      Service: {
        ID: "igw",
        Service: "igw",
        Kind: "ingress-gateway",
        Port: 7,
        ...dice.maybe(0.5, { Address: "10.6.6.6" }),
      },
    },
  }),
  // Many instances, more than a packet of 512 bytes holds.
  ...Array.from({ length: 2 }, () => (dice: Dice): Registration => {
    const at = 10 + dice.integer(40);
    return {
      path: "/v1/catalog/register",
      body: { Node: `b${at}`, Address: `10.1.0.${at}`, Service: { ID: "big", Service: "big", Port: 9 } },
    };
  }),
];

/** A question; most names are there. */
export function drawQuestion(dice: Dice): Question {
  const domain = dice.one([
    "consul",
    "consul",
    "consul",
    "Consul",
    "tutti",
    "alt.example",
    "dc1.consul",
    "DC1.consul",
    "dc2.consul",
    "dc1.alt.example",
  ]);
  const name = dice.chance(0.1) ? dice.one(ODD) : `${drawName(dice)}.${domain}.`;
  return {
    name: dice.chance(0.1) ? name.toUpperCase() : name,
    type: dice.chance(0.6) ? dice.one(ASKED.slice(0, 4)) : dice.one(ASKED),
    udpSize: dice.one([undefined, undefined, 512, 700, 1232, 4096, 0]),
    recursionDesired: dice.chance(0.8),
  };
}

const ODD = [
  ...[
    "consul.",
    ".",
    "nothing.consul.",
    "dc1.consul.",
    "example.com.",
    "service.consul.",
    "node.consul.",
    "web.consul.",
  ],
  ...[
    "1.0.0.10.in-addr.arpa.",
    "7.7.7.10.in-addr.arpa.",
    "1.0.0.127.in-addr.arpa.",
    "9.0.0.10.in-addr.arpa.",
    "0.10.in-addr.arpa.",
  ],
  ...["1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa.", "x.ip6.arpa."],
  ...[
    "web.service.consul.extra.",
    "web.service.dc1.dc2.consul.",
    "query.consul.",
    "addr.consul.",
    "alt.example.",
    "tutti.",
  ],
  ...[
    "consul.service.consul.",
    "n1.node.consul.",
    "web.virtual.consul.",
    "ns.consul.",
    "_web.service.consul.",
    "dc1.dc1.consul.",
  ],
];

function drawName(dice: Dice): string {
  const of = dice.one([...SERVICES, "web", "big", "own", "none", "consul"]);
  const tag = dice.one([...TAGS, "none"]);
  return dice.one([
    `${of}.service`,
    `${of}.service`,
    `${tag}.${of}.service`,
    `_${of}._${tag}.service`,
    `_${of}._${dice.one(["tcp", "udp", "TCP"])}.service`,
    `_${of}._${dice.one(["tcp", tag])}`,
    `${dice.one([...NODES, "n1", "none", "b12"])}.node`,
    `${dice.one([...NODES, "n1"])}.node`,
    `${dice.one(["qa", "qb", "Q.dot", "tp-web", "tp-none", "web", "none"])}.query`,
    `${dice.one(["0a000001", "fd000000000000000000000000000001", "0a0000", "zzzzzzzz", "0A000001", "x.0a000001"])}.addr`,
    `${of}.connect`,
    `${of}.ingress`,
    `${dice.one([of, `${tag}.x.${of}`])}.${dice.one(["services", "service.x", "connect", "nodes"])}`,
  ]);
}

import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { CHAIN_DEPTH_MAX } from "./discovery-chain.ts";

const resolver = (Name: string, more: object = {}) => ({ Kind: "service-resolver", Name, ...more });
const to = (Service: string, more: object = {}) => ({ Redirect: { Service, ...more } });
const splitter = (Name: string, ...Splits: object[]) => ({ Kind: "service-splitter", Name, Splits });
const all = (Service: string) => ({ Weight: 100, Service });
const route = (Name: string, Destination: object) => ({
  Kind: "service-router",
  Name,
  Routes: [{ Match: { HTTP: { PathPrefix: "/a" } }, Destination }],
});
const speaks = (Name: string, Protocol: string) => ({ Kind: "service-defaults", Name, Protocol });
const proxies = (protocol: string) => ({ Kind: "proxy-defaults", Name: "global", Config: { protocol } });
const ingress = (Name: string, Protocol: string, ...names: string[]) => ({
  Kind: "ingress-gateway",
  Name,
  Listeners: [{ Port: 80, Protocol, Services: names.map((service) => ({ Name: service })) }],
});
const terminating = (Name: string) => ({ Kind: "terminating-gateway", Name, Services: [{ Name: "a" }] });
const permitted = (Name: string) => ({
  Kind: "service-intentions",
  Name,
  Sources: [{ Name: "x", Permissions: [{ Action: "allow", HTTP: { PathExact: "/a" } }] }],
});
const outside = (Name: string) => ({ Kind: "service-defaults", Name, ExternalSNI: "e.example" });

const mixed = (chain: string, service: string, has: string, not: string) =>
  `discovery chain "${chain}" uses inconsistent protocols; service "${service}" has "${has}" which is not "${not}"`;
const plain = (chain: string) =>
  `discovery chain "${chain}" uses a protocol "tcp" that does not permit advanced routing or splitting behavior`;
const listener = (service: string, has: string, wanted: string) =>
  `service "${service}" has protocol "${has}", which does not match defined listener protocol "${wanted}"`;
const subset = (service: string, name: string) =>
  `service "${service}" does not have a subset named "${name}"`;
const clash = (kind: string, name: string, other: string) =>
  `cannot create a "${kind}" config entry with name "${name}", a "${other}" config entry with that name already exists`;
const external = (what: string) =>
  `service "web" has an external SNI set; cannot define ${what} for external services`;

async function open(entries: readonly object[]) {
  const { call } = await startSimulatedAgent(createSimulation(13));
  const write = async (body: object) => {
    const answer = await call("config.write", { body });
    return answer.status === 200 ? "taken" : `${answer.status} ${answer.text()}`;
  };
  for (const entry of entries) expect([entry, await write(entry)]).toEqual([entry, "taken"]);
  const remove = async (rest: string) => {
    const answer = await call("config.delete", { rest });
    return answer.status === 200 ? "gone" : `${answer.status} ${answer.text()}`;
  };
  return { write, remove };
}

/** What is there, what is written to it, and why that does not fit; undefined where it does. */
test.each<[string, readonly object[], object, string?]>([
  ["a redirect among services of one protocol", [], resolver("web", to("db"))],
  [
    "to a service of another one",
    [speaks("db", "http")],
    resolver("web", to("db")),
    mixed("web", "db", "http", "tcp"),
  ],
  [
    "failover to one",
    [speaks("db", "http")],
    resolver("web", { Failover: { "*": { Service: "db" } } }),
    mixed("web", "db", "http", "tcp"),
  ],
  [
    "to one by way of another",
    [speaks("pg", "http"), speaks("db", "http"), resolver("db", to("pg"))],
    resolver("web", to("db")),
    mixed("web", "db", "http", "tcp"),
  ],
  [
    "the protocol of a service that a resolver leads to",
    [resolver("web", to("db"))],
    speaks("db", "http"),
    mixed("web", "db", "http", "tcp"),
  ],
  [
    "the protocol of a service that leads elsewhere",
    [resolver("web", to("db"))],
    speaks("web", "grpc"),
    mixed("web", "db", "tcp", "grpc"),
  ],
  ["the protocol of a service that nobody leads to", [resolver("web", to("db"))], speaks("other", "http")],
  [
    "the protocol of all, where each has its own",
    [speaks("web", "tcp"), speaks("db", "tcp"), resolver("web", to("db"))],
    proxies("http"),
  ],
  [
    "the protocol of all, where one has its own",
    [speaks("web", "tcp"), resolver("web", to("db"))],
    proxies("http"),
    mixed("web", "db", "http", "tcp"),
  ],
  [
    "a service's own entry without a protocol is tcp",
    [proxies("http"), speaks("web", "")],
    splitter("web", all("")),
    plain("web"),
  ],
  ["protocols in capital letters", [speaks("web", "HTTP"), speaks("db", "http")], splitter("web", all("db"))],
  [
    "a split to a service of another protocol",
    [speaks("web", "http")],
    splitter("web", { Weight: 50 }, { Weight: 50, Service: "db" }),
    mixed("web", "db", "tcp", "http"),
  ],
  [
    "a route to one",
    [speaks("web", "http")],
    route("web", { Service: "db" }),
    mixed("web", "db", "tcp", "http"),
  ],
  [
    "a route to a subset that there is",
    [proxies("http"), resolver("db", { Subsets: { v1: {} } })],
    route("web", { Service: "db", ServiceSubset: "v1" }),
  ],
  [
    "a route to a subset that there is not",
    [proxies("http")],
    route("web", { Service: "db", ServiceSubset: "v1" }),
    subset("db", "v1"),
  ],
  [
    "a split to one",
    [proxies("http")],
    splitter("web", { Weight: 100, ServiceSubset: "v1" }),
    subset("web", "v1"),
  ],
  ["a redirect to one", [], resolver("web", to("db", { ServiceSubset: "v1" })), subset("db", "v1")],
  [
    "a subset that is still led to goes",
    [resolver("db", { Subsets: { v1: {} } }), resolver("web", to("db", { ServiceSubset: "v1" }))],
    resolver("db", { Subsets: { v2: {} } }),
    subset("db", "v1"),
  ],
  [
    "a circle of redirects",
    [resolver("web", to("db"))],
    resolver("db", to("web")),
    "detected circular resolver redirect: [db.default.dc1 -> web.default.dc1 -> db.default.dc1]",
  ],
  [
    "a circle of failovers is none",
    [resolver("web", { Failover: { "*": { Service: "db" } } })],
    resolver("db", { Failover: { "*": { Service: "web" } } }),
  ],
  [
    "a circle of splitters",
    [proxies("http"), splitter("db", all("web")), splitter("pg", all("db"))],
    splitter("web", all("pg")),
    "detected circular reference: [splitter:web.default -> splitter:pg.default -> splitter:db.default -> splitter:web.default]",
  ],
  ["a splitter of its own instances", [proxies("http")], splitter("web", all("web"))],
  [
    "redirects of a service outside",
    [outside("web")],
    resolver("web", { Redirect: { Service: "web" } }),
    external("redirects"),
  ],
  ["subsets of one", [outside("web")], resolver("web", { Subsets: { v: {} } }), external("subsets")],
  [
    "failover of one",
    [outside("web")],
    resolver("web", { Failover: { "*": { Service: "db" } } }),
    external("failover"),
  ],
  ["one that has subsets", [resolver("web", { Subsets: { v: {} } })], outside("web"), external("subsets")],
  ["a listener for what the service speaks", [speaks("web", "http")], ingress("in", "http", "web")],
  ["a listener for something else", [], ingress("in", "http", "web"), listener("web", "tcp", "http")],
  [
    "a listener for tcp alone",
    [speaks("web", "http")],
    ingress("in", "tcp", "web"),
    listener("web", "http", "tcp"),
  ],
  ["a listener for every service", [], ingress("in", "http", "*")],
  [
    "the protocol of a service behind a listener",
    [proxies("http"), ingress("in", "http", "web")],
    speaks("web", "tcp"),
    listener("web", "tcp", "http"),
  ],
  [
    "that of all services behind listeners",
    [proxies("http"), ingress("in", "http", "web")],
    proxies("grpc"),
    listener("web", "grpc", "http"),
  ],
  ["tcp in front of http, changed at the service", [ingress("in", "tcp", "web")], speaks("web", "http")],
  [
    "and split there",
    [ingress("in", "tcp", "web"), speaks("web", "http")],
    splitter("web", all("")),
    listener("web", "http", "tcp"),
  ],
  [
    "an ingress with the name of a terminating gateway",
    [terminating("gw")],
    ingress("gw", "tcp", "a"),
    clash("ingress-gateway", "gw", "terminating-gateway"),
  ],
  [
    "a terminating gateway with that of an ingress",
    [ingress("gw", "tcp", "a")],
    terminating("gw"),
    clash("terminating-gateway", "gw", "ingress-gateway"),
  ],
  ["permissions for a service of requests", [speaks("web", "http")], permitted("web")],
  [
    "permissions for every service",
    [],
    permitted("*"),
    "Sources[0].Permissions cannot be specified on intentions with wildcarded destinations",
  ],
  [
    "permissions for another one",
    [],
    permitted("web"),
    'service "web" has protocol "tcp", which is incompatible with L7 intentions permissions',
  ],
  [
    "the protocol of a service with permissions",
    [speaks("web", "http"), permitted("web")],
    speaks("web", "tcp"),
    'service "web" has protocol "tcp", which is incompatible with L7 intentions permissions',
  ],
])("%s", async (_what, entries, written, mistake) => {
  const { write } = await open(entries);
  expect(await write(written)).toBe(mistake === undefined ? "taken" : `500 ${mistake}`);
});

test.each<[string, readonly object[], string, string?]>([
  ["what is not there", [], "service-resolver/none"],
  [
    "what nobody stands on",
    [resolver("web", to("db")), resolver("db", { ConnectTimeout: "9s" })],
    "service-resolver/db",
  ],
  [
    "the subsets that are led to",
    [resolver("db", { Subsets: { v1: {} } }), resolver("web", to("db", { ServiceSubset: "v1" }))],
    "service-resolver/db",
    subset("db", "v1"),
  ],
  [
    "the protocol that a splitter needs",
    [speaks("web", "http"), splitter("web", all(""))],
    "service-defaults/web",
    plain("web"),
  ],
  ["the protocol of all", [proxies("http"), splitter("web", all(""))], "proxy-defaults/global", plain("web")],
  ["the splitter", [proxies("http"), splitter("web", all(""))], "service-splitter/web"],
  [
    "the protocol behind a listener",
    [speaks("web", "http"), ingress("in", "http", "web")],
    "service-defaults/web",
    listener("web", "tcp", "http"),
  ],
  ["a gateway", [ingress("in", "tcp", "web")], "ingress-gateway/in"],
  ["intentions", [speaks("web", "http"), permitted("web")], "service-intentions/web"],
])("deletes: %s", async (_what, entries, rest, mistake) => {
  const { remove, write } = await open(entries);
  expect(await remove(rest)).toBe(mistake === undefined ? "gone" : `500 ${mistake}`);
  // Who may not go is still there, so that the others fit it.
  const last = entries.at(-1);
  if (mistake !== undefined && last !== undefined) expect(await write(last)).toBe("taken");
});

test("a way leads through so many splitters, and no more", async () => {
  const { write } = await open([proxies("http")]);
  for (let at = CHAIN_DEPTH_MAX; at > 0; at--)
    expect(await write(splitter(`s${at}`, all(`s${at + 1}`)))).toBe("taken");
  expect(await write(splitter("s0", all("s1")))).toBe(
    `500 discovery chain "s0" leads through more than ${CHAIN_DEPTH_MAX} splitters`,
  );
});

test("a splitter has so many parts, and no more", async () => {
  const { write } = await open([proxies("http")]);
  const said: string[] = [];
  for (const [at, next] of ["z", "a", "b", "c", "d"].entries()) {
    const name = ["a", "b", "c", "d", "e"][at] ?? "";
    const Splits = Array.from({ length: 10 }, (_, part) => ({ Weight: 10, Service: `${next}${part}` }));
    for (let part = 0; part < 10; part++) said.push(await write(splitter(`${name}${part}`, ...Splits)));
  }
  expect(said.filter((one) => one !== "taken")).toEqual(
    Array.from(
      { length: 10 },
      (_, part) => `500 discovery chain "e${part}" splits into more than 10000 parts`,
    ),
  );
});

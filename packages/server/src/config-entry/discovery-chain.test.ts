import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";

const resolver = (Name: string, more: object = {}) => ({ Kind: "service-resolver", Name, ...more });
const splitter = (Name: string, ...Splits: object[]) => ({ Kind: "service-splitter", Name, Splits });
const router = (Name: string, ...Routes: object[]) => ({ Kind: "service-router", Name, Routes });
const http = (...names: string[]) =>
  names.map((Name) => ({ Kind: "service-defaults", Name, Protocol: "http" }));
const prefix = (PathPrefix: string) => ({ Match: { HTTP: { PathPrefix } } });

interface Chain {
  readonly Datacenter: string;
  readonly Protocol: string;
  readonly StartNode: string;
  readonly Nodes: Readonly<Record<string, ChainNode>>;
  readonly Targets: Readonly<
    Record<
      string,
      {
        readonly Service: string;
        readonly ServiceSubset?: string;
        readonly Subset: object;
        readonly MeshGateway: object;
      }
    >
  >;
}

interface ChainNode {
  readonly Type: string;
  readonly Resolver?: {
    readonly Default?: boolean;
    readonly ConnectTimeout: string;
    readonly Target: string;
    readonly Failover?: { readonly Targets: readonly string[] };
  };
  readonly LoadBalancer?: object;
  readonly Splits?: readonly { readonly Weight: number; readonly NextNode: string }[];
  readonly Routes?: readonly {
    readonly Definition: { readonly Match: { HTTP: { PathPrefix: string } } };
    readonly NextNode: string;
  }[];
}

/** A chain in a few words, from its start. */
function told(chain: Chain, name = chain.StartNode): string {
  const node = chain.Nodes[name];
  if (node?.Resolver !== undefined) {
    const { Default, ConnectTimeout, Target, Failover } = node.Resolver;
    const others = Failover === undefined ? "" : ` else ${Failover.Targets.join(" ")}`;
    return `${Target}${Default === true ? "" : "!"} ${ConnectTimeout}${others}`;
  }
  if (node?.Splits !== undefined)
    return `split(${node.Splits.map((one) => `${one.Weight} ${told(chain, one.NextNode)}`).join(", ")})`;
  const routes = node?.Routes?.map(
    (one) => `${one.Definition.Match.HTTP.PathPrefix} ${told(chain, one.NextNode)}`,
  );
  return `route(${(routes ?? []).join(", ")})`;
}

async function open(entries: readonly object[]) {
  const { call } = await startSimulatedAgent(createSimulation(12));
  for (const body of entries) {
    const answer = await call("config.write", { body });
    if (answer.status !== 200) throw new Error(answer.text());
  }
  return async (rest: string, datacenter?: string) => {
    const query = datacenter === undefined ? {} : { "compile-dc": datacenter };
    const answer = await call("discovery-chain.read", { rest, query });
    return (answer.json() as { readonly Chain: Chain }).Chain;
  };
}

test.each<[string, readonly object[], string]>([
  ["nothing is said of it", [], "web.default.dc1 5s"],
  ["a resolver that says nothing", [resolver("web")], "web.default.dc1 5s"],
  ["a resolver of another service", [resolver("db", { ConnectTimeout: "9s" })], "web.default.dc1 5s"],
  ["a timeout", [resolver("web", { ConnectTimeout: "9s" })], "web.default.dc1! 9s"],
  ["a subset", [resolver("web", { DefaultSubset: "v1", Subsets: { v1: {} } })], "v1.web.default.dc1! 5s"],
  ["elsewhere", [resolver("web", { Redirect: { Service: "db" } })], "db.default.dc1 5s"],
  [
    "elsewhere and on, to a subset",
    [
      resolver("pg", { DefaultSubset: "v1", Subsets: { v1: {}, v2: {} } }),
      resolver("db", { Redirect: { Service: "pg", ServiceSubset: "v2" } }),
      resolver("web", { Redirect: { Service: "db" } }),
    ],
    "v2.pg.default.dc1! 5s",
  ],
  [
    "split",
    [...http("web", "db"), splitter("web", { Weight: 90 }, { Weight: 10, Service: "db" })],
    "split(90 web.default.dc1 5s, 10 db.default.dc1 5s)",
  ],
  [
    "split by subsets",
    [
      ...http("web"),
      resolver("web", { Subsets: { v1: {}, v2: {} } }),
      splitter("web", { Weight: 50, ServiceSubset: "v1" }, { Weight: 50, ServiceSubset: "v2" }),
    ],
    "split(50 v1.web.default.dc1! 5s, 50 v2.web.default.dc1! 5s)",
  ],
  [
    "split and split again: one splitter, with the weights of the ways",
    [
      ...http("web", "db", "pg", "a"),
      splitter("pg", { Weight: 50 }, { Weight: 50, Service: "a" }),
      splitter("db", { Weight: 10, Service: "pg" }, { Weight: 90 }),
      splitter("web", { Weight: 33.33 }, { Weight: 66.67, Service: "db" }),
    ],
    "split(33.33 web.default.dc1 5s, 3.34 pg.default.dc1 5s, 3.34 a.default.dc1 5s, 60 db.default.dc1 5s)",
  ],
  [
    "routed, the rest to itself",
    [...http("web", "db"), router("web", { ...prefix("/a"), Destination: { Service: "db" } }, prefix("/b"))],
    "route(/a db.default.dc1 5s, /b web.default.dc1 5s, / web.default.dc1 5s)",
  ],
  [
    "routed to a subset, past the splitter",
    [
      ...http("web", "db"),
      resolver("db", { Subsets: { v1: {} } }),
      splitter("db", { Weight: 100 }),
      router("web", { ...prefix("/a"), Destination: { Service: "db", ServiceSubset: "v1" } }),
    ],
    "route(/a v1.db.default.dc1! 5s, / web.default.dc1 5s)",
  ],
  [
    "the router of a service that it is not asked for",
    [...http("web", "db"), router("db", prefix("/a")), splitter("web", { Weight: 100, Service: "db" })],
    "split(100 db.default.dc1 5s)",
  ],
  ["to another datacenter", [resolver("web", { Redirect: { Datacenter: "dc2" } })], "web.default.dc2! 5s"],
  [
    "to this datacenter, which is here",
    [resolver("web", { Redirect: { Service: "db", Datacenter: "dc1" } })],
    "db.default.dc1 5s",
  ],
  [
    "failing over to a service",
    [resolver("web", { Failover: { "*": { Service: "db" } } })],
    "web.default.dc1! 5s else db.default.dc1",
  ],
  [
    "failing over to datacenters, itself left out",
    [
      resolver("web", {
        DefaultSubset: "v1",
        Subsets: { v1: {} },
        Failover: { "*": { Datacenters: ["dc1", "dc3", "dc2"] } },
      }),
    ],
    "v1.web.default.dc1! 5s else v1.web.default.dc3 v1.web.default.dc2",
  ],
  [
    "failing over by the rule of the subset, and on to where that is sent",
    [
      resolver("pg", { ConnectTimeout: "9s" }),
      resolver("db", { Redirect: { Service: "pg" } }),
      resolver("web", {
        DefaultSubset: "v1",
        Subsets: { v1: {}, v2: {} },
        Failover: { "*": { Service: "other" }, v1: { Service: "db" } },
      }),
    ],
    "v1.web.default.dc1! 5s else pg.default.dc1",
  ],
  [
    "failing over to another subset, whose own failover does not count",
    [
      resolver("web", {
        DefaultSubset: "v1",
        Subsets: { v1: {}, v2: {} },
        Failover: { v1: { ServiceSubset: "v2" }, v2: { Service: "db" } },
      }),
    ],
    "v1.web.default.dc1! 5s else v2.web.default.dc1",
  ],
  [
    "failing over to itself only",
    [resolver("web", { Failover: { "*": { Service: "web" } } })],
    "web.default.dc1! 5s",
  ],
  [
    "routed, then split",
    [...http("web", "db"), splitter("web", { Weight: 100, Service: "db" }), router("web", prefix("/a"))],
    "route(/a split(100 db.default.dc1 5s), / split(100 db.default.dc1 5s))",
  ],
])("where calls go: %s", async (_what, entries, wanted) => {
  const chain = await (await open(entries))("web");
  expect(told(chain)).toBe(wanted);
  // Each node leads to nodes and targets that are there.
  for (const { Resolver } of Object.values(chain.Nodes))
    if (Resolver !== undefined) expect(chain.Targets[Resolver.Target]).toBeDefined();
});

test("a chain tells its service, its protocol and what its subsets are", async () => {
  const Subsets = { v1: { Filter: "Service.Meta.version == 1", OnlyPassing: true } };
  const read = await open([
    { Kind: "proxy-defaults", Name: "global", Config: { protocol: "grpc" } },
    ...http("db"),
    resolver("web", { DefaultSubset: "v1", Subsets }),
  ]);
  const chain = await read("web");
  expect(chain).toMatchObject({
    ServiceName: "web",
    Namespace: "default",
    Datacenter: "dc1",
    Protocol: "grpc",
    StartNode: "resolver:v1.web.default.dc1",
  });
  expect(chain.Targets["v1.web.default.dc1"]).toMatchObject({
    Service: "web",
    ServiceSubset: "v1",
    Subset: Subsets.v1,
  });
  expect((await read("db")).Protocol).toBe("http");
});

test("only targets that a node leads to are told, those of failover among them", async () => {
  const read = await open([
    resolver("db", { Subsets: { v1: {} }, DefaultSubset: "v1" }),
    resolver("web", { Redirect: { Service: "db" } }),
    resolver("api", { Failover: { "*": { Service: "web" } } }),
  ]);
  expect(Object.keys((await read("web")).Targets)).toEqual(["v1.db.default.dc1"]);
  expect(Object.keys((await read("api")).Targets)).toEqual(["api.default.dc1", "v1.db.default.dc1"]);
});

test("a chain for another datacenter leads to services there, through the gateways that are said", async () => {
  const read = await open([
    { Kind: "proxy-defaults", Name: "global", MeshGateway: { Mode: "remote" } },
    { Kind: "service-defaults", Name: "db", MeshGateway: { Mode: "local" } },
    resolver("db", { Failover: { "*": { Service: "web" } } }),
  ]);
  const chain = await read("db", "dc2");
  expect([chain.Datacenter, chain.StartNode]).toEqual(["dc2", "resolver:db.default.dc2"]);
  expect(chain.Targets).toMatchObject({
    "db.default.dc2": { Datacenter: "dc2", MeshGateway: { Mode: "local" } },
    "web.default.dc2": { Datacenter: "dc2", MeshGateway: { Mode: "remote" } },
  });
  expect((await read("db")).Targets["db.default.dc1"]?.MeshGateway).toEqual({});
});

test("a service outside has the name that it is known by there", async () => {
  const read = await open([{ Kind: "service-defaults", Name: "web", ExternalSNI: "web.example" }]);
  const { Targets } = await read("web");
  expect(Targets["web.default.dc1"]).toMatchObject({
    External: true,
    SNI: "web.example",
    Name: expect.stringMatching(/^web\.default\.dc1\.internal\./) as string,
  });
});

test("how loads are spread stands at the resolver, and at a splitter if requests are held together by it", async () => {
  const hashing = { Policy: "ring_hash", HashPolicies: [{ SourceIP: true }] };
  const read = await open([
    ...http("web", "a", "b", "c"),
    resolver("a", { LoadBalancer: { Policy: "random" } }),
    resolver("b", { LoadBalancer: hashing }),
    resolver("c", { LoadBalancer: { ...hashing, Policy: "maglev" } }),
    splitter("web", { Weight: 50, Service: "a" }, { Weight: 30, Service: "b" }, { Weight: 20, Service: "c" }),
  ]);
  const { Nodes } = await read("web");
  expect(Nodes["resolver:a.default.dc1"]?.LoadBalancer).toEqual({ Policy: "random" });
  expect(Nodes["splitter:web.default"]?.LoadBalancer).toEqual(hashing);
});

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
  readonly Protocol: string;
  readonly StartNode: string;
  readonly Nodes: Readonly<Record<string, ChainNode>>;
  readonly Targets: Readonly<
    Record<string, { readonly Service: string; readonly ServiceSubset?: string; readonly Subset: object }>
  >;
}

interface ChainNode {
  readonly Type: string;
  readonly Resolver?: {
    readonly Default?: boolean;
    readonly ConnectTimeout: string;
    readonly Target: string;
  };
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
    const { Default, ConnectTimeout, Target } = node.Resolver;
    return `${Target}${Default === true ? "" : "!"} ${ConnectTimeout}`;
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
  return async (rest: string) => {
    const answer = await call("discovery-chain.read", { rest });
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
      resolver("web", { Redirect: { Service: "db" } }),
      resolver("db", { Redirect: { Service: "pg", ServiceSubset: "v2" } }),
      resolver("pg", { DefaultSubset: "v1", Subsets: { v1: {}, v2: {} } }),
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
    "split and split again",
    [
      ...http("web", "db", "pg"),
      splitter("db", { Weight: 100, Service: "pg" }),
      splitter("web", { Weight: 60 }, { Weight: 40, Service: "db" }),
    ],
    "split(60 web.default.dc1 5s, 40 split(100 pg.default.dc1 5s))",
  ],
  [
    "routed, the rest to itself",
    [...http("web", "db"), router("web", { ...prefix("/a"), Destination: { Service: "db" } }, prefix("/b"))],
    "route(/a db.default.dc1 5s, /b web.default.dc1 5s, / web.default.dc1 5s)",
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

test("a circle of redirects comes to an end", async () => {
  const read = await open([
    resolver("web", { Redirect: { Service: "db" } }),
    resolver("db", { Redirect: { Service: "web" } }),
  ]);
  expect(told(await read("web"))).toMatch(/^(web|db)\.default\.dc1! 5s$/);
});

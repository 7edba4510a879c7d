import { startSimulatedAgent } from "@tutti/agent/testkit";
import type { ApiAnswer, CallOptions, RouteId } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CatalogModel,
  type ModelCheck,
  type ModelInstance,
  type ModelRegistration,
} from "../../testkit/catalog-model.ts";

/**
 * Random registrations against the model of the documented rules. After each
 * one every read is compared with the model, and its index with the one before:
 * it never falls, and it rises whenever the answer is another one, or who waits
 * would not be woken.
 */
type Json = ReturnType<typeof JSON.parse>;

class Real {
  readonly call: (route: RouteId, options?: CallOptions) => Promise<ApiAnswer>;
  readonly #seen = new Map<string, { readonly index: number; readonly text: string }>();

  constructor(call: Real["call"]) {
    this.call = call;
  }

  async read(route: RouteId, rest = "", query: Readonly<Record<string, string>> = {}): Promise<Json> {
    const answer = await this.call(route, { rest, query });
    expect(answer.status).toBe(200);
    const key = JSON.stringify([route, rest, query]);
    const before = this.#seen.get(key);
    const { index } = answer;
    const text = answer.text();
    if (before !== undefined) {
      expect([key, index >= before.index]).toEqual([key, true]);
      if (text !== before.text) expect([key, index > before.index]).toEqual([key, true]);
    }
    this.#seen.set(key, { index, text });
    return answer.json();
  }

  /** A node that is not there has no index, as in Consul: who waited for it begins anew. */
  async readNode(name: string): Promise<Json> {
    const answer = await this.call("catalog.node", { rest: name });
    if (answer.text() !== "null") return this.read("catalog.node", name);
    expect(answer.index).toBe(1);
    this.#seen.delete(JSON.stringify(["catalog.node", name, {}]));
    return null;
  }
}

const OWN = "n1";
const NAMES = ["web", "db", "a.b"];

function shown({ CheckID, Status, ServiceID }: ModelCheck): string {
  return `${CheckID} ${Status} ${ServiceID}`;
}

function instance({ node, service, checks }: ModelInstance): string {
  const meta = JSON.stringify(node.Meta);
  const tags = service.Tags.join();
  return `${node.Node} ${node.Address} ${meta} ${service.ID} ${tags} ${service.Port} | ${checks.map(shown).sort().join(", ")}`;
}

async function compareServices(model: CatalogModel, real: Real): Promise<void> {
  const tags = new Map<string, Set<string>>();
  for (const { Service, Tags } of model.services.values()) {
    const all = tags.get(Service) ?? new Set();
    for (const tag of Tags) all.add(tag);
    tags.set(Service, all);
  }
  const { consul: _own, ...listed } = await real.read("catalog.services");
  const sorted = (all: Iterable<string>): string => [...all].sort().join();
  expect(
    Object.entries(listed as Record<string, string[]>).map(([name, all]) => [name, sorted(all)]),
  ).toEqual(
    [...tags].map(([name, all]) => [name, sorted(all)]).sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  );
}

/** Each query, and which instances pass it. */
const QUERIES: readonly (readonly [Readonly<Record<string, string>>, (one: ModelInstance) => boolean])[] = [
  [{}, () => true],
  [{ passing: "" }, ({ checks }) => checks.every(({ Status }) => Status === "passing")],
  [{ passing: "false" }, () => true],
  [{ tag: "v1" }, ({ service }) => service.Tags.includes("v1")],
  [{ "node-meta": "z:1" }, ({ node }) => node.Meta["z"] === "1"],
  [{ filter: "Service.Port == 80" }, ({ service }) => service.Port === 80],
  [{ filter: "Checks.Status != passing" }, ({ checks }) => checks.some(({ Status }) => Status !== "passing")],
  [
    { filter: '"v1" in Service.Tags and not Node.Meta is empty' },
    ({ service, node }) => service.Tags.includes("v1") && Object.keys(node.Meta).length > 0,
  ],
];

async function compareHealth(model: CatalogModel, real: Real): Promise<void> {
  for (const name of NAMES) {
    const all = model.instances(name);
    for (const [query, passes] of QUERIES) {
      const found = (await real.read("health.service", name, query)) as Json[];
      const got = found.map(({ Node, Service, Checks }) =>
        instance({ node: { ...Node, Meta: Node.Meta ?? {} }, service: Service, checks: Checks }),
      );
      expect([name, query, got]).toEqual([name, query, all.filter(passes).map(instance)]);
    }
    const plain = (await real.read("catalog.service", name)) as Json[];
    expect(plain.map(({ Node, ServiceID }) => `${Node} ${ServiceID}`)).toEqual(
      all.map(({ node, service }) => `${node.Node} ${service.ID}`),
    );
    const checks = (await real.read("health.checks", name)) as ModelCheck[];
    const own = [...model.checks.values()].filter(({ ServiceName }) => ServiceName === name);
    expect(checks.map(shown).sort()).toEqual(own.map(shown).sort());
  }
}

async function compareNodes(model: CatalogModel, real: Real): Promise<void> {
  const listed = (await real.read("catalog.nodes")) as Json[];
  expect(
    listed.map(({ Node, Address, Meta }) => [Node, Address, Meta ?? {}]).filter(([name]) => name !== OWN),
  ).toEqual(
    [...model.nodes.values()]
      .map(({ Node, Address, Meta }) => [Node, Address, Meta])
      .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  );
  for (const name of ["e1", "e2"]) {
    const node = await real.readNode(name);
    const services = [...model.services.values()].filter(({ Node }) => Node === name);
    if (!model.nodes.has(name)) expect(node).toBe(null);
    else expect(Object.keys(node.Services).sort()).toEqual(services.map(({ ID }) => ID).sort());
    const checks = (await real.read("health.node", name)) as ModelCheck[];
    const own = [...model.checks.values()].filter(({ Node }) => Node === name);
    expect(checks.map(shown).sort()).toEqual(own.map(shown).sort());
  }
  for (const state of ["any", "passing", "warning", "critical"]) {
    const found = (await real.read("health.state", state)) as ModelCheck[];
    const wanted = [...model.checks.values()].filter(({ Status }) => state === "any" || Status === state);
    expect(
      found
        .filter(({ Node }) => Node !== OWN)
        .map(shown)
        .sort(),
    ).toEqual(wanted.map(shown).sort());
  }
}

async function compare(model: CatalogModel, real: Real): Promise<void> {
  await compareNodes(model, real);
  await compareServices(model, real);
  await compareHealth(model, real);
  const sessions = (await real.read("session.list")) as { ID: string }[];
  expect(sessions.map(({ ID }) => ID).sort()).toEqual([...model.sessions.keys()].sort());
}

type Step = fc.AsyncCommand<CatalogModel, Real>;

function step(name: string, run: (model: CatalogModel, real: Real) => Promise<void>): Step {
  return {
    check: () => true,
    async run(model, real) {
      await run(model, real);
      await compare(model, real);
    },
    toString: () => name,
  };
}

const nodeName = fc.constantFrom("e1", "e2");
const checkId = fc.constantFrom("c1", "c2");
const serviceId = fc.constantFrom("s1", "s2");
const registration: fc.Arbitrary<ModelRegistration> = fc.record({
  node: fc.record({
    Node: nodeName,
    Address: fc.constantFrom("h1", "h2"),
    Meta: fc.constantFrom<Record<string, string>[]>({}, { z: "1" }),
  }),
  skipNodeUpdate: fc.boolean(),
  service: fc.option(
    fc.record({
      ID: serviceId,
      Service: fc.constantFrom(...NAMES),
      Tags: fc.subarray(["v1", "v2"]),
      Port: fc.constantFrom(0, 80),
    }),
    { nil: undefined },
  ),
  check: fc.option(
    fc.record({
      CheckID: checkId,
      Status: fc.constantFrom("passing", "passing", "warning", "critical"),
      ServiceID: fc.constantFrom("", "s1", "s2"),
    }),
    { nil: undefined },
  ),
});

const register = registration.map((wanted) =>
  step(`register ${JSON.stringify(wanted)}`, async (model, real) => {
    const { node, skipNodeUpdate, service, check } = wanted;
    const body = {
      Node: node.Node,
      Address: node.Address,
      NodeMeta: node.Meta,
      SkipNodeUpdate: skipNodeUpdate,
      ...(service === undefined ? {} : { Service: service }),
      ...(check === undefined ? {} : { Check: { ...check, Node: node.Node, Name: check.CheckID } }),
    };
    const { status } = await real.call("catalog.register", { body });
    expect(status).toBe(model.register(wanted) ? 200 : 500);
  }),
);

const deregister = fc
  .tuple(nodeName, fc.oneof(serviceId, checkId, fc.constant(undefined)))
  .map(([Node, what]) =>
    step(`deregister ${Node} ${what}`, async (model, real) => {
      const named = what?.startsWith("s") ? { ServiceID: what } : what === undefined ? {} : { CheckID: what };
      expect((await real.call("catalog.deregister", { body: { Node, ...named } })).text()).toBe("true");
      if (what === undefined) model.deregisterNode(Node);
      else if (what.startsWith("s")) model.deregisterService(Node, what);
      else model.deregisterCheck(Node, what);
    }),
  );

const session = fc.tuple(nodeName, checkId).map(([Node, check]) =>
  step(`session ${Node} ${check}`, async (model, real) => {
    const answer = await real.call("session.create", { body: { Node, NodeChecks: [check] } });
    const wanted = model.takesSession(Node, check);
    expect(answer.status).toBe(wanted ? 200 : 500);
    if (wanted) model.sessions.set((answer.json() as { ID: string }).ID, { node: Node, check });
  }),
);

test("nodes, services, checks and sessions are as their rules say, whatever is registered in whatever order", async () => {
  let seed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.commands([register, register, register, deregister, session], { maxCommands: 25, size: "max" }),
      async (commands) => {
        seed += 1;
        const { call } = await startSimulatedAgent(createSimulation(seed));
        await fc.asyncModelRun(() => ({ model: new CatalogModel(), real: new Real(call) }), commands);
      },
    ),
    { seed: 1862, numRuns: 12 },
  );
}, 240_000);

import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

const A = "aaaaaaaa-0000-4000-8000-000000000001";
const B = "bbbbbbbb-0000-4000-8000-000000000002";

async function start() {
  const world = createSimulation(31);
  const kit = await startSimulatedAgent(world);
  const register = async (body: object) => {
    const answer = await kit.call("catalog.register", { body });
    return answer.text();
  };
  const nodes = async () => {
    const all = (await kit.call("catalog.nodes")).json() as { Node: string; ID: string; Address: string }[];
    return all.filter(({ Node }) => Node !== "n1").map(({ Node, ID, Address }) => `${Node} ${ID} ${Address}`);
  };
  return { world, ...kit, register, nodes };
}

const serf = (Node: string, Status: string) => ({ Node, CheckID: "serfHealth", Name: "s", Status });

describe("the ID of a node", () => {
  const ext = { Node: "ext", Address: "1.1.1.1" };

  /** Each row: what is registered one after the other, and the nodes that are there then, or the last answer. */
  test.each<[string, readonly object[], readonly string[] | string]>([
    ["is set where there was none", [ext, { ...ext, ID: A }], [`ext ${A} 1.1.1.1`]],
    ["goes where a registration leaves it out", [{ ...ext, ID: A }, ext], ["ext  1.1.1.1"]],
    [
      "stays where the node is not to be updated",
      [
        { ...ext, ID: A },
        { ...ext, SkipNodeUpdate: true, ID: B },
      ],
      [`ext ${A} 1.1.1.1`],
    ],
    [
      "is another one for a node that no agent keeps",
      [
        { ...ext, ID: A },
        { ...ext, ID: B },
      ],
      [`ext ${B} 1.1.1.1`],
    ],
    [
      "is another one for a node whose agent is gone",
      [
        { ...ext, ID: A, Check: serf("ext", "critical") },
        { ...ext, ID: B },
      ],
      [`ext ${B} 1.1.1.1`],
    ],
    [
      "is no other one while the agent lives",
      [
        { ...ext, ID: A, Check: serf("ext", "passing") },
        { ...ext, ID: B },
      ],
      `failed inserting node: Error while renaming Node ID: "${B}": Node name ext is reserved by node ${A} with name ext (1.1.1.1)`,
    ],
    [
      "is given to a living agent's node that has none",
      [
        { ...ext, Check: serf("ext", "passing") },
        { ...ext, ID: B },
      ],
      [`ext ${B} 1.1.1.1`],
    ],
    [
      "renames its node, and takes the old name away",
      [
        { ...ext, ID: A },
        { Node: "new", Address: "2.2.2.2", ID: A },
      ],
      [`new ${A} 2.2.2.2`],
    ],
    [
      "takes over the name of a node that no agent keeps",
      [
        { ...ext, ID: A },
        { Node: "new", Address: "2.2.2.2", ID: B },
        { Node: "New", Address: "3.3.3.3", ID: A },
      ],
      [`New ${A} 3.3.3.3`],
    ],
    [
      "does not take over the name of a living agent, not even of one without ID",
      [
        { ...ext, ID: A },
        { Node: "new", Address: "2.2.2.2", Check: serf("new", "warning") },
        { Node: "new", Address: "3.3.3.3", ID: A },
      ],
      `failed inserting node: Error while renaming Node ID: "${A}" (3.3.3.3): Node name new is reserved by node  with name new (2.2.2.2)`,
    ],
  ])("%s", async (_what, bodies, wanted) => {
    const { register, nodes } = await start();
    let last = "";
    for (const body of bodies) last = await register(body);
    if (typeof wanted === "string") expect(last).toBe(wanted);
    else expect([last, await nodes()]).toEqual(["true", wanted]);
  });
});

describe("the agent's own node", () => {
  const own = async (call: Awaited<ReturnType<typeof start>>["call"]) => {
    const [node] = (await call("catalog.nodes", { query: { filter: "Node == n1" } })).json() as object[];
    const health = (await call("health.node", { rest: "n1" })).json() as { CheckID: string }[];
    const services = (await call("catalog.node", { rest: "n1" })).json() as { Services?: object } | null;
    const { CreateIndex, ModifyIndex, ...shown } = (node ?? {}) as Record<string, unknown>;
    const checks = health.map(({ CheckID }) => CheckID).sort();
    return { node: shown, checks, services: Object.keys(services?.Services ?? {}).sort() };
  };

  test.each<[string, "catalog.register" | "catalog.deregister", object]>([
    ["another address and no ID", "catalog.register", { Node: "n1", Address: "h", NodeMeta: { z: "1" } }],
    ["the check of its life", "catalog.deregister", { Node: "n1", CheckID: "serfHealth" }],
    ["a wrong status of it", "catalog.register", { Node: "n1", Address: "h", Check: serf("n1", "critical") }],
    ["its server's service", "catalog.deregister", { Node: "n1", ServiceID: "consul" }],
    ["all of it", "catalog.deregister", { Node: "n1" }],
  ])("comes back within two minutes when somebody changed it: %s", async (_what, route, body) => {
    const { world, call } = await start();
    await call("agent.service-register", { body: { Name: "web", Check: { TTL: "1h", Status: "passing" } } });
    const before = await own(call);
    expect(before).toMatchObject({ checks: ["serfHealth", "service:web"], services: ["consul", "web"] });
    await call(route, { body });
    await world.run(100);
    expect(await own(call)).not.toEqual(before);
    await world.run(120_000);
    expect(await own(call)).toEqual(before);
  });

  test("is not written where nobody changed it", async () => {
    const { world, call } = await start();
    const { index } = await call("catalog.nodes");
    await world.run(600_000);
    expect((await call("catalog.nodes")).index).toBe(index);
  });
});

describe("/v1/catalog/services", () => {
  test("lists names as they were registered, in their order, each with its own tags", async () => {
    const { call, register } = await start();
    for (const [Node, Service, Tags] of [
      ["e1", "web", ["b", "a"]],
      ["e2", "Web", ["c"]],
      ["e3", "web", ["a", "d"]],
      ["e4", "db", []],
    ] as const)
      await register({ Node, Address: "h", Service: { Service, Tags } });
    const listed = (await call("catalog.services")).json() as Record<string, string[]>;
    expect(Object.entries(listed).map(([name, tags]) => `${name}: ${tags.sort().join(" ")}`)).toEqual([
      "Web: c",
      "consul: ",
      "db: ",
      "web: a b d",
    ]);
    expect((await call("catalog.service", { rest: "WEB" })).json()).toHaveLength(3);
  });
});

describe("/v1/catalog/node-services", () => {
  test.each([
    ["no services, no filter", "empty", "", "null"],
    ["no services, a filter", "empty", "Port == 1", "[]"],
    ["none that passes", "full", "Port == 1", "[]"],
    ["one that passes", "full", "Port == 80", "web"],
    ["no such node", "none", "Port == 80", "null"],
  ])("%s", async (_what, rest, filter, wanted) => {
    const { call, register } = await start();
    await register({ Node: "empty", Address: "h" });
    await register({ Node: "full", Address: "h", Service: { Service: "web", Port: 80 } });
    const { Services } = (await call("catalog.node-services", { rest, query: { filter } })).json() as {
      Services: { Service: string }[] | null;
    };
    const shown = Services?.map(({ Service }) => Service).join();
    expect(Services?.length === 0 ? "[]" : (shown ?? "null")).toBe(wanted);
  });
});

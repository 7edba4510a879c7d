import { startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

const vector = (x: number) => [x, 0, 0, 0, 0, 0, 0, 0];

interface Place {
  readonly x: number;
  readonly height?: number;
  readonly adjustment?: number;
}

async function open() {
  const world = createSimulation(81);
  const kit = await startSimulatedAgent(world);
  const move = (Node: string, { x, height = 0, adjustment = 0 }: Place, Segment = "") => {
    const Coord = { Vec: vector(x), Error: 1, Adjustment: adjustment, Height: height };
    return kit.call("coordinate.update", { body: { Node, Segment, Coord } });
  };
  for (const name of ["a", "b", "c", "d"])
    await kit.call("catalog.register", { body: { Node: name, Address: "h", Service: { Service: "web" } } });
  const order = async (near: string) =>
    ((await kit.call("catalog.service", { rest: "web", query: { near } })).json() as { Node: string }[])
      .map(({ Node }) => Node)
      .join(" ");
  return { world, ...kit, move, order };
}

describe("/v1/coordinate", () => {
  test("keeps what was told last of a node that is there, and nothing of another one", async () => {
    const { call, move } = await open();
    expect((await call("coordinate.node", { rest: "a" })).status).toBe(404);
    for (const x of [1, 2]) expect((await move("A", { x, height: 3, adjustment: 4 })).status).toBe(200);
    expect((await move("stranger", { x: 1 })).status).toBe(200);
    const shown = { Node: "A", Segment: "", Coord: { Vec: vector(2), Error: 1, Adjustment: 4, Height: 3 } };
    expect((await call("coordinate.nodes")).json()).toEqual([shown]);
    expect((await call("coordinate.node", { rest: "a" })).json()).toEqual([shown]);
    const missing = await call("coordinate.node", { rest: "stranger" });
    // As recorded: the status goes out before the headers of a read are set.
    expect([missing.status, missing.text(), missing.headers.get("x-consul-knownleader")]).toEqual([
      404,
      "",
      undefined,
    ]);
    expect(missing.headers.get("x-consul-index")).toBeUndefined();
  });

  test("goes with its node", async () => {
    const { call, move } = await open();
    await move("a", { x: 1 });
    await call("catalog.deregister", { body: { Node: "a" } });
    expect((await call("coordinate.nodes")).json()).toEqual([]);
  });

  test("tells a segment's alone where one is asked for", async () => {
    const { call, move } = await open();
    await move("a", { x: 1 });
    const names = async (query: Readonly<Record<string, string>>) =>
      ((await call("coordinate.nodes", { query })).json() as object[]).length;
    expect([await names({}), await names({ segment: "" }), await names({ segment: "s" })]).toEqual([1, 1, 0]);
    expect((await call("coordinate.node", { rest: "a", query: { segment: "s" } })).status).toBe(404);
    expect((await call("coordinate.node", { rest: "a", query: { segment: "" } })).status).toBe(200);
  });

  test("a read waits for what changes", async () => {
    const { world, call, client, move } = await open();
    await move("a", { x: 1 });
    const { index } = await call("coordinate.node", { rest: "a" });
    const query = { index: String(index), wait: "60s" };
    const waiting = Promise.all([
      client.call("coordinate.node", { rest: "a", query }),
      client.call("coordinate.nodes", { query }),
    ]);
    await world.run(100);
    const changedAt = world.nowMs;
    await move("a", { x: 7 });
    for (const answer of await world.until(waiting)) expect(answer.text()).toContain("[7,");
    expect(world.nowMs - changedAt).toBeLessThan(1000);
  });

  test.each<[string, object, string]>([
    ["none", { Node: "a" }, "500 incompatible coordinate"],
    ["too few dimensions", { Node: "a", Coord: { Vec: [1, 2] } }, "500 incompatible coordinate"],
    ["too many", { Node: "a", Coord: { Vec: [...vector(1), 1] } }, "500 incompatible coordinate"],
    ["a text in it", { Node: "a", Coord: { Vec: ["x"] } }, "400 Request decode failed"],
  ])("a coordinate is refused: %s", async (_what, body, wanted) => {
    const { call } = await open();
    const answer = await call("coordinate.update", { body });
    expect(`${answer.status} ${answer.text()}`).toContain(wanted);
    expect((await call("coordinate.nodes")).json()).toEqual([]);
  });

  test("the datacenter is where its server is, which has not measured anything", async () => {
    const { call } = await open();
    const Coord = { Vec: vector(0), Error: 1.5, Adjustment: 0, Height: 1e-5 };
    expect((await call("coordinate.datacenters")).json()).toEqual([
      { Datacenter: "dc1", AreaID: "wan", Coordinates: [{ Node: "n1", Segment: "", Coord }] },
    ]);
  });

  test("rights: to read the node, to write it", async () => {
    const { master, token, as } = await startGuardedAgent(82);
    const Coord = { Vec: vector(1), Error: 1, Adjustment: 0, Height: 0 };
    for (const Node of ["mine", "theirs"]) {
      await master("catalog.register", { body: { Node, Address: "h" } });
      await master("coordinate.update", { body: { Node, Coord } });
    }
    const { SecretID } = await token('node "mine" { policy = "write" } node "read" { policy = "read" }');
    const denied = "403 Permission denied";
    expect(JSON.parse((await as(SecretID, "coordinate.nodes")).slice(4))).toMatchObject([{ Node: "mine" }]);
    expect((await as(SecretID, "coordinate.node", { rest: "mine" })).slice(0, 3)).toBe("200");
    expect(await as(SecretID, "coordinate.node", { rest: "theirs" })).toBe(denied);
    expect(await as(SecretID, "coordinate.node", { rest: "read" })).toBe("404");
    const write = (Node: string) => as(SecretID, "coordinate.update", { body: { Node, Coord } });
    expect([await write("mine"), await write("theirs"), await write("read")]).toEqual([
      "200",
      denied,
      denied,
    ]);
    expect((await as(SecretID, "coordinate.datacenters")).slice(0, 3)).toBe("200");
  });
});

/** Each row: where the nodes are, from where it is measured, and the order of a to d. */
describe("?near", () => {
  test.each<[string, Readonly<Record<string, Place>>, string, string]>([
    ["by distance", { a: { x: 5 }, b: { x: 1 }, c: { x: 3 }, d: { x: 0 } }, "d", "d b c a"],
    ["on both sides", { a: { x: 0 }, b: { x: -2 }, c: { x: 1 }, d: { x: -3 } }, "a", "a c b d"],
    ["from another node", { a: { x: 5 }, b: { x: 1 }, c: { x: 3 }, d: { x: 0 } }, "A", "a c b d"],
    ["nodes without a place last, in their order", { d: { x: 9 }, c: { x: 1 } }, "c", "c d a b"],
    [
      "heights are climbed",
      { a: { x: 1, height: 5 }, b: { x: 2 }, c: { x: 3 }, d: { x: 0 } },
      "d",
      "d b c a",
    ],
    [
      "one's own height is the same for all",
      { a: { x: 3 }, b: { x: 2 }, c: { x: 1 }, d: { x: 0, height: 9 } },
      "b",
      "b a c d",
    ],
    [
      "adjustments are added",
      { a: { x: 1, adjustment: 4 }, b: { x: 2 }, c: { x: 3 }, d: { x: 0 } },
      "d",
      "d b c a",
    ],
    [
      "an adjustment below nothing does not count",
      { a: { x: 1, adjustment: -9 }, b: { x: 0.5 }, c: { x: 3 }, d: { x: 0 } },
      "d",
      "d b a c",
    ],
    ["a node without a place moves nothing", { a: { x: 5 }, b: { x: 1 } }, "d", "a b c d"],
    ["a node that is not there moves nothing", { a: { x: 5 }, b: { x: 1 } }, "none", "a b c d"],
    ["no node moves nothing", { a: { x: 5 }, b: { x: 1 } }, "", "a b c d"],
    ["the agent is where nobody has measured anything", { a: { x: 5 }, b: { x: 1 } }, "_agent", "b a c d"],
    ["the agent by its name too", { a: { x: 5 }, b: { x: 1 } }, "N1", "b a c d"],
    ["the agent where it said", { a: { x: 5 }, b: { x: 1 }, n1: { x: 6 } }, "_agent", "a b c d"],
  ])("%s", async (_what, places, near, wanted) => {
    const { move, order } = await open();
    for (const [node, place] of Object.entries(places)) await move(node, place);
    expect(await order(near)).toBe(wanted);
  });
});

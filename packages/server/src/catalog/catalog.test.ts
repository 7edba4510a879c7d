import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function start() {
  const world = createSimulation(3);
  return { world, ...(await startSimulatedAgent(world)) };
}

const node = (n: number) => ({ Node: `e${n}`, Address: `10.0.0.${n}` });

describe("/v1/catalog and /v1/health", () => {
  test("registering the same again writes nothing and wakes nobody", async () => {
    const { call } = await start();
    const body = { ...node(1), Service: { Service: "web", Port: 80 } };
    await call("catalog.register", { body });
    const before = (await call("catalog.service", { rest: "web" })).index;
    await call("catalog.register", { body });
    expect((await call("catalog.service", { rest: "web" })).index).toBe(before);
  });

  test("a read of one service waits through changes of others", async () => {
    const { world, client, call } = await start();
    await call("catalog.register", { body: { ...node(1), Service: { Service: "web" } } });
    const { index } = await call("health.service", { rest: "web" });
    let woken = false;
    const waiting = client
      .call("health.service", { rest: "web", query: { index: String(index), wait: "5m" } })
      .then((answer) => {
        woken = true;
        return answer;
      });
    await call("catalog.register", { body: { ...node(2), Service: { Service: "other" } } });
    await world.run(1000);
    expect(woken).toBe(false);
    await call("catalog.register", {
      body: { ...node(1), Check: { Name: "c", ServiceID: "web", Status: "critical" } },
    });
    expect((await world.until(waiting)).index).toBeGreaterThan(index);
  });

  test("deregistering a node takes its services, checks and sessions along", async () => {
    const { call } = await start();
    await call("catalog.register", {
      body: { ...node(1), Service: { Service: "web" }, Check: { Name: "c", Status: "passing" } },
    });
    await call("session.create", { body: { Node: "e1", NodeChecks: ["c"] } });
    await call("catalog.deregister", { body: { Node: "e1" } });
    expect((await call("catalog.service", { rest: "web" })).json()).toEqual([]);
    expect((await call("health.node", { rest: "e1" })).json()).toEqual([]);
    expect((await call("session.list")).json()).toEqual([]);
  });

  test("names are found whatever their letter case", async () => {
    const { call } = await start();
    await call("catalog.register", { body: { ...node(1), Service: { Service: "Web" } } });
    expect((await call("catalog.service", { rest: "wEB" })).json()).toHaveLength(1);
    expect((await call("catalog.node", { rest: "E1" })).json()).toMatchObject({ Node: { Node: "e1" } });
    await call("catalog.register", {
      body: { ...node(1), Check: { CheckID: "c", Name: "c", ServiceID: "wEB" } },
    });
    expect((await call("health.service", { rest: "web" })).json()).toMatchObject([
      { Checks: [{ CheckID: "c" }] },
    ]);
  });

  test("a check is of the service that it was registered for, and goes from what its instance is called now", async () => {
    const { call } = await start();
    const register = (body: object) => call("catalog.register", { body: { ...node(1), ...body } });
    await register({
      Service: { ID: "s", Service: "old" },
      Check: { CheckID: "c", Name: "c", ServiceID: "s" },
    });
    await register({ Service: { ID: "s", Service: "new" } });
    const checks = async (rest: string) =>
      ((await call("health.checks", { rest })).json() as { CheckID: string }[]).map(({ CheckID }) => CheckID);
    const health = async () =>
      ((await call("health.service", { rest: "new" })).json() as { Checks: object[] }[])[0]?.Checks.length;
    expect([await checks("OLD"), await checks("new"), await health()]).toEqual([["c"], [], 1]);
    const { index } = await call("health.service", { rest: "new" });
    await call("catalog.deregister", { body: { Node: "e1", CheckID: "c" } });
    expect([await checks("old"), await health()]).toEqual([[], 0]);
    expect((await call("health.service", { rest: "new" })).index).toBeGreaterThan(index);
  });

  test("?passing leaves out what any check of node or service speaks against", async () => {
    const { call } = await start();
    for (const [n, status] of [
      [1, "passing"],
      [2, "warning"],
      [3, "critical"],
    ] as const) {
      const check = { Name: "c", ServiceID: "web", Status: status };
      await call("catalog.register", { body: { ...node(n), Service: { Service: "web" }, Check: check } });
    }
    const answer = await call("health.service", { rest: "web", query: { passing: "" } });
    expect((answer.json() as { Node: { Node: string } }[]).map((one) => one.Node.Node)).toEqual(["e1"]);
  });

  test("?near sorts by distance, at once when a node has moved; nodes without a place come last", async () => {
    const { call } = await start();
    const move = async (n: number, x: number): Promise<void> => {
      const Coord = { Vec: [x, 0, 0, 0, 0, 0, 0, 0], Error: 1, Adjustment: 0, Height: 0 };
      await call("coordinate.update", { body: { Node: `e${n}`, Segment: "", Coord } });
    };
    for (const n of [1, 2, 3, 4])
      await call("catalog.register", { body: { ...node(n), Service: { Service: "web" } } });
    for (const [n, x] of [
      [1, 0.5],
      [3, 0.1],
      [4, 0.3],
    ] as const)
      await move(n, x);
    const order = async (near: string): Promise<string> => {
      const query = { near };
      const health = (await call("health.service", { rest: "web", query })).json();
      const catalog = (await call("catalog.service", { rest: "web", query })).json();
      const nodes = (await call("catalog.nodes", { query })).json() as { Node: string }[];
      const seen = (catalog as { Node: string }[]).map((one) => one.Node);
      expect((health as { Node: { Node: string } }[]).map((one) => one.Node.Node)).toEqual(seen);
      expect(nodes.map((one) => one.Node).filter((name) => name !== "n1")).toEqual(seen);
      return seen.join(" ");
    };
    expect(await order("_agent")).toBe("e3 e4 e1 e2");
    expect(await order("e1")).toBe("e1 e4 e3 e2");
    expect(await order("e2")).toBe("e1 e2 e3 e4");
    await move(3, 9);
    expect(await order("_agent")).toBe("e4 e1 e3 e2");
  });
});

import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function open() {
  const world = createSimulation(33);
  const { call } = await startSimulatedAgent(world);
  const create = async (body: unknown) => {
    const answer = await call("session.create", { body });
    return answer.status === 200 ? (answer.json() as { ID: string }).ID : `${answer.status} ${answer.text()}`;
  };
  const info = async (rest: string) => {
    const answer = await call("session.info", { rest });
    return answer.status === 200 ? (answer.json() as Record<string, unknown>[]) : answer.text();
  };
  return { world, call, create, info };
}

describe("a session that is asked for", () => {
  test("is of the agent's node, holds for ever, gives back, and has its node's life as its check", async () => {
    const { create, info, call } = await open();
    const own = {
      Name: "",
      Node: "n1",
      LockDelay: 15_000_000_000,
      Behavior: "release",
      TTL: "",
      NodeChecks: ["serfHealth"],
      ServiceChecks: null,
    };
    for (const body of [{}, undefined]) {
      const ID = await create(body);
      expect(await info(ID)).toMatchObject([{ ID, ...own }]);
    }
    expect((await call("session.list")).json()).toHaveLength(2);
  });

  test.each<[string, object, object]>([
    ["a name", { Name: "x" }, { Name: "x" }],
    ["a TTL at its least", { TTL: "10s" }, { TTL: "10s" }],
    ["a TTL at its most", { TTL: "24h" }, { TTL: "24h" }],
    ["no TTL, in words", { TTL: "0s" }, { TTL: "0s" }],
    ["a delay in words", { LockDelay: "5s" }, { LockDelay: 5e9 }],
    ["no delay", { LockDelay: "0s" }, { LockDelay: 0 }],
    ["a delay in seconds", { LockDelay: 999 }, { LockDelay: 999e9 }],
    ["a delay in nanoseconds", { LockDelay: 1000 }, { LockDelay: 1000 }],
    ["a behavior", { Behavior: "delete" }, { Behavior: "delete" }],
    ["an empty behavior", { Behavior: "" }, { Behavior: "release" }],
    ["no checks at all", { NodeChecks: [] }, { NodeChecks: [] }],
    ["no checks by their older name", { Checks: [] }, { NodeChecks: [] }],
    ["no checks, whatever their older name says", { Checks: ["none"], NodeChecks: [] }, { NodeChecks: [] }],
    ["the node's check by its older name", { Checks: ["serfHealth"] }, { NodeChecks: ["serfHealth"] }],
    [
      "checks by their older name",
      { Checks: ["alive", "serfHealth"] },
      { NodeChecks: ["serfHealth"], Checks: ["alive", "serfHealth"] },
    ],
    [
      "a service's check",
      { ServiceChecks: [{ ID: "alive" }] },
      { ServiceChecks: [{ ID: "alive", Namespace: "" }] },
    ],
  ])("has what it is given: %s", async (_what, body, wanted) => {
    const { create, info, call } = await open();
    await call("agent.check-register", { body: { Name: "alive", TTL: "1h", Status: "passing" } });
    const [shown] = (await info(await create(body))) as readonly Record<string, unknown>[];
    expect(shown).toMatchObject(wanted);
    expect(shown?.["Checks"]).toEqual("Checks" in wanted ? wanted.Checks : undefined);
  });

  const between = (ns: string) => `500 Invalid Session TTL '${ns}', must be between [10s=24h0m0s]`;
  test.each<[string, unknown, string]>([
    ["too short a TTL", { TTL: "9.999s" }, between("9999000000")],
    ["too long a TTL", { TTL: "24h0m1s" }, between("86401000000000")],
    ["a TTL below nothing", { TTL: "-1s" }, between("-1000000000")],
    ["a TTL that is none", { TTL: "x" }, `500 Session TTL 'x' invalid: time: invalid duration "x"`],
    [
      "a TTL without a unit",
      { TTL: "10" },
      `500 Session TTL '10' invalid: time: missing unit in duration "10"`,
    ],
    ["another behavior", { Behavior: "keep" }, "500 Invalid Behavior setting 'keep'"],
    ["a node that is not there", { Node: "none" }, "500 Missing node registration"],
    ["a node without a name, before all else", { Node: "", TTL: "x" }, "500 Must provide Node"],
    ["a check that is not there", { NodeChecks: ["none"] }, "500 Missing check 'none' registration"],
    [
      "a service's check that is not there",
      { ServiceChecks: [{ ID: "none" }] },
      "500 Missing check 'none' registration",
    ],
    [
      "an older kind of check that is not there",
      { Checks: ["none"] },
      "500 Missing check 'none' registration",
    ],
    ["a check that fails", { NodeChecks: ["down"] }, "500 Check 'down' is in critical state"],
    [
      "no object",
      [],
      "400 Request decode failed: json: cannot unmarshal array into Go value of type struct { LockDelay interface {}; *structs.Alias }",
    ],
    ["no JSON", "{", "400 Request decode failed: unexpected EOF"],
    ["a delay that is none", { LockDelay: "x" }, '400 Request decode failed: time: invalid duration "x"'],
  ])("is refused: %s", async (_what, body, wanted) => {
    const { create, call } = await open();
    await call("agent.check-register", { body: { Name: "down", TTL: "1h", Status: "critical" } });
    expect(await create(body)).toContain(wanted);
    expect((await call("session.list")).json()).toEqual([]);
  });
});

describe("sessions that are there", () => {
  test("are found by ID and by node, whatever its letter case; others are not", async () => {
    const { call, create, info } = await open();
    for (const Node of ["ext", "other"]) await call("catalog.register", { body: { Node, Address: "h" } });
    const one = await create({ Node: "Ext", NodeChecks: [] });
    const two = await create({ Node: "other", NodeChecks: [] });
    const ofNode = async (rest: string) =>
      ((await call("session.node", { rest })).json() as { ID: string }[]).map(({ ID }) => ID);
    expect([await ofNode("EXT"), await ofNode("other"), await ofNode("none")]).toEqual([[one], [two], []]);
    expect(await info(one)).toMatchObject([{ ID: one }]);
    expect(await info("00000000-0000-4000-8000-000000000000")).toEqual([]);
    expect(await info("short")).toContain("UUID must be 36 characters");
    expect((await call("session.info", { rest: "" })).status).toBe(400);
    expect((await call("session.node", { rest: "" })).text()).toBe("Missing node name");
  });

  test.each<[string, object]>([
    ["its node's life", { NodeChecks: ["c"] }],
    ["a service's", { NodeChecks: [], ServiceChecks: [{ ID: "c" }] }],
    ["one named the older way too", { NodeChecks: ["c"], Checks: ["c"] }],
  ])("end with the check that they depend on: %s", async (_what, checks) => {
    for (const end of ["critical", "gone"]) {
      const { call, create, info } = await open();
      const node = { Node: "ext", Address: "h" };
      const check = (Status: string) => ({ CheckID: "c", Name: "c", Status });
      await call("catalog.register", { body: { ...node, Check: check("passing") } });
      const id = await create({ Node: "ext", ...checks });
      const other = await create({ Node: "ext", NodeChecks: [] });
      await call("catalog.register", { body: { ...node, Check: { ...check("critical"), CheckID: "d" } } });
      expect(await info(id)).toHaveLength(1);
      if (end === "critical") await call("catalog.register", { body: { ...node, Check: check("critical") } });
      else await call("catalog.deregister", { body: { Node: "ext", CheckID: "c" } });
      expect([await info(id), (await info(other)).length]).toEqual([[], 1]);
    }
  });

  test("end with their node and their check whatever the letter case that these were named in", async () => {
    const { call, create, info } = await open();
    const check = { CheckID: "Alive", Name: "c", Status: "passing" };
    await call("catalog.register", { body: { Node: "ext", Address: "h", Check: check } });
    const [one, two] = [
      await create({ Node: "EXT", NodeChecks: ["aLIVE"] }),
      await create({ Node: "Ext", NodeChecks: [] }),
    ];
    await call("catalog.register", {
      body: { Node: "ext", Address: "h", Check: { ...check, Status: "critical" } },
    });
    expect([(await info(one)).length, (await info(two)).length]).toEqual([0, 1]);
    await call("catalog.deregister", { body: { Node: "eXT" } });
    expect(await info(two)).toEqual([]);
  });

  test("end with the TTL that they were renewed with, late and never early, and not at all without one", async () => {
    const { world, call, create, info } = await open();
    const ids = [await create({ TTL: "10s" }), await create({ TTL: "" }), await create({ TTL: "0s" })];
    const alive = async () => {
      const found: number[] = [];
      for (const id of ids) found.push((await info(id)).length);
      return found;
    };
    await world.run(19_000);
    expect(await alive()).toEqual([1, 1, 1]);
    await call("session.renew", { rest: ids[0] ?? "" });
    await world.run(19_000);
    expect(await info(ids[0] ?? "")).toHaveLength(1);
    await world.run(2_000);
    expect(await alive()).toEqual([0, 1, 1]);
    await world.run(86_400_000);
    expect(await alive()).toEqual([0, 1, 1]);
  });

  test("take a prepared query along that was bound to them, and no other", async () => {
    const { call, create } = await open();
    const [one, two] = [await create({}), await create({})];
    for (const Session of [one, two, ""])
      await call("query.create", { body: { Name: `q${Session}`, Session, Service: { Service: "web" } } });
    await call("session.destroy", { rest: one });
    const names = ((await call("query.list")).json() as { Name: string }[]).map(({ Name }) => Name);
    expect(names.sort()).toEqual(["q", `q${two}`].sort());
  });
});

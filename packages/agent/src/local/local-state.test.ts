import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import type { LocalChange, LocalStateOptions } from "./local-records.ts";
import { LocalState } from "./local-state.ts";

function open(more: Partial<LocalStateOptions> = {}) {
  const world = createSimulation(55);
  const local = new LocalState({
    nodeName: "n1",
    access: world.host("10.0.0.1"),
    sidecarPorts: { min: 21_000, max: 21_002 },
    remoteChecks: async () => undefined,
    ...more,
  });
  const heard: LocalChange[] = [];
  const forget = local.onChange((change) => void heard.push(change));
  const ids = () => [...local.checks.keys()];
  const changes = () =>
    heard.splice(0).map(({ kind, id, outputOnly }) => `${kind} ${id}${outputOnly ? " output" : ""}`);
  return { world, local, changes, ids, forget };
}

const ttl = (CheckID: string, more: object = {}) => ({ CheckID, Name: CheckID, TTL: 3_600_000, ...more });

describe("a service", () => {
  test("that is set again keeps its checks, unless they are to be replaced", () => {
    const { local, ids } = open();
    const set = (checks: readonly string[], replaceChecks = false) =>
      local.setService({ Name: "web", Checks: checks.map((id) => ttl(id)) }, { replaceChecks });
    set(["a", "b"]);
    local.setMaintenance("web", true, "");
    set(["c"]);
    expect(ids().sort()).toEqual(["_service_maintenance:web", "a", "b", "c"]);
    set(["b"], true);
    // Who is in maintenance stays there.
    expect(ids().sort()).toEqual(["_service_maintenance:web", "b"]);
    set([], true);
    expect(ids()).toEqual(["_service_maintenance:web"]);
  });

  test("goes with its checks and its sidecar, which goes with its own", () => {
    const { local, ids, changes } = open();
    local.setService({ Name: "web", Check: ttl("a") });
    local.setService({ Name: "side", Check: ttl("b") }, { sidecarOf: "web" });
    local.setService({ Name: "other", Check: ttl("c") }, { sidecarOf: "others" });
    changes();
    expect([local.removeService("none"), local.removeService("web")]).toEqual([false, true]);
    expect([[...local.services.keys()], ids()]).toEqual([["other"], ["c"]]);
    expect(changes()).toEqual(["check a", "service web", "check b", "service side"]);
  });

  test("has its health from its checks and the node's", () => {
    const { local } = open();
    local.setService({
      Name: "web",
      Checks: [ttl("a", { Status: "passing" }), ttl("b", { Status: "passing" })],
    });
    expect(local.healthOfService("web")).toBe("passing");
    local.setCheck(ttl("n", { Status: "warning" }), "n");
    expect(local.healthOfService("web")).toBe("warning");
    local.updateTtl("b", { status: "critical", output: "" });
    expect(local.healthOfService("web")).toBe("critical");
    local.setMaintenance("web", true, "");
    expect([local.healthOfService("web"), local.healthOfService("none")]).toEqual(["maintenance", "warning"]);
    local.setMaintenance(undefined, true, "");
    expect(local.healthOfService("none")).toBe("maintenance");
  });
});

describe("a port for a sidecar", () => {
  test("is the first that nobody has", () => {
    const { local } = open();
    const free = () => local.freeSidecarPort("web-sidecar-proxy");
    expect(free()).toBe(21_000);
    for (const Port of [21_000, 21_002]) local.setService({ Name: `p${Port}`, Port });
    expect(free()).toBe(21_001);
    local.setService({ Name: "last", Port: 21_001 });
    expect(free()).toBeUndefined();
    local.removeService("p21002");
    expect(free()).toBe(21_002);
  });

  /** Each row: the port that the sidecar has, and the one that it gets when it is registered anew. */
  test.each([
    [21_000, 21_000],
    [21_001, 21_001],
    [21_002, 21_002],
    [20_999, 21_000],
    [21_003, 21_000],
  ])("at %d is given %d", (Port, wanted) => {
    const { local } = open();
    local.setService({ Name: "web-sidecar-proxy", Port });
    expect(local.freeSidecarPort("web-sidecar-proxy")).toBe(wanted);
  });
});

describe("what is heard", () => {
  test("is each change, and whether it is of the output alone", () => {
    const { local, changes, forget } = open();
    local.setService({ Name: "web", Check: ttl("a") });
    expect(changes()).toEqual(["service web", "check a"]);
    local.updateTtl("a", { status: "critical", output: "1" });
    expect(changes()).toEqual(["check a output"]);
    local.updateTtl("a", { status: "critical", output: "1" });
    expect(changes()).toEqual([]);
    local.updateTtl("a", { status: "passing", output: "1" });
    expect(changes()).toEqual(["check a"]);
    expect([local.removeCheck("a"), local.removeCheck("a")]).toEqual([true, false]);
    expect(changes()).toEqual(["check a"]);
    forget();
    local.removeService("web");
    expect(changes()).toEqual([]);
  });

  test("is nothing of a bare check that is the same", () => {
    const { local, changes } = open();
    local.setMaintenance(undefined, true, "one");
    local.setMaintenance(undefined, true, "two");
    expect(changes()).toEqual(["check _node_maintenance"]);
    const record = local.checks.get("_node_maintenance")?.record;
    if (record === undefined) throw new Error("it is not there");
    expect(record.Notes).toBe("one");
    local.setBareCheck(record);
    expect(changes()).toEqual([]);
    local.setBareCheck({ ...record, Notes: "two" });
    expect(changes()).toEqual(["check _node_maintenance"]);
  });
});

describe("maintenance", () => {
  const reason = (what: string) =>
    `Maintenance mode is enabled for this ${what}, but no reason was provided. This is a default message.`;
  test.each<[string | undefined, string, object]>([
    [
      undefined,
      "",
      { CheckID: "_node_maintenance", Name: "Node Maintenance Mode", Notes: reason("node"), ServiceID: "" },
    ],
    [undefined, "r", { Notes: "r" }],
    [
      "web",
      "",
      {
        CheckID: "_service_maintenance:web",
        Name: "Service Maintenance Mode",
        Notes: reason("service"),
        ServiceID: "web",
        ServiceName: "web",
        ServiceTags: ["t"],
      },
    ],
    ["web", "r", { Notes: "r" }],
  ])("of %s, for %j", (service, why, wanted) => {
    const { local } = open();
    local.setService({ Name: "web", Tags: ["t"] });
    local.setMaintenance(service, true, why, "token");
    const [check] = local.checks.values();
    expect(check).toMatchObject({
      record: { Node: "n1", Status: "critical", Type: "maintenance", ...wanted },
      registration: { Token: "token" },
    });
    local.setMaintenance(service, false, "");
    expect(local.checks.size).toBe(0);
  });
});

describe("a check", () => {
  test("that goes over to another service is of that one alone", () => {
    const { local } = open();
    for (const Name of ["a", "b"]) local.setService({ Name });
    local.setCheck(ttl("c", { ServiceID: "a" }), "c");
    local.setCheck(ttl("c", { ServiceID: "b" }), "c");
    expect(["a", "b"].map((id) => local.checksOfService(id).map(({ record }) => record.CheckID))).toEqual([
      [],
      ["c"],
    ]);
  });

  test("is told only where it has a TTL, and while it is there", () => {
    const { local } = open();
    local.setCheck({ Name: "t", TCP: "10.0.0.9:1", Interval: 1 }, "t");
    local.setMaintenance(undefined, true, "");
    const tell = (id: string) => local.updateTtl(id, { status: "passing", output: "" });
    expect(["t", "_node_maintenance", "none"].map(tell)).toEqual([false, false, false]);
    local.setCheck(ttl("c"), "c");
    expect(tell("c")).toBe(true);
    local.removeCheck("c");
    expect(tell("c")).toBe(false);
  });

  test("that was there is stopped before another begins, and all are at the end", async () => {
    const { local, world } = open();
    local.setCheck({ ...ttl("c"), TTL: 5_000 }, "c");
    local.updateTtl("c", { status: "passing", output: "" });
    local.setCheck({ ...ttl("c"), TTL: 60_000 }, "c");
    await world.run(10_000);
    expect(local.checks.get("c")?.record.Status).toBe("passing");
    local.stop();
    await world.run(100_000);
    expect(local.checks.get("c")?.record.Status).toBe("passing");
  });

  test("goes on over a restart from what was known, where it has a TTL", () => {
    const before = { Status: "warning", Output: "o" };
    const { local } = open({
      beforeRestart: (id) =>
        id === "c" || id === "t"
          ? {
              ...before,
              Node: "n1",
              CheckID: id,
              Name: id,
              Notes: "",
              ServiceID: "",
              ServiceName: "",
              ServiceTags: [],
              Type: "",
              Definition: {},
            }
          : undefined,
    });
    local.setCheck(ttl("c", { Status: "passing" }), "c");
    local.setCheck(ttl("d"), "d");
    local.setCheck({ Name: "t", TCP: "10.0.0.9:1", Interval: 1 }, "t");
    expect(
      [...local.checks.values()].map(({ record: { Status, Output } }) => `${Status} ${Output}`.trim()),
    ).toEqual(["warning o", "critical", "critical"]);
  });

  test.each([
    [undefined, 9],
    [0, 0],
    [4, 4 + " ... (captured 4 of 9 bytes)".length],
    [99, 9],
  ])("keeps of its output what the agent says: %s", (outputBytesMax, length) => {
    const { local } = open(outputBytesMax === undefined ? {} : { outputBytesMax });
    local.setCheck(ttl("c", { OutputMaxSize: 50 }), "c");
    local.updateTtl("c", { status: "passing", output: "123456789" });
    expect(local.checks.get("c")?.record.Output).toHaveLength(length);
  });

  test("that may not run is refused, and to start it all the same is a bug", () => {
    const { local, ids } = open();
    const script = { Name: "s", Args: ["true"], Interval: 1 };
    expect(local.refusalOf([ttl("c"), script], "api")).toMatch(/^Scripts are disabled/);
    expect(local.refusalOf([ttl("c")], "api")).toBeUndefined();
    expect(() => local.setCheck(script, "s")).toThrow(/not allowed/);
    expect(ids()).toEqual([]);
  });

  test("is critical since it first was so", async () => {
    const { local, world } = open();
    local.setCheck(ttl("c"), "c");
    const since = () => local.checks.get("c")?.criticalSinceMs;
    expect(since()).toBe(0);
    await world.run(10);
    local.updateTtl("c", { status: "critical", output: "1" });
    expect(since()).toBe(0);
    local.updateTtl("c", { status: "warning", output: "1" });
    expect(since()).toBeUndefined();
    await world.run(10);
    local.updateTtl("c", { status: "critical", output: "1" });
    expect(since()).toBe(20);
  });
});

import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { startLeases } from "./leases.ts";
import { LocalState } from "./local-state.ts";
import type { OwnerRegistration } from "./registration.ts";

const ENGINE = "10.0.0.2";

/** Leases in simulated time over an engine whose containers are their states; `at` has what was asked when. */
async function open() {
  const world = createSimulation(54);
  const host = world.host("10.0.0.1");
  const containers = new Map<string, object>();
  const asked: string[] = [];
  const most = { now: 0, ever: 0 };
  /** How long the engine takes. */
  const slow = { ms: 0 };
  await world.host(ENGINE).network.serveHttp({ host: ENGINE, port: 2375 }, async (exchange) => {
    const id = exchange.target.split("/")[2] ?? "";
    asked.push(id);
    most.now += 1;
    most.ever = Math.max(most.ever, most.now);
    await host.clock.sleep(slow.ms);
    most.now -= 1;
    const State = containers.get(id);
    if (State === undefined) exchange.respond(404, {}, JSON.stringify({ message: "none" }));
    else exchange.respond(200, {}, JSON.stringify({ State }));
  });
  const sidecarPorts = { min: 1, max: 0 };
  const local = new LocalState({
    nodeName: "n1",
    access: host,
    sidecarPorts,
    remoteChecks: async () => undefined,
  });
  const released: string[] = [];
  const leases = startLeases({
    local,
    access: host,
    nodeName: "n1",
    release(id, why) {
      released.push(`${id}: ${why}`);
      local.removeService(id);
    },
  });
  const own = (ID: string, owner: Partial<OwnerRegistration> = {}) => {
    const Owner = { Kind: "docker_container", ID, Engine: `tcp://${ENGINE}:2375`, ...owner };
    local.setService({ Name: "web", ID, Owner });
  };
  const implied = (id: string) => {
    const record = local.checks.get(`_owner:${id}`)?.record;
    return record === undefined ? undefined : `${record.Name}, ${record.Status}: ${record.Output}`;
  };
  return { world, host, local, leases, containers, asked, most, slow, released, own, implied };
}

const RUNNING = { Running: true, Status: "running" };

describe("an owner", () => {
  test.each<[object, string]>([
    [RUNNING, "passing: Container 0123456789ab is running"],
    [{ ...RUNNING, Health: { Status: "healthy" } }, "passing: Container 0123456789ab is running"],
    [{ ...RUNNING, Health: { Status: "unhealthy" } }, "critical: Container 0123456789ab is unhealthy"],
    [{ Status: "exited", ExitCode: 3 }, "critical: Container 0123456789ab is exited (exit status 3)"],
    [
      { ...RUNNING, Paused: true, Status: "paused" },
      "critical: Container 0123456789ab is paused (exit status 0)",
    ],
  ])("that is %j gives its instance that health", async (state, wanted) => {
    const { world, leases, containers, own, implied } = await open();
    containers.set("0123456789abcdef", state);
    own("0123456789abcdef");
    await world.until(leases.look());
    expect(implied("0123456789abcdef")).toBe(`Owner: docker_container 0123456789abcdef, ${wanted}`);
  });

  test("is shown by the resource that made it", async () => {
    const { world, leases, containers, own, implied, local } = await open();
    containers.set("c1", RUNNING);
    own("c1", { Resource: "docker_container.web[0]" });
    await world.until(leases.lookAt("c1"));
    expect(implied("c1")).toMatch(/^Owner: docker_container\.web\[0\], passing/);
    expect(local.checks.get("_owner:c1")?.record).toMatchObject({
      Node: "n1",
      ServiceID: "c1",
      Type: "owner",
    });
  });

  test("is looked at every second, sixteen of them at a time, and a service without one never", async () => {
    const { world, containers, own, asked, most, slow, local, leases } = await open();
    for (let at = 0; at < 20; at += 1) {
      containers.set(`c${at}`, RUNNING);
      own(`c${at}`);
    }
    local.setService({ Name: "free" });
    slow.ms = 100;
    await world.run(999);
    expect(asked).toEqual([]);
    await world.run(301);
    expect([asked.length, most.ever]).toEqual([20, 16]);
    await world.run(1_500);
    expect(asked).toHaveLength(40);
    leases.stop();
    await world.run(10_000);
    expect(asked).toHaveLength(40);
    await world.until(leases.lookAt("nobody"));
    await world.until(leases.lookAt("free"));
    expect(local.checks.has("_owner:free")).toBe(false);
  });

  test("that takes longer than five seconds is not known, and nothing is dropped for it", async () => {
    const { world, own, slow, implied, released, leases } = await open();
    own("c1");
    slow.ms = 6_000;
    const began = world.nowMs;
    await world.until(leases.look());
    expect(Math.round((world.nowMs - began) / 100)).toBe(50);
    expect(implied("c1")).toMatch(
      /critical: The Docker Engine at tcp:\/\/10\.0\.0\.2:2375 cannot be asked: /,
    );
    await world.run(60_000);
    expect(released).toEqual([]);
  });

  test("that cannot be asked in between was gone all the same", async () => {
    const { world, own, slow, leases, released } = await open();
    own("c1");
    await world.until(leases.look());
    slow.ms = 6_000;
    await world.until(leases.look());
    slow.ms = 0;
    await world.until(leases.look());
    expect(released).toEqual(["c1: Container c1 does not exist"]);
  });

  test("that is gone is looked at twice", async () => {
    const { world, own, released, asked } = await open();
    own("c1");
    await world.run(1_500);
    expect([asked.length, released]).toEqual([1, []]);
    await world.run(1_000);
    expect(released).toEqual(["c1: Container c1 does not exist"]);
    // Registered anew it begins anew.
    own("c1");
    await world.run(1_000);
    expect(released).toHaveLength(1);
    await world.run(1_500);
    expect(released).toHaveLength(2);
  });

  test("that is stopped is not gone, however long", async () => {
    const { world, own, containers, released } = await open();
    containers.set("c1", { Status: "exited" });
    own("c1");
    await world.run(600_000);
    expect(released).toEqual([]);
  });

  test.each<[string, Partial<OwnerRegistration>, number]>([
    ["a process, for thirty seconds", { Kind: "process", ID: "7" }, 30],
    ["a process, for as long as was said", { Kind: "process", ID: "7", Grace: 5_000 }, 5],
    ["a container, for as long as was said", { Grace: 5_000 }, 5],
  ])("may be gone: %s", async (_, owner, seconds) => {
    const { world, own, released } = await open();
    own("c1", owner);
    // The first look comes after a second, and each one takes a little.
    await world.run(seconds * 1_000 + 900);
    expect(released).toEqual([]);
    await world.run(1_500);
    expect(released).toHaveLength(1);
  });

  test("that was gone and is back may be gone as long again", async () => {
    const { world, own, containers, released } = await open();
    own("c1", { Grace: 5_000 });
    await world.run(5_500);
    containers.set("c1", RUNNING);
    await world.run(1_500);
    containers.delete("c1");
    await world.run(4_500);
    expect(released).toEqual([]);
    await world.run(2_500);
    expect(released).toEqual(["c1: Container c1 does not exist"]);
  });

  test("that is a process runs while that one does", async () => {
    const { world, host, own, implied, released } = await open();
    host.processes.install("web", async () => {
      await host.clock.sleep(10_000);
      return { exitCode: 0 };
    });
    const { pid } = await world.until(host.processes.start({ program: "web", args: [] }));
    const startedAt = await world.until(host.processes.startedAt(pid));
    own("p", {
      Kind: "process",
      ID: String(pid),
      ...(startedAt === undefined ? {} : { StartedAt: startedAt }),
      Grace: 0,
    });
    own("q", { Kind: "process", ID: String(pid), StartedAt: "another", Grace: 0 });
    await world.run(5_000);
    expect(implied("p")).toBe(`Owner: process ${pid}, passing: Process ${pid} is running`);
    expect(released).toEqual([`q: Process ${pid} is not running`]);
    await world.run(10_000);
    expect(released).toHaveLength(2);
  });
});

describe("the check that an owner stands for", () => {
  test("is there as long as there is no other but maintenance", async () => {
    const { world, own, containers, implied, local, leases } = await open();
    containers.set("c1", RUNNING);
    own("c1");
    local.setMaintenance("c1", true, "");
    const look = () => world.until(leases.look());
    await look();
    expect(implied("c1")).toBeDefined();
    local.setCheck({ Name: "own", ServiceID: "c1", TTL: 10_000 }, "own");
    await look();
    expect(implied("c1")).toBeUndefined();
    local.removeCheck("own");
    await look();
    expect(implied("c1")).toBeDefined();
  });
});

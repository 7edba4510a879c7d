import { RuntimeError } from "@tutti/runtime";
import type { Servers } from "@tutti/server";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";

async function open() {
  const world = createSimulation(65);
  let away = false;
  const link = (servers: Servers): Servers => ({
    ...servers,
    read: (...of) =>
      away ? Promise.reject(new RuntimeError("ECONNRESET", "servers", "away")) : servers.read(...of),
  });
  const { call } = await startSimulatedAgent(world, {}, { link });
  const register = async (more: object) => {
    const body = { Node: "n2", Address: "10.2.0.2", ...more };
    expect((await call("catalog.register", { body })).status).toBe(200);
  };
  const check = (CheckID: string, Status: string, ServiceID = "") =>
    register({ Check: { CheckID, Name: CheckID, Status, Output: "o", ServiceID } });
  const alias = async (more: object) => {
    const body = { Name: "a", AliasNode: "n2", ...more };
    expect((await call("agent.check-register", { body })).status).toBe(200);
  };
  const told = async () => {
    await world.run(10);
    const all = (await call("agent.checks")).json() as Readonly<
      Record<string, { Status: string; Output: string }>
    >;
    return `${all.a?.Status} ${all.a?.Output}`;
  };
  const silence = (is: boolean) => {
    away = is;
  };
  return { world, call, register, check, alias, told, silence };
}

describe("an alias of another node", () => {
  test("is as the worst of that node's own checks, where no service is named", async () => {
    const { register, check, alias, told } = await open();
    await register({ Service: { Service: "web" } });
    await check("disk", "warning");
    await check("web", "critical", "web");
    await alias({});
    expect(await told()).toBe('warning Aliased check "disk" failing: o');
  });

  test("is as the worst of a service's checks and the node's", async () => {
    const { register, check, alias, told } = await open();
    for (const Service of ["web", "db"]) await register({ Service: { Service } });
    await check("disk", "passing");
    await check("web", "warning", "web");
    await check("db", "critical", "db");
    await alias({ AliasService: "web" });
    expect(await told()).toBe('warning Aliased check "web" failing: o');
    await check("disk", "critical");
    expect(await told()).toBe('warning Aliased check "web" failing: o');
  });

  test("looks again every ten seconds, until it is gone", async () => {
    const { world, check, alias, told, call } = await open();
    await check("disk", "passing");
    await alias({});
    expect(await told()).toBe("passing All checks passing.");
    await check("disk", "critical");
    await world.run(9_000);
    expect(await told()).toBe("passing All checks passing.");
    await world.run(1_500);
    expect(await told()).toBe('critical Aliased check "disk" failing: o');
    await call("agent.check-deregister", { rest: "a" });
    await world.run(20_000);
    expect(await told()).toBe("undefined undefined");
  });

  test.each([
    [{ AliasNode: "n9", AliasService: "web" }, "Service web could not be found on node n9"],
    [{ AliasService: "none" }, "Service none could not be found on node n2"],
  ])("says that there is none: %j", async (more, output) => {
    const { register, alias, told } = await open();
    await register({ Service: { Service: "web" } });
    await alias(more);
    expect(await told()).toBe(`critical ${output}`);
  });

  test("that has no check passes", async () => {
    const { register, alias, told } = await open();
    await register({ Service: { Service: "web" } });
    await alias({ AliasService: "web" });
    expect(await told()).toBe("passing No checks found.");
  });

  test("stays as it is while nobody answers", async () => {
    const { world, check, alias, told, silence } = await open();
    await check("disk", "warning");
    await alias({});
    expect(await told()).toBe('warning Aliased check "disk" failing: o');
    await check("disk", "passing");
    silence(true);
    await world.run(30_000);
    expect(await told()).toBe('warning Aliased check "disk" failing: o');
    silence(false);
    await world.run(10_500);
    expect(await told()).toBe("passing All checks passing.");
  });

  test("of this node by its name is told at once", async () => {
    const { call, alias, told } = await open();
    await call("agent.service-register", {
      body: { Name: "web", Check: { CheckID: "w", TTL: "1h", Status: "passing" } },
    });
    await alias({ AliasNode: "n1", AliasService: "web" });
    expect(await told()).toBe("passing All checks passing.");
    await call("agent.check-fail", { rest: "w", query: { note: "n" } });
    expect(await told()).toBe("critical Aliased check \"Service 'web' check\" failing: n");
  });

  test("of this node by its name passes without checks of its own: the node lives", async () => {
    const { alias, told } = await open();
    await alias({ AliasNode: "n1" });
    expect(await told()).toBe("passing All checks passing.");
  });
});

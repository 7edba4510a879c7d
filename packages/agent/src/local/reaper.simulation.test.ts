import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";

async function open() {
  const world = createSimulation(53);
  const log: string[] = [];
  const { call } = await startSimulatedAgent(
    world,
    {},
    { log: (level, line) => void log.push(`${level} ${line}`) },
  );
  const service = (Name: string, ...Checks: readonly object[]) =>
    call("agent.service-register", { body: { Name, Checks } });
  const names = async (route: "agent.services" | "agent.checks" | "catalog.services") =>
    Object.keys((await call(route)).json() as object).filter((name) => name !== "consul");
  const told = () => log.filter((line) => line.includes("deregistering")).splice(0);
  return { world, call, service, names, told };
}

const dead = (CheckID: string, DeregisterCriticalServiceAfter: string, Status = "critical") => ({
  CheckID,
  TTL: "10h",
  Status,
  DeregisterCriticalServiceAfter,
});

test("a service that is critical for so long goes, with its checks, and is told of", async () => {
  const { world, service, names, told } = await open();
  await service("web", dead("c", "90s"), { CheckID: "d", TTL: "10h", Status: "passing" });
  await service("other", { CheckID: "o", TTL: "10h" });
  await world.run(89_000);
  expect([await names("agent.services"), told()]).toEqual([["other", "web"], []]);
  await world.run(2_100);
  for (const route of ["agent.services", "catalog.services"] as const)
    expect(await names(route)).toEqual(["other"]);
  expect(await names("agent.checks")).toEqual(["o"]);
  expect(told()).toEqual(["info agent: Check c is critical for more than 90s; deregistering service web"]);
});

test("none goes within a minute, whatever was asked", async () => {
  const { world, service, names } = await open();
  await service("web", dead("c", "1s"));
  await world.run(59_000);
  expect(await names("agent.services")).toEqual(["web"]);
  await world.run(2_100);
  expect(await names("agent.services")).toEqual([]);
});

test("the time begins anew with each time that it becomes critical, and not with each output", async () => {
  const { world, call, service, names } = await open();
  await service("web", dead("c", "60s", "passing"));
  const set = (how: "pass" | "warn" | "fail", note: string) =>
    call(`agent.check-${how}`, { rest: "c", query: { note } });
  await world.run(200_000);
  await set("fail", "1");
  await world.run(50_000);
  await set("warn", "2");
  await world.run(20_000);
  await set("fail", "3");
  await world.run(50_000);
  await set("fail", "4");
  expect(await names("agent.services")).toEqual(["web"]);
  await world.run(11_100);
  expect(await names("agent.services")).toEqual([]);
});

test("a check of the node takes nothing along, nor one that says nothing of it", async () => {
  const { world, call, service, names } = await open();
  await call("agent.check-register", { body: { Name: "disk", ...dead("disk", "60s"), CheckID: undefined } });
  await service("web", { CheckID: "c", TTL: "10h" });
  await world.run(600_000);
  expect(await names("agent.services")).toEqual(["web"]);
  expect(await names("agent.checks")).toEqual(["c", "disk"]);
});

test("a sidecar goes along with its service", async () => {
  const { world, call, names } = await open();
  await call("agent.service-register", {
    body: { Name: "web", Check: dead("c", "60s"), Connect: { SidecarService: {} } },
  });
  expect(await names("agent.services")).toEqual(["web", "web-sidecar-proxy"]);
  await world.run(61_100);
  for (const route of ["agent.services", "catalog.services"] as const) expect(await names(route)).toEqual([]);
});

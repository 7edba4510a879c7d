import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";

async function open() {
  const world = createSimulation(44);
  const { call } = await startSimulatedAgent(world);
  const service = (ID: string, ...Checks: object[]) =>
    call("agent.service-register", { body: { Name: ID, ID, Checks } });
  const check = ({ CheckID, ...body }: { readonly CheckID: string }) =>
    call("agent.check-register", { body: { ID: CheckID, ...body } });
  const told = async (id: string) => {
    await world.run(10);
    const all = (await call("agent.checks")).json() as Record<string, { Status: string; Output: string }>;
    return `${all[id]?.Status} ${all[id]?.Output}`;
  };
  const set = (id: string, status: "pass" | "warn" | "fail") =>
    call(`agent.check-${status}`, { rest: id, query: { note: "n" } });
  return { world, call, service, check, told, set };
}

const ttl = (CheckID: string, Status: string) => ({ CheckID, Name: CheckID, TTL: "1h", Status });
const alias = (CheckID: string, AliasService: string, more: object = {}) => ({
  CheckID,
  Name: CheckID,
  AliasService,
  ...more,
});

describe("an alias check", () => {
  test("says so while its service is not there, and looks again when it comes and goes", async () => {
    const { check, told, service, call } = await open();
    await check(alias("a", "web"));
    expect(await told("a")).toBe("critical Service web could not be found on node ");
    await service("web");
    expect(await told("a")).toBe("passing No checks found.");
    await call("agent.service-deregister", { rest: "web" });
    expect(await told("a")).toBe("critical Service web could not be found on node ");
  });

  test("finds a service by its ID, as it is written", async () => {
    const { call, check, told } = await open();
    await call("agent.service-register", { body: { Name: "web", ID: "w1" } });
    for (const [id, of] of [
      ["a", "w1"],
      ["b", "web"],
      ["c", "W1"],
    ] as const) {
      await check(alias(id, of));
      expect((await told(id)).startsWith(of === "w1" ? "passing" : "critical")).toBe(true);
    }
  });

  test("is as the worst of its service's checks, from when that changes", async () => {
    const { service, check, told, set } = await open();
    await service("web", ttl("one", "passing"), ttl("two", "passing"));
    await check(alias("a", "web"));
    expect(await told("a")).toBe("passing All checks passing.");
    await set("one", "warn");
    expect(await told("a")).toBe('warning Aliased check "one" failing: n');
    await set("two", "fail");
    expect(await told("a")).toBe('critical Aliased check "two" failing: n');
    await set("two", "pass");
    expect(await told("a")).toBe('warning Aliased check "one" failing: n');
    await set("one", "pass");
    expect(await told("a")).toBe("passing All checks passing.");
  });

  test("counts the checks of the node, and none of other services", async () => {
    const { service, check, told, set } = await open();
    await service("web");
    await service("db", ttl("other", "critical"));
    await check(ttl("disk", "passing"));
    await check(alias("a", "web"));
    expect(await told("a")).toBe("passing All checks passing.");
    await set("disk", "fail");
    expect(await told("a")).toBe('critical Aliased check "disk" failing: n');
  });

  test("goes by the aliases that its service has as checks, one after the other", async () => {
    const { service, told, set } = await open();
    await service("pg", ttl("alive", "passing"));
    await service("db", alias("db-pg", "pg"));
    await service("web", alias("web-db", "db"));
    expect([await told("db-pg"), await told("web-db")]).toEqual([
      "passing All checks passing.",
      "passing All checks passing.",
    ]);
    await set("alive", "fail");
    expect(await told("web-db")).toBe(
      'critical Aliased check "db-pg" failing: Aliased check "alive" failing: n',
    );
    await set("alive", "pass");
    expect(await told("web-db")).toBe("passing All checks passing.");
  });

  test("does not go by itself, nor by other aliases of the node: none of them would ever pass again", async () => {
    const { service, check, told, set } = await open();
    await service("web", ttl("alive", "passing"));
    await service("db");
    await check(alias("a", "web"));
    await check(alias("b", "db"));
    await set("alive", "fail");
    expect([await told("a"), await told("b")]).toEqual([
      'critical Aliased check "alive" failing: n',
      "passing No checks found.",
    ]);
    await set("alive", "pass");
    expect([await told("a"), await told("b")]).toEqual([
      "passing All checks passing.",
      "passing No checks found.",
    ]);
  });

  test("in a circle goes by the checks that are none, and is well again when they are", async () => {
    const { service, told, set } = await open();
    await service("web", alias("web-db", "db"), ttl("page", "passing"));
    await service("db", alias("db-web", "web"), ttl("disk", "passing"));
    expect([await told("web-db"), await told("db-web")]).toEqual([
      "passing All checks passing.",
      "passing All checks passing.",
    ]);
    await set("disk", "fail");
    expect([await told("web-db"), await told("db-web")]).toEqual([
      'critical Aliased check "disk" failing: n',
      'critical Aliased check "web-db" failing: Aliased check "disk" failing: n',
    ]);
    await set("page", "warn");
    await set("disk", "pass");
    expect([await told("web-db"), await told("db-web")]).toEqual([
      'warning Aliased check "db-web" failing: Aliased check "page" failing: n',
      'warning Aliased check "page" failing: n',
    ]);
    await set("page", "pass");
    expect([await told("web-db"), await told("db-web")]).toEqual([
      "passing All checks passing.",
      "passing All checks passing.",
    ]);
  });

  test("of its own service says what the other checks say", async () => {
    const { service, told } = await open();
    await service("web", alias("own", "web"), ttl("page", "critical"));
    expect(await told("own")).toBe('critical Aliased check "page" failing: ');
    await service("alone", alias("only", "alone"));
    expect(await told("only")).toBe("passing No checks found.");
  });

  test("among many that all stand for each other costs one look at each", async () => {
    const { service, check, told, set } = await open();
    const names = Array.from({ length: 7 }, (_, at) => `s${at}`);
    for (const name of names) await service(name);
    await service("s0", ttl("leaf", "passing"));
    for (const from of names)
      for (const to of names) await check(alias(`${from}-${to}`, to, { ServiceID: from }));
    await set("leaf", "fail");
    expect(await told("s6-s0")).toMatch(/^critical Aliased check "leaf" failing: n$/);
    await set("leaf", "pass");
    for (const from of names) expect(await told(`${from}-s5`)).toMatch(/^passing /);
  });
});

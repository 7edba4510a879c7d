import { startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function open() {
  const { call } = await startSimulatedAgent(createSimulation(9));
  const put = (body: object) => call("config.write", { body });
  const read = async (rest: string) => {
    const answer = await call("config.list-or-read", { rest });
    if (answer.status !== 200) return answer.text();
    const { CreateIndex, ModifyIndex, ...shown } = answer.json() as Record<string, unknown>;
    return shown;
  };
  const names = async (kind: string) =>
    ((await call("config.list-or-read", { rest: kind })).json() as { Name: string }[]).map(
      ({ Name }) => Name,
    );
  return { call, put, read, names };
}

describe("config entries whose names differ in letter case", () => {
  const defaults = (Name: string, Protocol: string) => ({ Kind: "service-defaults", Name, Protocol });

  test("are one entry, with the name that was written last", async () => {
    const { call, put, read, names } = await open();
    await put(defaults("Web", "http"));
    expect(await read("service-defaults/web")).toMatchObject(defaults("Web", "http"));
    await put(defaults("wEB", "tcp"));
    expect(await read("service-defaults/Web")).toMatchObject(defaults("wEB", "tcp"));
    expect(await names("service-defaults")).toEqual(["wEB"]);
    await call("config.delete", { rest: "service-defaults/WEB" });
    expect(await names("service-defaults")).toEqual([]);
  });

  test("stand in the order of their names without it", async () => {
    const { put, names } = await open();
    for (const name of ["b", "C", "A"]) await put(defaults(name, "tcp"));
    expect(await names("service-defaults")).toEqual(["A", "b", "C"]);
  });

  test("are what a discovery chain is made of", async () => {
    const { call, put } = await open();
    await put(defaults("Web", "http"));
    const chain = (await call("discovery-chain.read", { rest: "web" })).json() as {
      Chain: { ServiceName: string; Protocol: string };
    };
    expect(chain.Chain).toMatchObject({ ServiceName: "web", Protocol: "http" });
  });

  test.each([
    ["written name only", 'service "web" { policy = "write" }', "403 Permission denied"],
    ["name that is there only", 'service "Web" { policy = "write" }', "403 Permission denied"],
    ["both", 'service "Web" { policy = "write" } service "web" { policy = "write" }', "200 true"],
  ])("are replaced with rights to the %s: %s: %s", async (_what, rules, wanted) => {
    const { master, token, as } = await startGuardedAgent(10);
    await master("config.write", { body: defaults("Web", "http") });
    const { SecretID } = await token(rules);
    expect(await as(SecretID, "config.write", { body: defaults("web", "tcp") })).toBe(wanted);
    const deleted = await as(SecretID, "config.delete", { rest: "service-defaults/web" });
    expect(deleted).toBe(wanted === "200 true" ? "200 {}" : wanted);
  });
});

describe("intentions of a destination in another letter case", () => {
  const intentions = (call: Awaited<ReturnType<typeof open>>["call"]) => ({
    write: (source: string, destination: string, Action: string) =>
      call("connect.intention-exact-write", { query: { source, destination }, body: { Action } }),
    list: async (query: Readonly<Record<string, string>> = {}) => {
      const answer = await call("connect.intention-list", { query });
      if (answer.status !== 200) return answer.text();
      const found = answer.json() as { SourceName: string; DestinationName: string; Action: string }[];
      return found.map((one) => `${one.SourceName}>${one.DestinationName} ${one.Action}`);
    },
  });

  test("are kept in the entry that is there, each in its place, and nothing else of it is lost", async () => {
    const { call, put, read } = await open();
    const { write, list } = intentions(call);
    const source = (Name: string, Action: string) => ({ Name, Action });
    const Meta = { owner: "ops" };
    const kind = "service-intentions";
    await put({ Kind: kind, Name: "DB", Meta, Sources: [source("a", "allow"), source("b", "allow")] });
    await write("a", "db", "deny");
    await write("c", "Db", "allow");
    expect(await read(`${kind}/db`)).toMatchObject({
      Name: "DB",
      Meta,
      Sources: [source("a", "deny"), source("b", "allow"), source("c", "allow")],
    });
    expect(await list()).toEqual(["a>DB deny", "b>DB allow", "c>DB allow"]);
    const exact = await call("connect.intention-exact-read", { query: { source: "b", destination: "db" } });
    expect(exact.json()).toMatchObject({ DestinationName: "DB", Meta });
    await call("connect.intention-exact-delete", { query: { source: "a", destination: "db" } });
    expect(await list()).toEqual(["b>DB allow", "c>DB allow"]);
  });

  test("decide on it; a source is another one in another letter case", async () => {
    const { call } = await open();
    const { write } = intentions(call);
    await write("Web", "DB", "deny");
    const check = async (source: string, destination: string) =>
      (await call("connect.intention-check", { query: { source, destination } })).text();
    expect(await check("Web", "db")).toBe('{"Allowed":false}');
    expect(await check("web", "db")).toBe('{"Allowed":true}');
    const match = async (by: string, name: string) => {
      const answer = await call("connect.intention-match", { query: { by, name } });
      return (answer.json() as Record<string, object[] | null>)[name]?.length ?? 0;
    };
    expect([
      await match("destination", "db"),
      await match("source", "web"),
      await match("source", "Web"),
    ]).toEqual([1, 0, 1]);
  });

  test("a match waits for what changes it", async () => {
    const { world, call, client } = await startGuardedAgent(11, { enabled: false });
    const query = { by: "destination", name: "db" };
    const { index, headers } = await call("connect.intention-match", { query });
    expect(headers.get("x-consul-effective-consistency")).toBe("leader");
    const waiting = client.call("connect.intention-match", {
      query: { ...query, index: String(index), wait: "60s" },
    });
    await world.run(100);
    const changedAt = world.nowMs;
    await intentions(call).write("a", "DB", "deny");
    expect((await world.until(waiting)).text()).toContain('"DestinationName":"DB"');
    expect(world.nowMs - changedAt).toBeLessThan(1000);
  });

  test("a list is filtered", async () => {
    const { call } = await open();
    const { write, list } = intentions(call);
    await write("a", "x", "allow");
    await write("b", "x", "deny");
    expect(await list({ filter: "Action == deny" })).toEqual(["b>x deny"]);
    expect(await list({ filter: "Precedence == 9 and SourceName == a" })).toEqual(["a>x allow"]);
    expect(await list({ filter: "Hash == a" })).toContain('Selector "Hash" is not valid');
  });

  test("the place of a wrong one is where it would stand", async () => {
    const { call } = await open();
    const { write } = intentions(call);
    await write("a", "x", "allow");
    await write("*", "x", "allow");
    const place = async (source: string) => (await write(source, "x", "no")).text().slice(0, 10);
    expect([await place("a"), await place("b"), await place("*")]).toEqual([
      "Sources[0]",
      "Sources[1]",
      "Sources[1]",
    ]);
  });
});

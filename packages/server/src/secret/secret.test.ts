import { Buffer } from "node:buffer";
import { MASTER, startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { createMemoryStore } from "@tutti/store";
import { describe, expect, test } from "vitest";

async function start() {
  const kit = await startGuardedAgent(11);
  const put = async (rest: string, body: string, query = {}) =>
    kit.as(MASTER, "secret.write", { rest, body, query });
  const get = async (rest: string, query = {}) =>
    kit.as(MASTER, "secret.read", { rest, query: { raw: "", ...query } });
  return { ...kit, put, get };
}

interface ShownLease {
  readonly ID: string;
  readonly TTL: string;
  readonly Holder: string;
  readonly Version: number;
}

async function leaseOf(kit: Awaited<ReturnType<typeof start>>, token: string, rest: string, ttl: string) {
  const answer = await kit.call("secret.read", { rest, query: { ttl }, token });
  return (answer.json() as { readonly Lease: ShownLease }).Lease;
}

describe("versions", () => {
  test("each write is one more, the newest is read, and the oldest go", async () => {
    const { put, get, master } = await start();
    for (const value of ["a", "b", "c"]) await put("db/password", value, { max_versions: "2" });
    expect(await get("db/password")).toBe("200 c");
    expect(await get("db/password", { version: "2" })).toBe("200 b");
    expect(await get("db/password", { version: "1" })).toBe(
      '404 there is no secret "db/password", or not in this version',
    );
    const shown = (await master("secret.versions", { rest: "db/password" })).json() as {
      readonly Versions: readonly { readonly Version: number }[];
    };
    expect(shown).toMatchObject({ Path: "db/password", Version: 3, MaxVersions: 2, LeaseTTL: "" });
    expect(shown.Versions.map(({ Version }) => Version)).toEqual([2, 3]);
  });

  test("a version that was taken away is not there, and its number does not come back", async () => {
    const { put, get, as } = await start();
    await put("a", "1");
    await put("a", "2");
    expect(await as(MASTER, "secret.delete", { rest: "a", query: { version: "2" } })).toBe("200 true");
    expect(await get("a")).toBe("200 1");
    expect(await put("a", "3")).toContain('"Version":3');
    expect(await as(MASTER, "secret.delete", { rest: "a", query: { version: "2" } })).toMatch(/^404/);
  });

  test.each([
    ["0", "200", /"Version":1/],
    ["1", "409", /secret "new" is at version 0, not 1/],
  ])("a write of what is not there with cas=%s: %s", async (cas, status, text) => {
    const { put } = await start();
    const answer = await put("new", "v", { cas });
    expect(answer.slice(0, 3)).toBe(status);
    expect(answer).toMatch(text);
  });

  test("what is deleted is gone with its versions, and begins anew", async () => {
    const { put, get, as, master } = await start();
    await put("a", "1");
    await put("a", "2");
    await put("a/b", "other");
    expect(await as(MASTER, "secret.delete", { rest: "a" })).toBe("200 true");
    expect(await get("a", { version: "1" })).toMatch(/^404/);
    expect((await master("secret.list", { rest: "" })).json()).toEqual(["a/b"]);
    expect(await put("a", "3")).toContain('"Version":1');
  });

  test("who waits for a version hears of it, of this secret alone", async () => {
    const { client, world, put, master } = await start();
    await put("a", "1");
    const { index } = await master("secret.versions", { rest: "a" });
    let news = 0;
    void client
      .call("secret.versions", { rest: "a", query: { index: `${index}` }, token: MASTER })
      .then((answer) => {
        news = answer.index;
      });
    await put("b", "1");
    await world.run(1000);
    expect(news).toBe(0);
    await put("a", "2");
    await world.run(1000);
    expect(news).toBeGreaterThan(index);
  });

  test.each([
    ["", "it is empty"],
    ["a~b", '"~" stands between a path and a lease\'s ID'],
    ["a/", 'a part between "/" is empty, "." or ".."'],
    ["x".repeat(513), "it is longer than 512 bytes"],
  ])("a path %j is refused", async (path, why) => {
    const { put } = await start();
    expect(await put(path, "v")).toBe(`400 no secret can have the path ${JSON.stringify(path)}: ${why}`);
  });

  test.each([
    [{ max_versions: "0" }, "400 a secret cannot keep 0 versions: it keeps 1 to 64"],
    [{ max_versions: "65" }, "400 a secret cannot keep 65 versions: it keeps 1 to 64"],
    [{ lease_ttl: "1ms" }, '400 a lease cannot last "1ms": write a duration of 1s to 768h0m0s, as in 1h'],
    [{ cas: "x" }, '500 strconv.ParseUint: parsing "x": invalid syntax'],
  ])("a write with %j is refused", async (query, wanted) => {
    const { put } = await start();
    expect(await put("a", "v", query)).toBe(wanted);
  });
});

describe("keys", () => {
  test("another key seals from now on, and the old one opens still", async () => {
    const { put, get, master } = await start();
    await put("a", "old");
    const [first] = (await master("secret.keys")).json() as { readonly ID: string }[];
    const second = (await master("secret.keys-rotate")).json() as { readonly ID: string };
    await put("b", "new");
    expect([await get("a"), await get("b")]).toEqual(["200 old", "200 new"]);
    const keyOf = async (rest: string) =>
      (
        (await master("secret.versions", { rest })).json() as {
          readonly Versions: readonly { readonly KeyID: string }[];
        }
      ).Versions[0]?.KeyID;
    expect([await keyOf("a"), await keyOf("b")]).toEqual([first?.ID, second.ID]);
    expect((await master("secret.keys")).text()).not.toContain("key");
  });

  test("values lie nowhere as they are", async () => {
    const { agent, put } = await start();
    await put("a", "correct horse");
    for await (const entry of agent.server.context.state.store.entries()) {
      const row = Buffer.from(entry.value).toString();
      expect(row).not.toContain("correct horse");
      expect(row).not.toContain(Buffer.from("correct horse").toString("base64"));
    }
  });

  test("a file of keys that is damaged keeps the agent from starting", async () => {
    const world = createSimulation(6);
    const { disk } = world.host("10.0.0.1");
    await world.until(disk.makeDirectory("/data"));
    await world.until(disk.replaceFile("/data/secret-keys.json", "{}"));
    const store = createMemoryStore();
    await expect(startSimulatedAgent(world, { dataDirectory: "/data" }, { store })).rejects.toThrow(
      "the keys of secrets cannot be read: it has no keys",
    );
  });

  test("a value whose key is not there is refused, and one that was exchanged is too", async () => {
    const { agent, put, get } = await start();
    await put("a", "1");
    await put("b", "2");
    const { state } = agent.server.context;
    const a = state.secrets.sealed.get("a~1")?.value;
    const b = state.secrets.sealed.get("b~1")?.value;
    if (a === undefined || b === undefined) throw new Error("no sealed values");
    await state.write((draft) => {
      draft.put(state.secrets.sealed, "a~1", { ...b, Path: "a" });
      draft.put(state.secrets.sealed, "b~1", { ...b, KeyID: "other" });
      return true;
    });
    expect(await get("a")).toBe('500 secret "a" cannot be opened: what is kept of it is not what was sealed');
    expect(await get("b")).toMatch(/^500 the key other is not in secret-keys.json/);
  });
});

describe("leases", () => {
  test("one is given where it is asked for, or where the secret says so, and never longer than it says", async () => {
    const kit = await start();
    await kit.put("a", "1");
    expect(await leaseOf(kit, MASTER, "a", "")).toBeNull();
    expect(await leaseOf(kit, MASTER, "a", "10m")).toMatchObject({ TTL: "10m0s", Version: 1 });
    await kit.put("a", "2", { lease_ttl: "1m" });
    expect(await leaseOf(kit, MASTER, "a", "")).toMatchObject({ TTL: "1m0s", Version: 2 });
    expect(await leaseOf(kit, MASTER, "a", "10m")).toMatchObject({ TTL: "1m0s" });
  });

  test("it is over after its time, and lives on by being renewed", async () => {
    const kit = await start();
    await kit.put("a", "1");
    const { ID } = await leaseOf(kit, MASTER, "a", "10s");
    const other = await leaseOf(kit, MASTER, "a", "10s");
    await kit.world.run(8_000);
    expect(await kit.as(MASTER, "secret.lease-renew", { rest: ID })).toMatch(/^200/);
    await kit.world.run(8_000);
    expect(await kit.as(MASTER, "secret.lease-renew", { rest: ID })).toMatch(/^200/);
    expect(await kit.as(MASTER, "secret.lease-renew", { rest: other.ID })).toBe(
      "404 there is no such lease: read the secret again",
    );
    expect((await kit.master("secret.leases", { rest: "a" })).json()).toHaveLength(1);
    await kit.world.run(60_000);
    expect(kit.agent.server.context.state.secrets.leases.size).toBe(0);
  });

  test("it ends with its version, its secret and its holder's token", async () => {
    const kit = await start();
    await kit.put("a", "1");
    const reader = await kit.token('secret_prefix "" { policy = "read" }');
    const ofToken = await leaseOf(kit, reader.SecretID, "a", "1h");
    expect(ofToken.Holder).toBe(reader.AccessorID);
    const ofVersion = await leaseOf(kit, MASTER, "a", "1h");
    await kit.master("acl.token-delete", { rest: reader.AccessorID });
    const live = async () =>
      ((await kit.master("secret.leases", { rest: "a" })).json() as readonly ShownLease[]).map(
        ({ ID }) => ID,
      );
    expect(await live()).toEqual([ofVersion.ID]);
    await kit.put("a", "2", { max_versions: "1" });
    expect(await live()).toEqual([]);
    await leaseOf(kit, MASTER, "a", "1h");
    await kit.master("secret.delete", { rest: "a" });
    expect(kit.agent.server.context.state.secrets.leases.get(ofVersion.ID)).toBeUndefined();
  });

  test("its holder alone renews it and gives it back; who may write takes it from anybody", async () => {
    const kit = await start();
    await kit.put("a", "1");
    const one = await kit.token('secret_prefix "" { policy = "read" }');
    const other = await kit.token('secret_prefix "" { policy = "read" }');
    const { ID } = await leaseOf(kit, one.SecretID, "a", "1h");
    expect(await kit.as(other.SecretID, "secret.lease-renew", { rest: ID })).toMatch(/^404/);
    expect(await kit.as(other.SecretID, "secret.lease-revoke", { rest: ID })).toBe("403 Permission denied");
    expect(await kit.as(one.SecretID, "secret.lease-revoke", { rest: ID })).toBe("200 true");
    const again = await leaseOf(kit, one.SecretID, "a", "1h");
    expect(await kit.as(MASTER, "secret.lease-revoke", { rest: again.ID })).toBe("200 true");
    await leaseOf(kit, one.SecretID, "a", "1h");
    expect(await kit.as(other.SecretID, "secret.lease-revoke-prefix", { rest: "a" })).toMatch(/^403/);
    expect(await kit.as(MASTER, "secret.lease-revoke-prefix", { rest: "" })).toBe("200 true");
    expect(kit.agent.server.context.state.secrets.leases.size).toBe(0);
  });
});

describe("who may", () => {
  test("nobody without a rule, also where all else is allowed", async () => {
    const { master, as } = await startGuardedAgent(12, { defaultPolicy: "allow" });
    await master("secret.write", { rest: "a", body: "1" });
    expect(await as("", "secret.read", { rest: "a" })).toBe("403 Permission denied");
    expect(await as("", "secret.list", { rest: "" })).toBe("200 []");
    expect(await as("", "kv.read", { rest: "a" })).toBe("404");
  });

  test("each path by the rule that fits it best", async () => {
    const { put, as, token } = await start();
    for (const path of ["db/a", "db/root", "web/a"]) await put(path, "v");
    const { SecretID } = await token(`
secret_prefix "db/" { policy = "read" }
secret "db/root" { policy = "deny" }
secret "web/a" { policy = "write" }`);
    const raw = { raw: "" };
    expect(await as(SecretID, "secret.read", { rest: "db/a", query: raw })).toBe("200 v");
    expect(await as(SecretID, "secret.read", { rest: "db/root", query: raw })).toBe("403 Permission denied");
    expect(await as(SecretID, "secret.write", { rest: "db/a", body: "x" })).toBe("403 Permission denied");
    expect(await as(SecretID, "secret.write", { rest: "web/a", body: "x" })).toMatch(/^200/);
    expect(await as(SecretID, "secret.list", { rest: "" })).toBe('200 ["db/a","web/a"]');
  });

  test("without access control nothing is kept, but on an agent for development", async () => {
    const world = createSimulation(9);
    const { call } = await startSimulatedAgent(world);
    for (const [route, options] of [
      ["secret.write", { rest: "a", body: "v" }],
      ["secret.list", { rest: "" }],
      ["secret.keys-rotate", {}],
    ] as const) {
      const answer = await call(route, options);
      expect([answer.status, answer.text()]).toEqual([
        403,
        expect.stringMatching(/^secrets need access control/),
      ]);
    }
  });
});

test("each read leaves a line in the log, which has everything but the value", async () => {
  const lines: string[] = [];
  const world = createSimulation(10);
  const kit = await startSimulatedAgent(world, { devMode: true }, { log: (_, line) => lines.push(line) });
  await kit.call("secret.write", { rest: "a", body: "hidden" });
  await kit.call("secret.read", { rest: "a", query: { ttl: "1h" } });
  await kit.call("secret.read", { rest: "none" });
  const told = lines.filter((line) => line.startsWith("secret: "));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^secret: somebody .* read version 1 of "a", until 2/);
  expect(lines.join("\n")).not.toMatch(/hidden|aGlkZGVu/);
});

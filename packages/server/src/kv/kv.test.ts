import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function start() {
  const world = createSimulation(1);
  return { world, ...(await startSimulatedAgent(world)) };
}

describe("/v1/kv", () => {
  test("a key's index is its own, a missing key's that of the table, a prefix's that of its newest change", async () => {
    const { call } = await start();
    for (const [rest, body] of [
      ["t/1", "a"],
      ["t/2", "b"],
      ["u/1", "c"],
    ] as const)
      await call("kv.write", { rest, body });
    const index = async (rest: string, query = {}) => (await call("kv.read", { rest, query })).index;
    const first = await index("t/1");
    expect(await index("t/", { recurse: "" })).toBe(first + 1);
    expect(await index("none")).toBe(first + 2);
    await call("kv.delete", { rest: "t/1" });
    expect(await index("t/", { recurse: "" })).toBe(first + 3);
    expect(await index("u/", { recurse: "" })).toBe(first + 2);
    await call("kv.delete", { rest: "t/", query: { recurse: "" } });
    expect(await index("t/", { keys: "" })).toBe(first + 4);
  });

  test("a blocking read wakes for its key only, and otherwise after its wait", async () => {
    const { world, client, call } = await start();
    await call("kv.write", { rest: "one", body: "1" });
    const { index } = await call("kv.read", { rest: "one" });
    const query = { index: String(index), wait: "60s" };
    const began = world.nowMs;
    const waiting = client.call("kv.read", { rest: "one", query });
    await call("kv.write", { rest: "two", body: "2" });
    const timedOut = await world.until(waiting);
    expect(timedOut.index).toBe(index);
    expect(world.nowMs - began).toBeGreaterThanOrEqual(60_000);

    const again = client.call("kv.read", { rest: "one", query: { ...query, raw: "" } });
    await world.run(100);
    const wokenAt = world.nowMs;
    await call("kv.write", { rest: "one", body: "new" });
    expect((await world.until(again)).text()).toBe("new");
    expect(world.nowMs - wokenAt).toBeLessThan(1000);
  });

  test("check-and-set goes through at the index that was read, and at no other", async () => {
    const { call } = await start();
    const put = async (cas: number, body: string) =>
      (await call("kv.write", { rest: "c", body, query: { cas: String(cas) } })).text().trim();
    expect(await put(0, "one")).toBe("true");
    expect(await put(0, "again")).toBe("false");
    const { index } = await call("kv.read", { rest: "c" });
    expect(await put(index, "two")).toBe("true");
    expect(await put(index, "three")).toBe("false");
    expect((await call("kv.read", { rest: "c", query: { raw: "" } })).text()).toBe("two");
  });

  test("flags keep all 64 bits", async () => {
    const { call } = await start();
    await call("kv.write", { rest: "f", body: "x", query: { flags: "18446744073709551615" } });
    expect((await call("kv.read", { rest: "f" })).text()).toContain('"Flags":18446744073709551615');
  });

  test("a raw value is for no browser to run", async () => {
    const { call } = await start();
    await call("kv.write", { rest: "page", body: "<script>" });
    const { headers } = await call("kv.read", { rest: "page", query: { raw: "" } });
    const shown = ["content-type", "x-content-type-options", "content-security-policy"].map((name) =>
      headers.get(name),
    );
    expect(shown).toEqual(["text/plain", "nosniff", "sandbox"]);
  });

  test("a value over the limit is refused with 413", async () => {
    const { call } = await start();
    const answer = await call("kv.write", { rest: "big", body: "x".repeat((512 << 10) + 1) });
    expect(answer.status).toBe(413);
    expect(answer.text()).toContain("Request body(524289 bytes) too large, max size: 524288 bytes.");
  });

  test("many locks at once on one key: one session gets it", async () => {
    const { world, client, call } = await start();
    const sessions: string[] = [];
    for (let i = 0; i < 8; i += 1) {
      const made = (await call("session.create", { body: {} })).json() as { ID: string };
      sessions.push(made.ID);
    }
    const answers = await world.until(
      Promise.all(
        sessions.map((acquire) =>
          client.call("kv.write", { rest: "lock", body: acquire, query: { acquire } }),
        ),
      ),
    );
    expect(answers.filter((answer) => answer.text().trim() === "true")).toHaveLength(1);
  });
});

import { Buffer } from "node:buffer";
import { startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { kvCodec } from "./records.ts";

async function start() {
  const world = createSimulation(17);
  const { call } = await startSimulatedAgent(world);
  const session = async (Behavior = "release"): Promise<string> => {
    const made = await call("session.create", { body: { LockDelay: "0s", Behavior } });
    return (made.json() as { readonly ID: string }).ID;
  };
  const acquire = (rest: string, id: string) => call("kv.write", { rest, query: { acquire: id }, body: "" });
  const put = async (rest: string, fence: string, query = {}) => {
    const answer = await call("kv.write", { rest, query: { ...query, fence }, body: "v" });
    return `${answer.status} ${answer.text()}`;
  };
  return { call, session, acquire, put };
}

describe("a number that grows with each holder", () => {
  test("it is told when a lock is taken and read, and stays with its holder", async () => {
    const { call, session, acquire } = await start();
    const id = await session();
    const taken = await acquire("l", id);
    expect([taken.text(), taken.fence > 0]).toEqual(["true", true]);
    expect((await acquire("l", id)).fence).toBe(taken.fence);
    expect((await call("kv.read", { rest: "l" })).fence).toBe(taken.fence);
    expect((await call("kv.read", { rest: "l", query: { raw: "" } })).fence).toBe(taken.fence);
    await call("kv.write", { rest: "l", body: "by hand" });
    expect((await call("kv.read", { rest: "l" })).fence).toBe(taken.fence);
    await call("kv.write", { rest: "l", query: { release: id }, body: "" });
    expect((await call("kv.read", { rest: "l" })).fence).toBe(0);
    await call("kv.write", { rest: "plain", body: "" });
    expect((await call("kv.read", { rest: "plain" })).fence).toBe(0);
  });

  test.each([
    ["it was given back", false, false],
    ["the key was written, where LockIndex begins anew", true, false],
    ["the key was deleted", false, true],
  ])("after %s the next holder's is larger", async (_what, isWritten, isDeleted) => {
    const { call, session, acquire } = await start();
    let last = 0;
    for (let round = 0; round < 3; round += 1) {
      const id = await session();
      const { fence } = await acquire("l", id);
      expect(fence).toBeGreaterThan(last);
      last = fence;
      if (isWritten) await call("kv.write", { rest: "l", body: "x" });
      await call("kv.write", { rest: "l", query: { release: id }, body: "" });
      if (isDeleted) await call("kv.delete", { rest: "l" });
    }
  });

  test("it is larger in one transaction too, and after the end of a session", async () => {
    const { call, session, acquire } = await start();
    const [one, two] = [await session(), await session()];
    const first = await acquire("l", one);
    const kv = (Verb: string, Session: string) => ({ KV: { Verb, Key: "l", Session, Value: "" } });
    expect((await call("txn.run", { body: [kv("unlock", one), kv("lock", two)] })).status).toBe(200);
    const second = await call("kv.read", { rest: "l" });
    expect(second.fence).toBeGreaterThan(first.fence);
    await call("session.destroy", { rest: two });
    const third = await acquire("l", await session());
    expect(third.fence).toBeGreaterThan(second.fence);
  });

  test("a row keeps it beside the session, and rows of before have none", () => {
    const record = { value: Buffer.from("v"), flags: 3n, session: "s".repeat(36), lockIndex: 2 };
    expect(kvCodec.decode(kvCodec.encode(record))).toEqual(record);
    const fenced = { ...record, fence: 2 ** 47 };
    expect(kvCodec.decode(kvCodec.encode(fenced))).toEqual(fenced);
    expect(kvCodec.encode(fenced).length - kvCodec.encode(record).length).toBe(6);
  });
});

describe("a write that demands it", () => {
  test("goes through while the lock is held, whatever key it writes and however", async () => {
    const { call, session, acquire, put } = await start();
    const { fence } = await acquire("l", await session());
    expect(await put("l", `${fence}`)).toBe("200 true");
    expect(await put("data", `${fence}@l`)).toBe("200 true");
    expect(await put("data", `${fence}@l`, { cas: "0" })).toBe("200 false");
    const gone = await call("kv.delete", { rest: "", query: { recurse: "", fence: `${fence}@l` } });
    expect(gone.text()).toBe("true");
  });

  test("is refused once another has the lock, or nobody, and changes nothing then", async () => {
    const { call, session, acquire, put } = await start();
    const one = await session();
    const { fence: old } = await acquire("l", one);
    await call("session.destroy", { rest: one });
    expect(await put("data", `${old}@l`)).toBe(
      `409 nobody holds the lock "l" any more, which had the number ${old}: take it again, and decide anew`,
    );
    const { fence } = await acquire("l", await session());
    expect(await put("data", `${old}@l`)).toBe(
      `409 the lock "l" has the number ${fence}, not ${old}: another holder has taken it since`,
    );
    expect((await call("kv.read", { rest: "data" })).status).toBe(404);
    const gone = await call("kv.delete", { rest: "l", query: { fence: String(old) } });
    expect([gone.status, (await call("kv.read", { rest: "l" })).status]).toEqual([409, 200]);
  });

  test.each(["", "x", "-1@l", "1@", "@l", "1.5@l", "1234567890123456@l"])(
    "of %j is refused",
    async (fence) => {
      const { put } = await start();
      expect(await put("data", fence)).toBe(
        `400 ${JSON.stringify(fence)} is no fence: write NUMBER@KEY, with the number that X-Lock-Fence told`,
      );
    },
  );

  test("needs to read the lock, since its answer tells of it", async () => {
    const { token, as, master } = await startGuardedAgent(4);
    const made = await master("session.create", { body: {} });
    const { ID } = made.json() as { readonly ID: string };
    const { fence } = await master("kv.write", { rest: "l", query: { acquire: ID }, body: "" });
    const blind = await token('key "data" { policy = "write" }');
    const seeing = await token('key "data" { policy = "write" }\nkey "l" { policy = "read" }');
    const options = { rest: "data", query: { fence: `${fence}@l` }, body: "v" };
    expect(await as(blind.SecretID, "kv.write", options)).toBe("403 Permission denied");
    expect(await as(seeing.SecretID, "kv.write", options)).toBe("200 true");
  });
});

import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { kv, type TxnAnswer } from "../../testkit/index.ts";

const value = (text: string) => Buffer.from(text).toString("base64");

async function open() {
  const world = createSimulation(51);
  const kit = await startSimulatedAgent(world);
  const run = async (...body: object[]) => {
    const answer = await kit.call("txn.run", { body });
    return { status: answer.status, ...(answer.json() as TxnAnswer) };
  };
  /** "ok", or the errors as `index: text`. */
  const outcome = async (...body: object[]) => {
    const { Errors } = await run(...body);
    return Errors === null ? "ok" : Errors.map((one) => `${one.OpIndex}: ${one.What}`).join("; ");
  };
  const read = async (rest: string) => {
    const answer = await kit.call("kv.read", { rest, query: { raw: "" } });
    return answer.status === 200 ? answer.text() : undefined;
  };
  return { world, ...kit, run, outcome, read };
}

describe("KV verbs", () => {
  test("set, then read within the same transaction", async () => {
    const { run, read } = await open();
    const { Results, status } = await run(kv("set", "a", { Value: value("1"), Flags: 7 }), kv("get", "a"));
    expect(status).toBe(200);
    expect(Results?.map(({ KV }) => [KV?.["Key"], KV?.["Value"], KV?.["Flags"]])).toEqual([
      ["a", null, 7],
      ["a", value("1"), 7],
    ]);
    const indexes = Results?.flatMap(({ KV }) => [KV?.["CreateIndex"], KV?.["ModifyIndex"]]) ?? [];
    expect(new Set(indexes).size).toBe(1);
    expect(Number(indexes[0])).toBeGreaterThan(0);
    expect(await read("a")).toBe("1");
  });

  test("all or none: one that fails undoes those before it", async () => {
    const { outcome, read } = await open();
    const first = kv("set", "a", { Value: value("1") });
    expect(await outcome(first, kv("get", "none"), kv("set", "b", { Value: "" }))).toBe(
      '1: key "none" doesn\'t exist',
    );
    expect([await read("a"), await read("b")]).toEqual([undefined, undefined]);
  });

  test.each<[string, object, string]>([
    ["cas at the index", kv("cas", "k", { Index: 0, Value: value("2") }), "index"],
    ["delete-cas at the index", kv("delete-cas", "k", {}), "index"],
    ["check-index at the index", kv("check-index", "k", {}), "index"],
  ])("%s goes through, and at another index it does not", async (_name, op, _how) => {
    const { call, outcome } = await open();
    await call("kv.write", { rest: "k", body: "1" });
    const { index } = await call("kv.read", { rest: "k" });
    const at = (Index: number) => ({ KV: { ...(op as { KV: object }).KV, Index } });
    expect(await outcome(at(index + 1))).not.toBe("ok");
    expect(await outcome(at(0))).not.toBe("ok");
    expect(await outcome(at(index))).toBe("ok");
  });

  test.each<[object, string]>([
    [kv("cas", "k", { Index: 9999 }), '0: failed to set key "k", index is stale'],
    [kv("cas", "new", { Index: 9999 }), '0: failed to set key "new", index is stale'],
    [kv("cas", "new", { Index: 0 }), "ok"],
    [kv("delete-cas", "k", { Index: 9999 }), '0: failed to delete key "k", index is stale'],
    [kv("delete-cas", "none", { Index: 9999 }), "ok"],
    [kv("delete", "none"), "ok"],
    [kv("get", "none"), '0: key "none" doesn\'t exist'],
    [kv("get-tree", "none/"), "ok"],
    [kv("delete-tree", ""), "ok"],
    [kv("check-index", "none", { Index: 1 }), '0: failed to check index, key "none" doesn\'t exist'],
    [kv("check-not-exists", "k"), '0: key "k" exists'],
    [kv("check-not-exists", "none"), "ok"],
    [kv("check-session", "none"), '0: failed to check session, key "none" doesn\'t exist'],
    [kv("check-session", "k", { Session: "" }), "ok"],
    [
      kv("check-session", "k", { Session: "s" }),
      '0: failed session check for key "k", current session "" != "s"',
    ],
    [kv("lock", "k"), "0: missing session"],
    [kv("lock", "k", { Session: "s" }), "0: failed session lookup: index error: UUID must be 36 characters"],
    [
      kv("unlock", "k", { Session: "s" }),
      '0: failed to unlock key "k", lock isn\'t held, or is held by another session',
    ],
    [kv("set", ""), "0: Must provide key"],
    [kv("fly", "k"), '0: unknown KV verb "fly"'],
  ])("%j: %s", async (op, wanted) => {
    const { call, outcome } = await open();
    await call("kv.write", { rest: "k", body: "1" });
    expect(await outcome(op)).toBe(wanted);
  });

  test("delete deletes the key, and no other", async () => {
    const { call, outcome, read } = await open();
    for (const rest of ["d", "d2"]) await call("kv.write", { rest, body: rest });
    expect(await outcome(kv("delete", "d"))).toBe("ok");
    expect([await read("d"), await read("d2")]).toEqual([undefined, "d2"]);
  });

  test("trees are read and deleted whole, and nothing beside them", async () => {
    const { call, run, read } = await open();
    for (const rest of ["t/1", "t/2", "u"]) await call("kv.write", { rest, body: rest });
    const { Results } = await run(kv("get-tree", "t/"));
    expect(Results?.map(({ KV }) => KV?.["Key"])).toEqual(["t/1", "t/2"]);
    await run(kv("delete-tree", "t/"));
    expect([await read("t/1"), await read("t/2"), await read("u")]).toEqual([undefined, undefined, "u"]);
  });

  test("a key in its lock delay is not locked, and that is told alone; anything else may be done with it", async () => {
    const { outcome, call, world } = await open();
    const session = async () => ((await call("session.create", { body: {} })).json() as { ID: string }).ID;
    const [one, two] = [await session(), await session()];
    expect(await outcome(kv("lock", "l", { Session: one }))).toBe("ok");
    await call("session.destroy", { rest: one });
    const held = 'failed to lock key "l" due to lock delay';
    expect(await outcome(kv("get", "none"), kv("lock", "l", { Session: two }))).toBe(`1: ${held}`);
    expect(await outcome(kv("lock", "l"))).toBe(`0: ${held}`);
    expect(await outcome(kv("lock", "other", { Session: two }))).toBe("ok");
    expect(await outcome(kv("set", "l", { Value: value("v") }))).toBe("ok");
    await world.run(15_100);
    expect(await outcome(kv("lock", "l", { Session: two }))).toBe("ok");
  });

  test("lock and unlock as the session that holds it", async () => {
    const { call, outcome } = await open();
    const session = async () => ((await call("session.create", { body: {} })).json() as { ID: string }).ID;
    const [one, two] = [await session(), await session()];
    expect(await outcome(kv("lock", "l", { Session: one }))).toBe("ok");
    expect(await outcome(kv("check-session", "l", { Session: one }))).toBe("ok");
    expect(await outcome(kv("lock", "l", { Session: two }))).toBe(
      '0: failed to lock key "l", lock is already held',
    );
    expect(await outcome(kv("unlock", "l", { Session: two }))).not.toBe("ok");
    expect(await outcome(kv("unlock", "l", { Session: one }))).toBe("ok");
    expect(await outcome(kv("lock", "l", { Session: two }))).toBe("ok");
  });

  test.each<[string, unknown, number, string]>([
    ["an object", {}, 400, "cannot unmarshal object"],
    ["65 operations", Array.from({ length: 65 }, () => kv("get", "x")), 413, "(65 > 64)"],
    ["bad base64", [kv("set", "x", { Value: "a%" })], 400, "illegal base64 data at input byte 1"],
  ])("%s is refused", async (_name, body, status, text) => {
    const { call } = await open();
    const answer = await call("txn.run", { body });
    expect(answer.status).toBe(status);
    expect(answer.text()).toContain(text);
  });

  test("64 operations are taken, and no operation is no error", async () => {
    const { outcome } = await open();
    expect(await outcome(...Array.from({ length: 64 }, (_, at) => kv("set", `k${at}`, { Value: "" })))).toBe(
      "ok",
    );
    expect(await outcome()).toBe("ok");
  });
});

describe("the answer", () => {
  test("says the read's facts where everything only reads", async () => {
    const { run } = await open();
    const facts = { Index: 0, LastContact: 0, KnownLeader: true, ConsistencyLevel: "", NotModified: false };
    expect(await run(kv("get-tree", "a"), kv("check-not-exists", "x"))).toEqual({
      status: 200,
      Results: [],
      Errors: null,
      ...facts,
    });
    expect(await run(kv("get-tree", "a"), kv("delete", "x"))).toEqual({
      status: 200,
      Results: [],
      Errors: null,
    });
  });

  test("is the same text, printed with room, where that is asked for", async () => {
    const { call } = await open();
    const value = 'a{[,:"]}';
    const body = [kv("set", "k", { Value: Buffer.from(value).toString("base64"), Flags: 7 }), kv("get", "k")];
    const pretty = (await call("txn.run", { body, query: { pretty: "" } })).text();
    const parsed = JSON.parse(pretty) as object;
    expect(pretty).toBe(`${JSON.stringify(parsed, undefined, 4)}\n`);
    expect(parsed).toMatchObject({
      Results: [{ KV: { Key: "k", Flags: 7 } }, { KV: { Key: "k", Flags: 7 } }],
    });
    const none = (await call("txn.run", { body: [], query: { pretty: "" } })).text();
    expect(none).toContain('"Results": []');
  });

  test("a value over its limit is refused, one of the limit is not", async () => {
    const kit = await startSimulatedAgent(createSimulation(53), { kvValueBytesMax: 8 });
    const set = (bytes: number) => [kv("set", "k", { Value: Buffer.alloc(bytes).toString("base64") })];
    const over = await kit.call("txn.run", { body: set(9) });
    expect([over.status, over.text()]).toEqual([413, 'Value for key "k" is too large (9 > 8 bytes)']);
    expect((await kit.call("txn.run", { body: set(8) })).status).toBe(200);
  });
});

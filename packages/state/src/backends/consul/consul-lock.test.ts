import { Buffer } from "node:buffer";
import { createAgentClient } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { encodeLockInfo, type LockInfo } from "../../lock-info.ts";
import type { TakenLock } from "../../storage/state-storage.ts";
import { ConsulKeys } from "./consul-keys.ts";
import { ConsulLocking, lockKeys } from "./consul-lock.ts";

const WANTED: LockInfo = {
  id: "ours",
  operation: "plan",
  info: "",
  who: "me@here",
  version: "1.11.4",
  created: "2026-01-01T00:00:00Z",
  path: "p",
};
/** A holder of which its session alone is known. */
const UNNAMED: LockInfo = {
  id: "theirs",
  info: "consul session: theirs",
  operation: "",
  who: "",
  version: "",
  created: "",
  path: "p/.lock",
};
const OTHER: LockInfo = { ...WANTED, id: "theirs", who: "you@there" };

type Answer = readonly [number, string];

interface Agent {
  readonly locking: ConsulLocking;
  /** What it was asked, in order: `METHOD path?query`. */
  readonly asked: string[];
  /** Of the last transaction. */
  readonly bodies: string[];
  /** Answers to what begins so, in place of the usual ones. */
  readonly instead: Map<string, Answer>;
  run<T>(promise: Promise<T>): Promise<T>;
  wait(ms: number): Promise<void>;
}

const row = (value: string, session = ""): string =>
  JSON.stringify([{ Value: Buffer.from(value).toString("base64"), ModifyIndex: 42, Session: session }]);

/** An agent that gives the session `s`, and whose lock is free. */
async function agent(): Promise<Agent> {
  const simulation = createSimulation(1);
  const server = simulation.host("10.0.0.1");
  const runtime = simulation.host("10.0.0.2");
  const asked: string[] = [];
  const bodies: string[] = [];
  const instead = new Map<string, Answer>();
  const usual: readonly (readonly [string, Answer])[] = [
    ["PUT /v1/session/create", [200, '{"ID":"s"}']],
    ["GET /v1/kv/p/.lockinfo", [404, ""]],
    ["GET /v1/kv/p/.lock", [200, row("", "s")]],
    ["PUT /v1/txn", [200, '{"Results":[]}']],
    ["", [200, "true"]],
  ];
  await simulation.until(
    server.network.serveHttp({ host: "10.0.0.1", port: 8500 }, async (exchange) => {
      const line = `${exchange.method} ${exchange.target}`;
      asked.push(line);
      const body = Buffer.from(await exchange.body(1 << 20)).toString();
      if (body !== "") bodies.push(body);
      const [, [status, text] = [500, ""]] =
        [...instead, ...usual].find(([front]) => line.startsWith(front)) ?? [];
      exchange.respond(status, {}, text);
    }),
  );
  const keys = new ConsulKeys(
    async () => createAgentClient(runtime, { address: "10.0.0.1:8500" }),
    "consul://here/p",
  );
  return {
    locking: new ConsulLocking(runtime, keys, "p"),
    asked,
    bodies,
    instead,
    run: (promise) => simulation.until(promise),
    wait: (ms) => simulation.run(ms),
  };
}

function taken(result: TakenLock): Extract<TakenLock, { kind: "taken" }> {
  if (result.kind !== "taken") throw new Error(result.words);
  return result;
}

const renewals = ({ asked }: Agent): number =>
  asked.filter((line) => line.startsWith("PUT /v1/session/renew/s")).length;

test.each([
  ["a/b", "a/b/.lock", "a/b/.lockinfo"],
  ["a/b///", "a/b/.lock", "a/b/.lockinfo"],
])("the lock of %s lies below it, with one slash", (path, lock, info) =>
  expect(lockKeys(path)).toEqual({ lock, info }),
);

describe("taking", () => {
  test("makes a session, acquires with it, and leaves word of who holds it", async () => {
    const it = await agent();
    const { info, lock } = taken(await it.run(it.locking.take(WANTED)));
    const told = { ...WANTED, id: "s", info: "consul session: s" };
    expect(info).toEqual(told);
    expect([lock.id, lock.fence]).toEqual(["s", 42]);
    expect(it.asked).toEqual([
      "PUT /v1/session/create",
      "PUT /v1/kv/p/.lock?acquire=s&flags=3304740253564472344",
      "PUT /v1/kv/p/.lockinfo",
      "GET /v1/kv/p/.lock",
    ]);
    expect(it.bodies).toEqual([
      '{"Name":"Consul API Lock","TTL":"15s","LockDelay":"5s"}',
      encodeLockInfo(told),
    ]);
  });

  test.each<[string, Answer, LockInfo | undefined]>([
    ["who left word", [200, row(encodeLockInfo(OTHER))], OTHER],
    ["who left none", [404, ""], UNNAMED],
    ["who left something else", [200, row("hello")], UNNAMED],
  ])("what another holds gives its session back, and tells of it: %s", async (_, word, holder) => {
    const it = await agent();
    it.instead.set("PUT /v1/kv/p/.lock?", [200, "false"]);
    it.instead.set("GET /v1/kv/p/.lockinfo", word);
    it.instead.set("GET /v1/kv/p/.lock", [200, row("", "theirs")]);
    expect(await it.run(it.locking.take(WANTED))).toEqual({
      kind: "held",
      words: "the Consul lock is held by another",
      info: holder,
    });
    expect(it.asked.at(-1)).toBe("PUT /v1/session/destroy/s");
    await it.wait(60_000);
    expect(renewals(it)).toBe(0);
  });

  test("what nobody holds and is not given is told as closed for a moment", async () => {
    const it = await agent();
    it.instead.set("PUT /v1/kv/p/.lock?", [200, "false"]);
    it.instead.set("GET /v1/kv/p/.lockinfo", [404, ""]);
    it.instead.set("GET /v1/kv/p/.lock", [404, ""]);
    expect(await it.run(it.locking.take(WANTED))).toEqual({
      kind: "held",
      words:
        "the Consul lock ended with the session of its holder, and Consul keeps it closed for a few seconds more",
      info: undefined,
    });
  });

  test.each(["PUT /v1/kv/p/.lock?", "PUT /v1/kv/p/.lockinfo", "GET /v1/kv/p/.lock"])(
    "that fails at %s gives its session back, and says what failed",
    async (front) => {
      const it = await agent();
      it.instead.set(front, [500, "no leader"]);
      // Not even this need work: nobody renews the session, so it goes.
      it.instead.set("PUT /v1/session/destroy", [500, "no leader either"]);
      await expect(it.run(it.locking.take(WANTED))).rejects.toThrow(/500 \(no leader\)/);
      expect(it.asked.at(-1)).toBe("PUT /v1/session/destroy/s");
      await it.wait(60_000);
      expect(renewals(it)).toBe(0);
    },
  );
});

describe("holding", () => {
  test("renews the session before half of its time is over, until it is given back", async () => {
    const it = await agent();
    const { lock } = taken(await it.run(it.locking.take(WANTED)));
    await it.wait(7_400);
    expect(renewals(it)).toBe(0);
    await it.wait(200);
    expect(renewals(it)).toBe(1);
    await it.wait(30_000);
    expect(renewals(it)).toBe(5);
    it.asked.length = 0;
    it.bodies.length = 0;
    await it.run(lock.release());
    expect(it.asked).toEqual(["PUT /v1/txn", "PUT /v1/session/destroy/s"]);
    expect(JSON.parse(it.bodies[0] ?? "")).toEqual([
      { KV: { Verb: "check-session", Key: "p/.lock", Session: "s" } },
      { KV: { Verb: "delete", Key: "p/.lockinfo" } },
      { KV: { Verb: "delete", Key: "p/.lock" } },
    ]);
    await it.wait(60_000);
    expect(renewals(it)).toBe(0);
  });

  test("outlives an agent that is away, and ends with the session", async () => {
    const it = await agent();
    taken(await it.run(it.locking.take(WANTED)));
    it.instead.set("PUT /v1/session/renew", [500, "no leader"]);
    await it.wait(30_100);
    expect(renewals(it)).toBe(4);
    it.instead.set("PUT /v1/session/renew", [404, "unknown session"]);
    await it.wait(60_000);
    expect(renewals(it)).toBe(5);
  });

  test.each<[string, Answer, boolean]>([
    ["while it is ours", [200, row("", "s")], true],
    ["not while it is another's", [200, row("", "t")], false],
    ["not while nobody has it", [200, row("")], false],
    ["not once the key is gone", [404, ""], false],
  ])("is so %s", async (_, answer, held) => {
    const it = await agent();
    const { lock } = taken(await it.run(it.locking.take(WANTED)));
    it.instead.set("GET /v1/kv/p/.lock", answer);
    expect(await it.run(lock.isHeld())).toBe(held);
  });

  test("is over with the release, whatever the agent says", async () => {
    const it = await agent();
    const { lock } = taken(await it.run(it.locking.take(WANTED)));
    await it.run(lock.release());
    expect(await it.run(lock.isHeld())).toBe(false);
  });
});

describe("breaking", () => {
  const removed = ["DELETE /v1/kv/p/.lock", "DELETE /v1/kv/p/.lockinfo"];
  const ended = ["PUT /v1/kv/p/.lock?release=s", "PUT /v1/session/destroy/s"];

  test.each<[string, string, string, string | undefined, readonly string[] | undefined]>([
    ["by the session", "s", "s", undefined, [...ended, ...removed]],
    ["by what is told of it", "theirs", "s", "theirs", [...ended, ...removed]],
    ["of a session that is gone already", "theirs", "", "theirs", removed],
    ["by another's name", "x", "s", "theirs", undefined],
    ["that nobody holds", "x", "", undefined, undefined],
  ])("a lock %s", async (_, id, session, told, done) => {
    const it = await agent();
    it.instead.set("GET /v1/kv/p/.lockinfo", [
      told === undefined ? 404 : 200,
      told === undefined ? "" : row(encodeLockInfo({ ...OTHER, id: told })),
    ]);
    it.instead.set("GET /v1/kv/p/.lock", [200, row("", session)]);
    const result = await it.run(it.locking.force(id));
    expect(result).toEqual(
      done === undefined ? { refused: `lock id "${id}" does not match existing lock` } : "released",
    );
    expect(it.asked.filter((line) => !line.startsWith("GET"))).toEqual(done ?? []);
  });
});

import { startSimulatedAgent } from "@tutti/agent/testkit";
import type { ApiAnswer, CallOptions, RouteId } from "@tutti/agent-api";
import { createSimulation, type Simulation } from "@tutti/simulation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Index, KvModel, listed, type Write } from "../../testkit/kv-model.ts";

/**
 * Random requests to keys, sessions and transactions, against the model of the
 * documented rules. Indexes are compared by what they promise: one that was
 * read is good for a check-and-set as long as nothing has changed, and what
 * changed has a higher one than anything before.
 */
class Real {
  readonly world: Simulation;
  readonly call: (route: RouteId, options?: CallOptions) => Promise<ApiAnswer>;
  constructor(world: Simulation, call: Real["call"]) {
    this.world = world;
    this.call = call;
  }

  async text(route: RouteId, options?: CallOptions): Promise<string> {
    const answer = await this.call(route, options);
    return answer.status === 200 ? answer.text().trim() : `${answer.status}`;
  }
}

interface Shown {
  readonly Key: string;
  readonly Value: string | null;
  readonly Flags: number;
  readonly Session?: string;
  readonly LockIndex: number;
  readonly CreateIndex: number;
  readonly ModifyIndex: number;
}

/** All keys are as the model has them, and the indexes of what has changed are new. */
async function compare(model: KvModel, real: Real): Promise<void> {
  const answer = await real.call("kv.read", { query: { recurse: "" } });
  const shown = answer.status === 404 ? [] : (answer.json() as readonly Shown[]);
  expect(shown.map(({ Key }) => Key)).toEqual(model.below(""));
  const before = model.newest;
  for (const one of shown) {
    const key = model.keys.get(one.Key);
    if (key === undefined) throw new Error(one.Key);
    const value = Buffer.from(one.Value ?? "", "base64").toString();
    expect([one.Key, value, one.Flags, one.Session ?? "", one.LockIndex]).toEqual([
      one.Key,
      key.value,
      key.flags,
      key.session,
      key.locks,
    ]);
    if (key.changedAt < 0) expect(one.ModifyIndex).toBeGreaterThan(before);
    else expect(one.ModifyIndex).toBe(key.changedAt);
    if (key.createdAt < 0) expect(one.CreateIndex).toBe(one.ModifyIndex);
    else expect(one.CreateIndex).toBe(key.createdAt);
    model.keys.set(one.Key, { ...key, createdAt: one.CreateIndex, changedAt: one.ModifyIndex });
    model.newest = Math.max(model.newest, one.ModifyIndex);
  }
}

type Step = fc.AsyncCommand<KvModel, Real>;

function step(name: string, run: (model: KvModel, real: Real) => Promise<void>): Step {
  return {
    check: () => true,
    async run(model, real) {
      await run(model, real);
      await compare(model, real);
    },
    toString: () => name,
  };
}

const key = fc.constantFrom("a", "a", "a/b", "a/b", "a/b/c", "a/c", "b", "é/x", "A");
const index = fc.constantFrom<Index>("zero", "right", "right", "wrong");
const slot = fc.nat({ max: 3 });
const content = fc.record({ value: fc.constantFrom("", "v", "w", "é"), flags: fc.constantFrom(0, 7) });
const how: fc.Arbitrary<Write> = fc.oneof(
  content.map((one) => ({ kind: "set" as const, ...one })),
  fc.tuple(content, index).map(([one, at]) => ({ kind: "cas" as const, index: at, ...one })),
  fc
    .tuple(content, fc.constantFrom("lock" as const, "lock" as const, "unlock" as const), slot)
    .map(([one, kind, at]) => ({ kind, slot: at, ...one })),
);

function queryOf(model: KvModel, name: string, write: Write): Record<string, string> {
  const flags = { flags: String(write.flags) };
  switch (write.kind) {
    case "set":
      return flags;
    case "cas":
      return { ...flags, cas: String(model.indexFor(name, write.index)) };
    case "lock":
      return { ...flags, acquire: model.id(write.slot) };
    case "unlock":
      return { ...flags, release: model.id(write.slot) };
  }
}

const put = fc.tuple(key, how).map(([name, write]) =>
  step(`put ${name} ${JSON.stringify(write)}`, async (model, real) => {
    const query = queryOf(model, name, write);
    const wanted = model.write(name, write);
    const got = await real.text("kv.write", { rest: name, query, body: write.value });
    expect(got).toBe(wanted === "refused" ? "500" : String(wanted));
  }),
);

const remove = fc.tuple(key, fc.option(index)).map(([name, at]) =>
  step(`delete ${name} ${at}`, async (model, real) => {
    const there = model.keys.get(name);
    const given = at === null ? undefined : model.indexFor(name, at);
    const wanted = there === undefined || given === undefined || given === there.changedAt;
    const query: Record<string, string> = given === undefined ? {} : { cas: String(given) };
    expect(await real.text("kv.delete", { rest: name, query })).toBe(String(wanted));
    if (wanted) model.keys.delete(name);
  }),
);

const removeBelow = fc.constantFrom("a/", "a", "b", "none").map((prefix) =>
  step(`delete below ${prefix}`, async (model, real) => {
    expect(await real.text("kv.delete", { rest: prefix, query: { recurse: "" } })).toBe("true");
    for (const name of model.below(prefix)) model.keys.delete(name);
  }),
);

const list = fc
  .tuple(fc.constantFrom("", "a", "a/", "a/b", "é", "none"), fc.constantFrom("", "/", "b", "/b"))
  .map(([prefix, separator]) =>
    step(`keys ${prefix} ${separator}`, async (model, real) => {
      const query: Record<string, string> = separator === "" ? { keys: "" } : { keys: "", separator };
      const answer = await real.call("kv.read", { rest: prefix, query });
      const names = model.below(prefix);
      // The root is never missing.
      if (names.length === 0 && prefix !== "") expect(answer.status).toBe(404);
      else expect(answer.json()).toEqual(listed(names, prefix, separator));
    }),
  );

const create = fc
  .record({
    behavior: fc.constantFrom("release" as const, "delete" as const),
    delayMs: fc.constantFrom(0, 5_000, 15_000),
    ttlMs: fc.constantFrom(0, 10_000, 60_000),
  })
  .map((wanted) =>
    step(`create ${JSON.stringify(wanted)}`, async (model, real) => {
      const body = {
        Behavior: wanted.behavior,
        LockDelay: `${wanted.delayMs}ms`,
        TTL: wanted.ttlMs === 0 ? "" : `${wanted.ttlMs / 1000}s`,
      };
      const { ID } = (await real.call("session.create", { body })).json() as { ID: string };
      const endsMs = wanted.ttlMs === 0 ? Number.POSITIVE_INFINITY : model.nowMs + 2 * wanted.ttlMs;
      model.sessions.set(ID, { ...wanted, endsMs });
      model.ids.unshift(ID);
    }),
  );

const renew = slot.map((at) =>
  step(`renew ${at}`, async (model, real) => {
    const id = model.id(at);
    const session = model.sessions.get(id);
    const { status } = await real.call("session.renew", { rest: id });
    expect(status).toBe(session === undefined ? 404 : 200);
    if (session !== undefined && session.ttlMs > 0) session.endsMs = model.nowMs + 2 * session.ttlMs;
  }),
);

const destroy = slot.map((at) =>
  step(`destroy ${at}`, async (model, real) => {
    const id = model.id(at);
    expect(await real.text("session.destroy", { rest: id })).toBe("true");
    model.end(id);
  }),
);

/** Never to the moment at which something ends: half a second beside it. */
const pass = fc.constantFrom(2_500, 7_500, 12_500, 62_500).map((ms) =>
  step(`pass ${ms}`, async (model, real) => {
    const end = model.nowMs + ms;
    await real.world.run(ms);
    for (;;) {
      const due = [...model.sessions].filter(([, { endsMs }]) => endsMs <= end);
      const [first] = due.sort(([, a], [, b]) => a.endsMs - b.endsMs);
      if (first === undefined) break;
      model.nowMs = first[1].endsMs;
      model.end(first[0]);
    }
    model.nowMs = end;
    const sessions = (await real.call("session.list")).json() as readonly { ID: string }[];
    expect(sessions.map(({ ID }) => ID).sort()).toEqual([...model.sessions.keys()].sort());
  }),
);

/** The newest session loses a key that it has locked; what chance alone seldom comes to. */
const loseLock = key.map((name) =>
  step(`lose ${name}`, async (model, real) => {
    const write: Write = { kind: "lock", slot: 0, value: "held", flags: 0 };
    const wanted = model.write(name, write);
    const query = queryOf(model, name, write);
    const got = await real.text("kv.write", { rest: name, query, body: write.value });
    expect(got).toBe(wanted === "refused" ? "500" : String(wanted));
    await compare(model, real);
    const [id] = model.ids.splice(0, 1);
    if (id === undefined) return;
    model.ids.push(id);
    expect(await real.text("session.destroy", { rest: id })).toBe("true");
    model.end(id);
  }),
);

/** A key that was lost, soon or later: its delay is over or it is not. */
const retake = fc.tuple(fc.nat(), fc.boolean()).map(([at, inTransaction]) =>
  step(`retake ${at} ${inTransaction}`, async (model, real) => {
    const lost = [...model.delays.keys()];
    const name = lost[at % Math.max(1, lost.length)] ?? "a";
    const write: Write = { kind: "lock", slot: 0, value: "again", flags: 0 };
    const wanted = model.write(name, write);
    if (inTransaction) {
      const body = [{ KV: { Verb: "lock", Key: name, Value: "YWdhaW4=", Session: model.id(0) } }];
      expect((await real.call("txn.run", { body })).status).toBe(wanted === true ? 200 : 409);
      return;
    }
    const got = await real.text("kv.write", {
      rest: name,
      query: queryOf(model, name, write),
      body: "again",
    });
    expect(got).toBe(wanted === "refused" ? "500" : String(wanted));
  }),
);

/** A transaction: all of it, or nothing. Locks in their delay are refused before anything is tried. */
const transaction = fc.array(fc.tuple(key, how), { minLength: 1, maxLength: 4 }).map((operations) =>
  step(`txn ${JSON.stringify(operations)}`, async (model, real) => {
    const before = new Map(model.keys);
    const body = operations.map(([name, write]) => ({
      KV: {
        Verb: write.kind,
        Key: name,
        Value: Buffer.from(write.value).toString("base64"),
        Flags: write.flags,
        ...(write.kind === "cas" ? { Index: model.indexFor(name, write.index) } : {}),
        ...("slot" in write ? { Session: model.id(write.slot) } : {}),
      },
    }));
    const indexes = body.map(({ KV }) => ("Index" in KV ? KV.Index : undefined));
    const failed = operations.some(([name, write], at) => {
      // The index is that of before the transaction, whatever it has written itself meanwhile.
      if (write.kind === "cas" && (model.keys.get(name)?.changedAt ?? 0) !== indexes[at]) return true;
      return model.write(name, write.kind === "cas" ? { ...write, index: "right" } : write) !== true;
    });
    const { status } = await real.call("txn.run", { body });
    expect(status).toBe(failed ? 409 : 200);
    if (!failed) return;
    model.keys.clear();
    for (const [name, kept] of before) model.keys.set(name, kept);
  }),
);

test("keys, locks and sessions are as their rules say, whatever is asked in whatever order", async () => {
  const steps = [
    put,
    put,
    put,
    remove,
    removeBelow,
    list,
    create,
    create,
    loseLock,
    retake,
    retake,
    renew,
    destroy,
    pass,
    transaction,
  ];
  let seed = 0;
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 60, size: "max" }), async (commands) => {
      seed += 1;
      const world = createSimulation(seed);
      const { call } = await startSimulatedAgent(world);
      await fc.asyncModelRun(() => ({ model: new KvModel(), real: new Real(world, call) }), commands);
    }),
    { seed: 1861, numRuns: 30 },
  );
}, 240_000);

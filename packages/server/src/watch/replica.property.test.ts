import { Buffer } from "node:buffer";
import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSeededRandom, createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { follow } from "../../testkit/followed.ts";
import { kv } from "../../testkit/txn-operations.ts";

const KEYS = ["a", "a/1", "a/2", "a/b/1", "b", "b/1"];

/** Whoever lists once and then follows has at any time what is there, however often the connection breaks. */
test.each(Array.from({ length: 12 }, (_none, at) => 300 + at))(
  "a copy that follows is the whole, seed %i",
  async (seed) => {
    const random = createSeededRandom(seed);
    const world = createSimulation(seed);
    const { call, client } = await startSimulatedAgent(world);
    const { clock } = world.host("10.0.0.2");
    const key = () => KEYS[random.integer(KEYS.length)] ?? "a";
    const Value = () => Buffer.from(String(random.integer(3))).toString("base64");
    const prefix = ["", "a", "a/"][random.integer(3)] ?? "";
    const copy = new Map<string, unknown>();
    let watch = follow(client, { prefix });
    let deltasFrom = 0;
    await world.until(clock.sleep(20));
    deltasFrom = Number(watch.lastId());
    const byDeltas = new Map<string, unknown>();
    const apply = (rows: Map<string, unknown>, data: Readonly<Record<string, unknown>>): void => {
      const name = String(data["Name"]);
      // What was before is what the copy has.
      expect(rows.get(name) ?? null).toEqual(data["Before"]);
      if (data["After"] === null) rows.delete(name);
      else rows.set(name, data["After"]);
    };
    for (let at = 0; at < 60; at += 1) {
      const what = random.integer(8);
      if (what < 4) await call("kv.write", { rest: key(), body: String(random.integer(3)) });
      else if (what === 4) await call("kv.delete", { rest: key() });
      else if (what === 5) await call("kv.delete", { rest: key(), query: { recurse: "" } });
      else if (what === 6)
        await call("txn.run", {
          body: [
            kv("set", key(), { Value: Value() }),
            kv("delete-tree", key()),
            kv("set", key(), { Value: Value() }),
          ],
        });
      else {
        await world.until(clock.sleep(20));
        watch.stop();
        await world.until(watch.ended);
        for (const { kind, data } of watch.events) if (kind !== "begin") apply(copy, data);
        watch = follow(client, { prefix, "last-event-id": watch.lastId() });
      }
      if (random.integer(5) !== 0) continue;
      const answer = await call("kv.read", {
        rest: prefix,
        query: { recurse: "", deltas: "", index: String(deltasFrom), wait: "1ms" },
      });
      for (const data of answer.json() as Readonly<Record<string, unknown>>[]) apply(byDeltas, data);
      deltasFrom = answer.index;
    }
    await world.until(clock.sleep(20));
    watch.stop();
    for (const { kind, data } of watch.events) if (kind !== "begin") apply(copy, data);
    const rest = await call("kv.read", {
      rest: prefix,
      query: { recurse: "", deltas: "", index: String(deltasFrom), wait: "1ms" },
    });
    for (const data of rest.json() as Readonly<Record<string, unknown>>[]) apply(byDeltas, data);
    const whole = await call("kv.read", { rest: prefix, query: { recurse: "" } });
    const rows = whole.status === 404 ? [] : (whole.json() as readonly { readonly Key: string }[]);
    const wanted = Object.fromEntries(rows.map((row) => [row.Key, row]));
    expect(Object.fromEntries([...copy].sort())).toEqual(wanted);
    expect(Object.fromEntries([...byDeltas].sort())).toEqual(wanted);
  },
);

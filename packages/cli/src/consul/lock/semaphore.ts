import { Buffer } from "node:buffer";
import { parseExactJson } from "@tutti/values";
import { type JsonRecord, recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { type Call, type Held, LockConflict } from "./held.ts";
import { lockKey } from "./mutex.ts";

/** As that of a lock, see there. */
const SEMAPHORE_FLAG = String(0xe0f69a2baa414de0n);

/** Who holds a semaphore, and how many may. */
interface Holders {
  readonly names: readonly string[];
  readonly limit: number;
  /** Of the key that says so; 0 where there is none. */
  readonly index: string;
}

/**
 * Takes a place at a semaphore: a contender's key each, held by its session, and
 * one that lists the holders, changed by compare-and-set. Undefined where all
 * places are taken.
 */
export async function trySlot(
  call: Call,
  prefix: string,
  session: string,
  limit: number,
): Promise<Held | LockConflict | undefined> {
  const contender = `${prefix}/${session}`;
  const query = { acquire: session, flags: SEMAPHORE_FLAG };
  const { fence } = await call.client.call("kv.write", { rest: contender, query, body: Buffer.from("") });
  const change = (to: (names: readonly string[]) => readonly string[] | undefined) =>
    changeHolders(call, prefix, limit, to);
  const taken = await change((names) => (names.length < limit ? [...names, session] : undefined));
  if (taken instanceof LockConflict) return taken;
  if (!taken) return undefined;
  const rest = lockKey(prefix);
  return {
    lock: { key: contender, fence },
    watched: { rest: `${prefix}/`, recurse: true },
    holds: (pairs) => holdersOf(pairs, rest).names.includes(session),
    async release() {
      await change((names) => names.filter((one) => one !== session));
      await call.client.call("kv.delete", { rest: contender });
    },
    async cleanUp() {
      const { names, index } = holdersOf(await readPairs(call, prefix), rest);
      if (names.length > 0) return false;
      return (await call.client.call("kv.delete", { rest, query: { cas: index } })).json() === true;
    },
  };
}

async function changeHolders(
  call: Call,
  prefix: string,
  limit: number,
  change: (names: readonly string[]) => readonly string[] | undefined,
): Promise<boolean | LockConflict> {
  const rest = lockKey(prefix);
  const pairs = await readPairs(call, prefix);
  const current = pairs.find((pair) => pair["Key"] === rest);
  if (current !== undefined && textOf(current["Flags"]) !== SEMAPHORE_FLAG)
    return new LockConflict("Existing key does not match semaphore use");
  const kept = holdersOf(pairs, rest);
  if (kept.limit !== 0 && kept.limit !== limit)
    return new LockConflict(`semaphore limit conflict (lock: ${kept.limit}, local: ${limit})`);
  const changed = change(kept.names);
  if (changed === undefined) return false;
  const body = { Limit: limit, Holders: Object.fromEntries(changed.map((name) => [name, true])) };
  const query = { cas: kept.index, flags: SEMAPHORE_FLAG };
  const written = await call.client.call("kv.write", { rest, query, body: JSON.stringify(body) });
  return written.json() === true;
}

/** Holders whose sessions have ended count no more. */
function holdersOf(pairs: readonly JsonRecord[], lock: string): Holders {
  const current = pairs.find((pair) => pair["Key"] === lock);
  if (current === undefined) return { names: [], limit: 0, index: "0" };
  const { Limit, Holders } = parseHolders(textOf(current["Value"]));
  const alive = new Set(pairs.map((pair) => textOf(pair["Session"])));
  return {
    names: Object.keys(recordOf(Holders)).filter((name) => alive.has(name)),
    limit: typeof Limit === "number" ? Limit : 0,
    index: textOf(current["ModifyIndex"]),
  };
}

async function readPairs({ client }: Call, prefix: string): Promise<readonly JsonRecord[]> {
  const answer = await client.call("kv.read", { rest: `${prefix}/`, query: { recurse: "" } });
  return answer.status === 200 ? recordsOf(parseExactJson(answer.text())) : [];
}

function parseHolders(value: string): JsonRecord {
  try {
    return recordOf(JSON.parse(Buffer.from(value, "base64").toString("utf8")));
  } catch {
    return {};
  }
}

import { Buffer } from "node:buffer";
import { parseExactJson } from "@tutti/values";
import { type JsonRecord, recordsOf, textOf } from "../api/json-shapes.ts";
import { type Call, type Held, LockConflict, type Watched } from "./held.ts";

/** The flag's value that Consul's own clients write, so that locks of both kinds are told apart. */
const LOCK_FLAG = String(0x2ddccbc058a50c18n);

/** Where a lock of a prefix stands. */
export function lockKey(prefix: string): string {
  return prefix === "" ? ".lock" : `${prefix}/.lock`;
}

/** Takes the lock of a prefix for a session; undefined where another session has it. */
export async function tryLock(
  call: Call,
  prefix: string,
  session: string,
): Promise<Held | LockConflict | undefined> {
  const rest = lockKey(prefix);
  const pair = await readPair(call, rest);
  if (pair !== undefined && textOf(pair["Flags"]) !== LOCK_FLAG)
    return new LockConflict("Existing key does not match lock use");
  const write = (query: Readonly<Record<string, string>>) =>
    call.client.call("kv.write", { rest, query: { ...query, flags: LOCK_FLAG }, body: Buffer.from("") });
  const answer = await write({ acquire: session });
  if (answer.json() !== true) return undefined;
  const watched: Watched = { rest, recurse: false };
  return {
    lock: { key: rest, fence: answer.fence },
    watched,
    holds: (pairs) => textOf(pairs[0]?.["Session"]) === session,
    release: async () => void (await write({ release: session })),
    async cleanUp() {
      const left = await readPair(call, rest);
      if (left === undefined) return true;
      if (textOf(left["Session"]) !== "") return false;
      const query = { cas: textOf(left["ModifyIndex"]) };
      return (await call.client.call("kv.delete", { rest, query })).json() === true;
    },
  };
}

async function readPair({ client }: Call, rest: string): Promise<JsonRecord | undefined> {
  const answer = await client.call("kv.read", { rest });
  return answer.status === 200 ? recordsOf(parseExactJson(answer.text()))[0] : undefined;
}

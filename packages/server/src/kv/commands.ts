import { serverError } from "../errors.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import { sessionGuard } from "../state/guards.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { nextFence } from "./fence.ts";
import type { KvRecord } from "./records.ts";

/** A value that shall be written. */
export interface KvWrite {
  readonly key: string;
  readonly value: KvRecord["value"];
  readonly flags: bigint;
  /** When it goes by itself, in milliseconds of the wall clock; left out: it stays. */
  readonly expiresAtMs?: number | undefined;
}

/** Writes a key. A lock that is held stays held, but its count starts anew, as in Consul. */
export function setKey(state: ServerState, draft: Draft, write: KvWrite): Row<KvRecord> {
  const existing = draft.get(state.kv.table, write.key);
  return putUnlessEqual(state, draft, write, existing, {
    value: write.value,
    flags: write.flags,
    lockIndex: 0,
    session: existing?.value.session ?? "",
    ...fenceOf(existing),
  });
}

/** Writes a key if it was last changed at `index`; 0: if it is not there. Gives undefined where that does not hold. */
export function setKeyIf(
  state: ServerState,
  draft: Draft,
  write: KvWrite,
  index: number,
): Row<KvRecord> | undefined {
  const existing = draft.get(state.kv.table, write.key);
  if ((existing?.modifyIndex ?? 0) !== index) return undefined;
  return setKey(state, draft, write);
}

/** Takes the lock of a key for a session, and writes the key; undefined where another one has it. */
export function lockKey(
  state: ServerState,
  draft: Draft,
  write: KvWrite,
  session: string,
): Outcome<Row<KvRecord> | undefined> {
  if (session === "") return refuse(serverError("lock-without-a-session"));
  const held = sessionOf(state, draft, session);
  if (typeof held !== "boolean") return held;
  if (!held) return refuse(serverError("session-unknown", JSON.stringify(session)));
  const existing = draft.get(state.kv.table, write.key);
  const holder = existing?.value.session ?? "";
  if (holder !== "" && holder !== session) return undefined;
  const count = existing?.value.lockIndex ?? 0;
  // Whoever ends the session at the same time must see this lock.
  draft.touch(state.guards, sessionGuard(session), true);
  return putUnlessEqual(state, draft, write, existing, {
    value: write.value,
    flags: write.flags,
    session,
    lockIndex: holder === session ? count : count + 1,
    ...(holder === session ? fenceOf(existing) : { fence: nextFence(draft, existing) }),
  });
}

/** Gives a lock back and writes the key; undefined where the session does not hold it. */
export function unlockKey(
  state: ServerState,
  draft: Draft,
  write: KvWrite,
  session: string,
): Outcome<Row<KvRecord> | undefined> {
  if (session === "") return refuse(serverError("lock-without-a-session"));
  const existing = draft.get(state.kv.table, write.key);
  if (existing === undefined || existing.value.session !== session) return undefined;
  putTtl(state, draft, write);
  return draft.put(state.kv.table, write.key, {
    value: write.value,
    flags: write.flags,
    session: "",
    lockIndex: existing.value.lockIndex,
    ...fenceOf(existing),
  });
}

function fenceOf(row: Row<KvRecord> | undefined): Pick<KvRecord, "fence"> {
  return row?.value.fence === undefined ? {} : { fence: row.value.fence };
}

/** As in Consul, writing what is there already changes nothing: no index, so that nobody wakes and an index held for a check-and-set stays good. */
function putUnlessEqual(
  state: ServerState,
  draft: Draft,
  write: KvWrite,
  existing: Row<KvRecord> | undefined,
  record: KvRecord,
): Row<KvRecord> {
  const isFirstTtl = putTtl(state, draft, write);
  return existing !== undefined && !isFirstTtl && isSame(existing.value, record)
    ? existing
    : draft.put(state.kv.table, write.key, record);
}

/**
 * Each write says anew when a key goes, or that it stays. True where it stayed
 * before and goes now: who writes it at the same time must see that, and only
 * the key's own row is sure to be read by all.
 */
function putTtl({ keyTtls: { table } }: ServerState, draft: Draft, { key, expiresAtMs }: KvWrite): boolean {
  if (expiresAtMs === undefined) {
    if (table.size > 0 || draft.written(table).length > 0) draft.delete(table, key);
    return false;
  }
  const isFirst = draft.get(table, key) === undefined;
  draft.put(table, key, { ExpiresAtMs: expiresAtMs });
  return isFirst;
}

/** Deletes a key, there or not. */
export function deleteKey(state: ServerState, draft: Draft, key: string): void {
  draft.delete(state.kv.table, key);
  const { table } = state.keyTtls;
  if (table.size > 0 || draft.written(table).length > 0) draft.delete(table, key);
}

function isSame(a: KvRecord, b: KvRecord): boolean {
  return (
    a.flags === b.flags && a.session === b.session && a.lockIndex === b.lockIndex && a.value.equals(b.value)
  );
}

/** Deletes a key if it was last changed at `index`; a key that is not there counts as deleted. */
export function deleteKeyIf(state: ServerState, draft: Draft, key: string, index: number): boolean {
  const existing = draft.get(state.kv.table, key);
  if (existing === undefined) return true;
  if (existing.modifyIndex !== index) return false;
  deleteKey(state, draft, key);
  return true;
}

/** Deletes all keys below a prefix: one operation, however many they are. */
export function deleteKeysBelow(state: ServerState, draft: Draft, prefix: string): void {
  draft.deleteBelow(state.kv.table, prefix);
  draft.deleteBelow(state.keyTtls.table, prefix);
}

/** Whether a session is there; refuses what cannot be a session's id, in the words of the real lookup. */
export function sessionOf(state: ServerState, draft: Draft, id: string): Outcome<boolean> {
  if (id.length !== 36) return refuse(serverError("session-of-lock-invalid"));
  return draft.get(state.sessions.table, id.toLowerCase()) !== undefined;
}

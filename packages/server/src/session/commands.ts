import { deleteKey } from "../kv/commands.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import { nodeGuard, sessionGuard } from "../state/guards.ts";
import { nameId, type Row } from "../state/table.ts";
import { LOCK_DELAY_NS_MAX } from "./decode.ts";
import type { SessionRecord } from "./records.ts";

/** What the end of a session takes beside its locks and queries: itself and its guard, and some air. */
const ROOM_MIN = 10;

/**
 * Ends a session within a draft: its locks are given back or their keys
 * deleted, its prepared queries go. One that holds more than fits into the
 * draft first loses some, and the draft is left unfinished.
 */
export function destroySession(state: ServerState, draft: Draft, id: string): void {
  const session = draft.get(state.sessions.table, id);
  if (session === undefined) return;
  // What is found in the views below is complete only while this does not change.
  draft.get(state.guards, sessionGuard(id));
  for (const key of keysLockedBy(state, draft, id)) {
    if (!hasRoom(draft)) return;
    giveBack(state, draft, key, session.value);
  }
  for (const query of state.queries.boundTo(id)) {
    if (!hasRoom(draft)) return;
    draft.delete(state.queries.table, query.id);
  }
  if (!hasRoom(draft)) return;
  draft.delete(state.guards, sessionGuard(id));
  draft.delete(state.sessions.table, id);
}

/** Ends the sessions that depend on a check which is gone or critical. */
export function destroySessionsOfCheck(
  state: ServerState,
  draft: Draft,
  node: string,
  checkId: string,
): void {
  destroySessions(state, draft, node, (session) => dependsOn(session, checkId));
}

/** Ends all sessions of a node. */
export function destroySessionsOfNode(state: ServerState, draft: Draft, node: string): void {
  destroySessions(state, draft, node, () => true);
}

function destroySessions(
  state: ServerState,
  draft: Draft,
  node: string,
  ends: (session: Row<SessionRecord>) => boolean,
): void {
  draft.get(state.guards, nodeGuard(node));
  for (const session of state.sessions.ofNode(node)) {
    if (ends(session)) destroySession(state, draft, session.id);
    if (draft.isUnfinished) return;
  }
}

function hasRoom(draft: Draft): boolean {
  if (draft.room >= ROOM_MIN) return true;
  draft.leaveUnfinished();
  return false;
}

function giveBack(state: ServerState, draft: Draft, key: string, session: SessionRecord): void {
  const row = draft.get(state.kv.table, key);
  if (row?.value.session !== session.ID) return;
  if (session.Behavior === "delete") deleteKey(state, draft, key);
  else draft.put(state.kv.table, key, { ...row.value, session: "" });
  const { LockDelay } = session;
  if (LockDelay > 0)
    draft.afterCommit(() => state.lockDelays.start(key, Math.min(LockDelay, LOCK_DELAY_NS_MAX) / 1e6));
}

/** The keys whose lock a session holds, those that this draft has locked included. */
function keysLockedBy(state: ServerState, draft: Draft, id: string): readonly string[] {
  const locked = draft.written(state.kv.table).filter(({ value }) => value.session === id);
  return [...new Set([...state.kv.keysLockedBy(id), ...locked.map((row) => row.id)])];
}

function dependsOn({ value }: Row<SessionRecord>, checkId: string): boolean {
  const { NodeChecks, ServiceChecks, Checks } = value;
  const ids = [...(NodeChecks ?? []), ...(Checks ?? []), ...(ServiceChecks ?? []).map(({ ID }) => ID)];
  return ids.some((id) => nameId(id) === nameId(checkId));
}

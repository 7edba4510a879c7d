import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Row } from "../state/table.ts";
import type { SessionRecord } from "./records.ts";

/** Ends a session within a draft: its locks are given back or their keys deleted, its prepared queries go. */
export function destroySession(state: ServerState, draft: Draft, id: string): void {
  const session = draft.get(state.sessions.table, id);
  if (session === undefined) return;
  draft.delete(state.sessions.table, id);
  const { LockDelay, Behavior } = session.value;
  for (const key of state.kv.keysLockedBy(id)) {
    const row = draft.get(state.kv.table, key);
    if (row?.value.session !== id) continue;
    if (Behavior === "delete") draft.delete(state.kv.table, key);
    else draft.put(state.kv.table, key, { ...row.value, session: "" });
    if (LockDelay > 0) state.lockDelays.start(key, LockDelay / 1e6);
  }
  for (const query of state.queries.boundTo(id)) draft.delete(state.queries.table, query.id);
}

/** Ends the sessions that depend on a check which is gone or critical. */
export function destroySessionsOfCheck(
  state: ServerState,
  draft: Draft,
  node: string,
  checkId: string,
): void {
  for (const session of state.sessions.ofNode(node)) {
    if (dependsOn(session, checkId)) destroySession(state, draft, session.id);
  }
}

/** Ends all sessions of a node. */
export function destroySessionsOfNode(state: ServerState, draft: Draft, node: string): void {
  for (const session of state.sessions.ofNode(node)) destroySession(state, draft, session.id);
}

function dependsOn(session: Row<SessionRecord>, checkId: string): boolean {
  const { NodeChecks, ServiceChecks, Checks } = session.value;
  return (
    NodeChecks?.includes(checkId) === true ||
    Checks?.includes(checkId) === true ||
    ServiceChecks?.some((check) => check.ID === checkId) === true
  );
}

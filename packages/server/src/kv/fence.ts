import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import { type Outcome, type Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { kvError } from "./errors.ts";
import type { KvRecord } from "./records.ts";

/** What a write demands: that this lock is held, and has this number still. */
export interface Fence {
  readonly key: string;
  readonly number: number;
}

/**
 * The number of a lock that is taken now. It grows with each holder, also where
 * the key was deleted or written meanwhile (Consul's `LockIndex` begins anew
 * then): a decision knows the revision of the lock before, which is larger than
 * the one that this was decided at.
 */
export function nextFence(draft: Draft, before: Row<KvRecord> | undefined): number {
  return Math.max(draft.revision, (before?.value.fence ?? 0) + 1);
}

/** `NUMBER@KEY`, or `NUMBER` for the key that is written; undefined where nothing is demanded. */
export function decodeFence(text: string | undefined, written: string): Outcome<Fence | undefined> {
  if (text === undefined) return undefined;
  const [, digits = "", key] = /^([0-9]{1,15})(?:@(.+))?$/s.exec(text) ?? [];
  if (digits === "") return refuse(kvError("fence-invalid", JSON.stringify(text)), 400);
  return { key: key ?? written, number: Number(digits) };
}

/** Why a holder may write no more; undefined where its lock is what it was. */
export function fenceRefusal(
  state: ServerState,
  draft: Draft,
  fence: Fence | undefined,
): Refusal | undefined {
  if (fence === undefined) return undefined;
  const lock = draft.get(state.kv.table, fence.key)?.value;
  const key = JSON.stringify(fence.key);
  if (lock === undefined || lock.session === "")
    return refuse(kvError("fence-of-no-lock", key, fence.number), 409);
  return lock.fence === fence.number
    ? undefined
    : refuse(kvError("fence-stale", key, lock.fence ?? 0, fence.number), 409);
}

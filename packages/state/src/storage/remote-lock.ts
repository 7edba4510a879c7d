import { COMMAND } from "@tutti/hcl";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import type { LockRequest, StateLock } from "../backend.ts";
import { stateError } from "../errors.ts";
import { attemptLock, describeLocker } from "../lock-attempts.ts";
import { nextFence } from "../lock-fence.ts";
import { formatLockInfo, type LockInfo } from "../lock-info.ts";
import { type Loaded, refused } from "../problem.ts";
import { remoteProblem, wordsOf } from "./remote-problem.ts";
import type { SlotLock, StateSlot } from "./state-storage.ts";

/** The lock for whoever asked, and the storage's own for the writes under it. */
export type SlotLockResult =
  | { readonly ok: true; readonly lock: StateLock; readonly held: SlotLock | undefined }
  | { readonly ok: false; readonly message: string; readonly hopeless?: true };

/** Goes on trying while another holds the lock; what the server refuses for other reasons is told at once. */
export function lockSlot(
  runtime: Runtime,
  version: string,
  slot: StateSlot,
  request: LockRequest,
  placeholder: () => Promise<Uint8Array>,
): Promise<SlotLockResult> {
  const info = describeLocker(runtime, version, request, slot.lockPath);
  return attemptLock(runtime, request, () => tryLock(runtime, slot, info, placeholder));
}

async function tryLock(
  runtime: Runtime,
  slot: StateSlot,
  info: LockInfo,
  placeholder: () => Promise<Uint8Array>,
): Promise<SlotLockResult> {
  if (slot.locking === undefined) return { ok: true, lock: noLock(runtime, info), held: undefined };
  try {
    const taken = await slot.locking.take(info, placeholder);
    if (taken.kind === "held") {
      const holder = taken.info === undefined ? "" : `\n${formatLockInfo(taken.info)}`;
      return { ok: false, message: `${taken.words}${holder}` };
    }
    return { ok: true, lock: held(runtime, taken.info ?? info, taken.lock), held: taken.lock };
  } catch (error) {
    return { ok: false, message: wordsOf(error), hopeless: true };
  }
}

function noLock(runtime: Runtime, info: LockInfo): StateLock {
  return { info, fence: nextFence(runtime), release: async () => {} };
}

function held(runtime: Runtime, info: LockInfo, lock: SlotLock): StateLock {
  let released: Promise<void> | undefined;
  return {
    info,
    fence: lock.fence ?? nextFence(runtime),
    release: () => {
      released ??= lock.release().catch((error: unknown) => {
        throw stillLocked(error, info);
      });
      return released;
    },
  };
}

/** The code of a lock that could not be given back; its message is all that there is to say. */
const STILL_LOCKED = "EUNLOCK";

function stillLocked(error: unknown, { id }: LockInfo): unknown {
  if (!(error instanceof RuntimeError)) return error;
  return new RuntimeError(
    STILL_LOCKED,
    error.subject,
    `${wordsOf(error)}\n\nThe lock may still be there, and then whoever comes next is kept out. Give it back by hand once nobody works on the state:\n    ${COMMAND} force-unlock ${id}`,
    { cause: error },
  );
}

/** Gives back a lock whose holder is gone. */
export async function forceUnlock(slot: StateSlot, id: string): Promise<Loaded<undefined>> {
  const failed = stateError("failed-to-unlock-state");
  if (slot.locking === undefined)
    return refused(failed, `${slot.place} has no locks as it is set up, so there is none to give back.`);
  try {
    const result = await slot.locking.force(id);
    return result === "released" ? { ok: true, value: undefined } : refused(failed, result.refused);
  } catch (error) {
    return remoteProblem(error, failed);
  }
}

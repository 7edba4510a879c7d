import type { Runtime } from "@tutti/runtime";
import type { StateHandle } from "@tutti/state";
import { type LockWish, lockAndRead } from "../lock/lock-state.ts";
import { done, failed, type Outcome, problemDiagnostics } from "../outcome.ts";
import { createSavedBackend } from "./open-backend.ts";
import type { SavedBackend } from "./saved-backend.ts";

/** How the states are locked while they are copied. */
export type CopyLock = Pick<LockWish, "lock" | "timeoutMs">;

/** Every workspace's state, as it is; what lies at the target already becomes its backup. Undefined is the default backend. */
export async function copyStates(
  runtime: Runtime,
  from: SavedBackend | undefined,
  to: SavedBackend | undefined,
  lock: CopyLock = { lock: true, timeoutMs: 0 },
): Promise<Outcome<undefined>> {
  const source = createSavedBackend(runtime, from);
  const target = createSavedBackend(runtime, to);
  const names = await source.workspaces();
  if (!names.ok) return failed(problemDiagnostics(names.problems));
  for (const name of names.value) {
    const copied = await copyState(source.open(name), target.open(name), lock);
    if (!copied.ok) return copied;
  }
  return done(undefined);
}

/** Both are locked, so that nobody writes to the one or the other meanwhile. */
async function copyState(
  source: StateHandle,
  target: StateHandle,
  lock: CopyLock,
): Promise<Outcome<undefined>> {
  if (source.place === target.place) return done(undefined);
  const opened = await source.read();
  if (!opened.ok) return failed(problemDiagnostics(opened.problems));
  if (!opened.value.existed && !opened.value.recovered) return done(undefined);
  const from = await lockAndRead(source, { ...lock, operation: "init" });
  if (!from.ok) return failed(from.diagnostics);
  try {
    const there = await lockAndRead(target, { ...lock, operation: "init" });
    if (!there.ok) return failed(there.diagnostics);
    try {
      const copied = await target.overwrite(from.value.opened.state);
      return copied.ok ? done(undefined) : failed(problemDiagnostics(copied.problems));
    } finally {
      await there.value.release();
    }
  } finally {
    await from.value.release();
  }
}

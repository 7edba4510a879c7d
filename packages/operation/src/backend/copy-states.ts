import { COMMAND, type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { identicalStates, type OpenedState, type StateHandle } from "@tutti/state";
import { openEncryption } from "../encryption/open-encryption.ts";
import { operationError } from "../errors.ts";
import { type LockWish, lockAndRead } from "../lock/lock-state.ts";
import { done, failed, type Outcome, problemDiagnostics } from "../outcome.ts";
import { createSavedBackend } from "./open-backend.ts";
import type { SavedBackend } from "./saved-backend.ts";

/** How the states are locked while they are copied. */
export type CopyLock = Pick<LockWish, "lock" | "timeoutMs">;

export interface CopyOptions {
  readonly lock: CopyLock;
  /** Also over another state that lies at the target, which becomes its backup. */
  readonly force: boolean;
}

/** Every workspace's state, as it is. Undefined is the default backend. */
export async function copyStates(
  runtime: Runtime,
  from: SavedBackend | undefined,
  to: SavedBackend | undefined,
  options: CopyOptions,
): Promise<Outcome<undefined>> {
  const encryption = await openEncryption(runtime);
  const source = await createSavedBackend(runtime, from, encryption);
  const target = await createSavedBackend(runtime, to, encryption);
  const names = await source.workspaces();
  if (!names.ok) return failed(problemDiagnostics(names.problems));
  for (const name of names.value) {
    const copied = await copyState(source.open(name), target.open(name), options);
    if (!copied.ok) return copied;
  }
  return done(undefined);
}

/** Both are locked, so that nobody writes to the one or the other meanwhile. */
async function copyState(
  source: StateHandle,
  target: StateHandle,
  { lock, force }: CopyOptions,
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
      const before = there.value.opened;
      const { state } = from.value.opened;
      if (!force && !isEmpty(before) && !identicalStates(before.state, state))
        return failed([overwrites(source, target)]);
      const copied = await target.overwrite(state);
      return copied.ok ? done(undefined) : failed(problemDiagnostics(copied.problems));
    } finally {
      await there.value.release();
    }
  } finally {
    await from.value.release();
  }
}

function isEmpty({ existed, recovered, openIntents, state }: OpenedState): boolean {
  if (openIntents.length > 0) return false;
  return (!existed && !recovered) || (state.resources.size === 0 && state.outputs.size === 0);
}

/** Terraform asks here; who runs without a person must say it. */
function overwrites({ place, workspace }: StateHandle, target: StateHandle): Diagnostic {
  return errorDiagnostic(
    operationError("a-different-state-is-there-already"),
    `The state of the workspace "${workspace}" in ${place} was to be copied to ${target.place}, which holds another state. Nothing was copied.\n\nTo put it in the place of the other one, use "${COMMAND} init -force-copy". To use the state that is there, use "${COMMAND} init -reconfigure".`,
  );
}

import { COMMAND, type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import {
  type Backend,
  DEFAULT_WORKSPACE,
  identicalStates,
  type OpenedState,
  type StateHandle,
} from "@tutti/state";
import { currentWorkspace, selectWorkspace } from "../configuration/workspace.ts";
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

/** A state that is to be copied, and where to. */
interface Copy {
  readonly source: StateHandle;
  readonly target: StateHandle;
}

/** Every workspace's state, as it is, or none: what is there already is looked at before. Undefined is the default backend. */
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
  const filled = await filledWorkspaces(source, names.value);
  if (!filled.ok) return filled;
  if (target.keepsOneState !== true || filled.value.every((name) => name === DEFAULT_WORKSPACE))
    return copyAll(
      filled.value.map((name) => ({ source: source.open(name), target: target.open(name) })),
      options,
    );
  if (!options.force) return failed([oneStateOnly(source.type, target.type)]);
  const { name } = await currentWorkspace(runtime);
  const copied = await copyAll(
    filled.value
      .filter((found) => found === name)
      .map((found) => ({ source: source.open(found), target: target.open(DEFAULT_WORKSPACE) })),
    options,
  );
  if (copied.ok) await selectWorkspace(runtime, DEFAULT_WORKSPACE);
  return copied;
}

/** Those that hold a state. */
async function filledWorkspaces(
  source: Backend,
  names: readonly string[],
): Promise<Outcome<readonly string[]>> {
  const filled: string[] = [];
  for (const name of names) {
    const opened = await source.open(name).read();
    if (!opened.ok) return failed(problemDiagnostics(opened.problems));
    if (opened.value.existed || opened.value.recovered) filled.push(name);
  }
  return done(filled);
}

async function copyAll(copies: readonly Copy[], options: CopyOptions): Promise<Outcome<undefined>> {
  for (const { source, target } of options.force ? [] : copies) {
    const [mine, theirs] = [await source.read(), await target.read()];
    for (const opened of [mine, theirs]) if (!opened.ok) return failed(problemDiagnostics(opened.problems));
    if (mine.ok && theirs.ok && source.place !== target.place && !fits(theirs.value, mine.value))
      return failed([overwrites(source, target)]);
  }
  for (const { source, target } of copies) {
    const copied = await copyState(source, target, options);
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
  const from = await lockAndRead(source, { ...lock, operation: "init" });
  if (!from.ok) return failed(from.diagnostics);
  try {
    const there = await lockAndRead(target, { ...lock, operation: "init" });
    if (!there.ok) return failed(there.diagnostics);
    try {
      if (!force && !fits(there.value.opened, from.value.opened)) return failed([overwrites(source, target)]);
      const copied = await target.overwrite(from.value.opened.state);
      return copied.ok ? done(undefined) : failed(problemDiagnostics(copied.problems));
    } finally {
      await there.value.release();
    }
  } finally {
    await from.value.release();
  }
}

/** Nothing that anybody would miss is written over. */
function fits(there: OpenedState, copied: OpenedState): boolean {
  return isEmpty(there) || identicalStates(there.state, copied.state);
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

/** Terraform asks here, too. */
function oneStateOnly(from: string, to: string): Diagnostic {
  return errorDiagnostic(
    operationError("states-do-not-fit-the-backend"),
    `The backend "${from}" holds states of several workspaces, and the backend "${to}" keeps one state. Nothing was copied.\n\nTo copy the state of the current workspace alone, use "${COMMAND} init -force-copy". To use the state that is there, use "${COMMAND} init -reconfigure".`,
  );
}

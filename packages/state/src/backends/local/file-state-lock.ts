import { dirname } from "node:path";
import { type FileLock, type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import type { LockRequest, StateLock } from "../../backend.ts";
import { attemptLock, describeLocker } from "../../lock-attempts.ts";
import { nextFence } from "../../lock-fence.ts";
import { decodeLockInfo, encodeLockInfo, formatLockInfo, type LockInfo } from "../../lock-info.ts";
import { lockInfoPath } from "./state-paths.ts";

/** A lock on a state file. */
export interface FileStateLock extends StateLock {
  /** The lock of the file itself, which goes over to the file that a save puts in its place. */
  readonly file: FileLock;
  /** False once it was released, or its file was taken away under it. */
  isCurrent(): Promise<boolean>;
}

export type FileLockResult =
  | { readonly ok: true; readonly lock: FileStateLock }
  | { readonly ok: false; readonly message: string };

/**
 * Locks a state file so that Terraform respects it, and we respect Terraform's.
 * A lock dies with its holder; an info file left by a dead one is overwritten.
 */
export function lockStateFile(
  runtime: Runtime,
  path: string,
  version: string,
  request: LockRequest,
): Promise<FileLockResult> {
  return attemptLock<FileLockResult>(runtime, request, () => tryLock(runtime, path, version, request));
}

async function tryLock(
  runtime: Runtime,
  path: string,
  version: string,
  request: LockRequest,
): Promise<FileLockResult> {
  const { disk } = runtime;
  try {
    await disk.makeDirectory(dirname(path));
    const created = (await disk.stat(path)) === undefined;
    const held = await disk.lock(path);
    if (held === undefined) return { ok: false, message: await describeHolder(runtime, path) };
    const info = describeLocker(runtime, version, request, path);
    await disk
      .writeFile(lockInfoPath(path), encodeLockInfo(info), { mode: 0o600 })
      .catch(async (error: unknown) => {
        await giveBack(runtime, path, held, created);
        throw error;
      });
    return { ok: true, lock: hold(runtime, path, held, created, info) };
  } catch (error) {
    if (error instanceof RuntimeError) return { ok: false, message: `${error.subject}: ${reasonOf(error)}` };
    throw error;
  }
}

async function describeHolder(runtime: Runtime, path: string): Promise<string> {
  const text = await runtime.disk.readText(lockInfoPath(path)).catch(() => "");
  const info = decodeLockInfo(text);
  return `resource temporarily unavailable${info === undefined ? "" : `\n${formatLockInfo(info)}`}`;
}

function hold(
  runtime: Runtime,
  path: string,
  file: FileLock,
  created: boolean,
  info: LockInfo,
): FileStateLock {
  let released = false;
  return {
    info,
    file,
    fence: nextFence(runtime),
    isCurrent: async () => !released && (await file.isCurrent()),
    async release() {
      if (released) return;
      released = true;
      if (await file.isCurrent()) await runtime.disk.remove(lockInfoPath(path)).catch(() => {});
      await giveBack(runtime, path, file, created);
    },
  };
}

/** Locking needs a file to lock; where nothing was saved it goes again. */
async function giveBack(runtime: Runtime, path: string, file: FileLock, created: boolean): Promise<void> {
  const { disk } = runtime;
  if (created && (await file.isCurrent())) {
    const left = await disk.stat(path);
    if (left?.size === 0) await disk.remove(path).catch(() => {});
  }
  await file.release();
}

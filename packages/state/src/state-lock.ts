import { dirname } from "node:path";
import { type FileLock, type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import { decodeLockInfo, encodeLockInfo, formatLockInfo, type LockInfo } from "./lock-info.ts";
import { lockInfoPath } from "./state-paths.ts";

/** A held lock. */
export interface StateLock {
  readonly info: LockInfo;
  release(): Promise<void>;
}

export interface LockRequest {
  readonly path: string;
  /** Terraform's words: `OperationTypePlan`, `OperationTypeApply`, `state-rm` … */
  readonly operation: string;
  readonly info?: string;
  readonly version: string;
  /** How long to go on trying; 0 tries once. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export type LockResult =
  | { readonly ok: true; readonly lock: StateLock }
  /** `message` is what the system said, with the holder's info behind it where it left one. */
  | { readonly ok: false; readonly message: string };

const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 4_000;

/**
 * Locks a state file so that Terraform respects it, and we respect Terraform's.
 * A lock dies with its holder; an info file left by a dead one is overwritten.
 */
export async function lockState(runtime: Runtime, request: LockRequest): Promise<LockResult> {
  const deadline = runtime.clock.monotonic() + request.timeoutMs;
  for (let delay = RETRY_FIRST_MS; ; delay = Math.min(delay * 2, RETRY_MAX_MS)) {
    const result = await tryLock(runtime, request);
    const left = deadline - runtime.clock.monotonic();
    if (result.ok || left <= 0 || request.signal?.aborted === true) return result;
    await runtime.clock.sleep(Math.min(delay, left), request.signal).catch(() => {});
  }
}

async function tryLock(runtime: Runtime, request: LockRequest): Promise<LockResult> {
  const { disk } = runtime;
  try {
    await disk.makeDirectory(dirname(request.path));
    const created = (await disk.stat(request.path)) === undefined;
    const held = await disk.lock(request.path);
    if (held === undefined) return { ok: false, message: await describeHolder(runtime, request.path) };
    return { ok: true, lock: await announce(runtime, request, held, created) };
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

async function announce(
  runtime: Runtime,
  request: LockRequest,
  held: FileLock,
  created: boolean,
): Promise<StateLock> {
  const { disk, environment, clock } = runtime;
  const info: LockInfo = {
    id: runtime.random.uuid(),
    operation: request.operation,
    info: request.info ?? "",
    who: `${environment.user}@${environment.hostname}`,
    version: request.version,
    created: new Date(clock.now()).toISOString(),
    path: request.path,
  };
  const infoPath = lockInfoPath(request.path);
  await disk.writeFile(infoPath, encodeLockInfo(info)).catch(async (error: unknown) => {
    await held.release();
    throw error;
  });
  return {
    info,
    async release() {
      await disk.remove(infoPath).catch(() => {});
      // Locking needs a file to lock; where nothing was saved it goes again.
      const left = created ? await disk.stat(request.path) : undefined;
      if (left?.size === 0) await disk.remove(request.path).catch(() => {});
      await held.release();
    },
  };
}

import type { Runtime } from "@tutti/runtime";
import type { LockRequest } from "./backend.ts";
import type { LockInfo } from "./lock-info.ts";

const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 4_000;

/** Tries until there is a lock, no hope, no time left, or whoever waits was told to stop; gives what the last try gave. */
export async function attemptLock<T extends { readonly ok: boolean; readonly hopeless?: true }>(
  { clock }: Runtime,
  request: LockRequest,
  attempt: () => Promise<T>,
): Promise<T> {
  const deadline = clock.monotonic() + request.timeoutMs;
  for (let delay = RETRY_FIRST_MS; ; delay = Math.min(delay * 2, RETRY_MAX_MS)) {
    const result = await attempt();
    const left = deadline - clock.monotonic();
    if (result.ok || result.hopeless === true || left <= 0 || request.signal?.aborted === true) return result;
    await clock.sleep(Math.min(delay, left), request.signal).catch(() => {});
  }
}

/** Who asks for a lock, and what for. */
export function describeLocker(
  runtime: Runtime,
  version: string,
  request: LockRequest,
  path: string,
): LockInfo {
  const { environment, clock } = runtime;
  return {
    id: runtime.random.uuid(),
    operation: request.operation,
    info: request.info ?? "",
    who: `${environment.user}@${environment.hostname}`,
    version,
    created: new Date(clock.now()).toISOString(),
    path,
  };
}

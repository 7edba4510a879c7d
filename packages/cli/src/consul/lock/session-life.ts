import { createStop } from "@tutti/runtime";
import type { Call } from "./held.ts";

/** A renewal that nobody answered is tried again after so long. */
const RETRY_MS = 1000;

/** A session that is renewed for as long as somebody needs it. */
export interface SessionLife {
  /** Aborts within the TTL of the last renewal that went through: others may have its locks from then on. */
  readonly lost: AbortSignal;
  stop(): void;
}

/**
 * Renews a session that was just made. It ends with its TTL, whatever keeps the
 * agent from answering; the servers end it no earlier, so its holder stops first.
 */
export function keepSession(
  { client, runtime: { clock } }: Call,
  session: string,
  ttlMs: number,
): SessionLife {
  const lost = createStop();
  const stopped = createStop();
  let deadline = clock.after(ttlMs, () => lost.abort(), { unref: true });
  const end = (): void => {
    deadline.cancel();
    lost.abort();
  };
  const renewed = (askedAtMs: number): void => {
    deadline.cancel();
    deadline = clock.after(ttlMs - (clock.monotonic() - askedAtMs), () => lost.abort(), { unref: true });
  };
  const renew = async (): Promise<void> => {
    const askedAtMs = clock.monotonic();
    const options = { rest: session, signal: stopped.signal };
    const answer = await client.call("session.renew", options).catch(() => undefined);
    if (stopped.signal.aborted || lost.signal.aborted) return;
    if (answer?.status === 404) end();
    else if (answer?.status === 200) {
      renewed(askedAtMs);
      timer = clock.after(ttlMs / 2, () => void renew(), { unref: true });
    } else timer = clock.after(RETRY_MS, () => void renew(), { unref: true });
  };
  let timer = clock.after(ttlMs / 2, () => void renew(), { unref: true });
  return {
    lost: lost.signal,
    stop() {
      timer.cancel();
      deadline.cancel();
      stopped.abort();
    },
  };
}

import type { FlagSpecs } from "../../command/flags.ts";
import type { ApiCall } from "../api/api-command.ts";
import type { JsonRecord } from "../api/json-shapes.ts";

/** What locks ask an agent by. */
export type Call = Pick<ApiCall<FlagSpecs>, "client" | "runtime">;

/** A lock, or a place among several, that is held. */
export interface Held {
  /** The key that its session holds, with the number that grows with each holder: what a write may demand. */
  readonly lock: { readonly key: string; readonly fence: number };
  /** The keys that say so. */
  readonly watched: Watched;
  /** Whether these pairs say that it is still held. */
  holds(pairs: readonly JsonRecord[]): boolean;
  release(): Promise<void>;
  /** Takes away what is left of it; false where others use it. */
  cleanUp(): Promise<boolean>;
}

export interface Watched {
  readonly rest: string;
  readonly recurse: boolean;
}

/** What stands there is of another use, and is left alone. */
export class LockConflict {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/** One question for a change waits so long. */
const WAIT_MS = 15_000;

/** Asks again and again until `attempt` comes to something, the time is over, or the user stops it. */
export async function waitFor<T>(
  { client, runtime: { clock } }: Call,
  attempt: () => Promise<T | undefined>,
  watched: Watched,
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<T | undefined> {
  const end = limitMs > 0 ? clock.monotonic() + limitMs : Number.POSITIVE_INFINITY;
  let index = 0;
  for (;;) {
    const got = await attempt();
    if (got !== undefined) return got;
    const left = end - clock.monotonic();
    if (left <= 0 || signal.aborted) return undefined;
    const query = {
      index: index === 0 ? undefined : String(index),
      wait: `${Math.ceil(Math.min(left, WAIT_MS))}ms`,
      recurse: watched.recurse ? "" : undefined,
    };
    const answer = await client.call("kv.read", { rest: watched.rest, query, signal }).catch(() => undefined);
    if (answer === undefined) return undefined;
    index = answer.index;
  }
}

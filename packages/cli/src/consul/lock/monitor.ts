import { parseExactJson } from "@tutti/values";
import { recordsOf } from "../api/json-shapes.ts";
import type { Call, Held } from "./held.ts";

/** So long after an answer that says nothing. */
const RETRY_MS = 1000;

/**
 * Asks about a lock as long as it is held; resolves when it is lost, or when
 * `retries` answers in a row have said nothing of it: none, or one of status 500.
 */
export async function untilLost(
  { client, runtime: { clock } }: Call,
  { watched, holds }: Held,
  retriesMax: number,
  signal: AbortSignal,
): Promise<"lost" | "ended"> {
  let retries = retriesMax;
  let index: string | undefined;
  while (!signal.aborted) {
    const query = { consistent: "", recurse: watched.recurse ? "" : undefined, index };
    const answer = await client.call("kv.read", { rest: watched.rest, query, signal }).catch(() => undefined);
    if (signal.aborted) break;
    if (answer === undefined || answer.status >= 500) {
      if (retries === 0) return "lost";
      retries -= 1;
      index = undefined;
      await clock.sleep(RETRY_MS, signal).catch(() => {});
      continue;
    }
    retries = retriesMax;
    const pairs = answer.status === 200 ? recordsOf(parseExactJson(answer.text())) : [];
    if (!holds(pairs)) return "lost";
    index = String(answer.index);
  }
  return "ended";
}

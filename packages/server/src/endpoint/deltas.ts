import { Buffer } from "node:buffer";
import { serverError } from "../errors.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { StateStore } from "../state/state-store.ts";
import type { ReadOptions } from "./blocking.ts";
import { type ChangeSource, encodeChange } from "./change-source.ts";
import type { Granted } from "./endpoint.ts";
import { bytes, type ReadResult, type Reply, refusal } from "./reply.ts";

/** Changes in one answer: it ends with the commit that passes this, and its index is that one's. */
const DELTAS_MAX = 1_000;
/** So many of one commit are not told at all. */
const DELTAS_OF_COMMIT_MAX = 10_000;

/** What is asked, and by whom. */
interface DeltasAsked {
  readonly source: ChangeSource;
  readonly reading: ReadOptions | undefined;
  readonly granted: Pick<Granted<never>, "refusal">;
}

/**
 * A read that waits, and answers with what changed since its index, deletes
 * included, in place of what is there: a list as `/v1/watch` tells it. 410
 * where some of that is forgotten.
 */
export function deltasReply(state: StateStore, { source, reading, granted }: DeltasAsked): Reply {
  const index = reading?.index ?? 0;
  if (index === 0) return refusal(refuse(serverError("deltas-without-index"), 400));
  if (index > state.revision) return refusal(forgotten(index, state.revision));
  return {
    kind: "blocking",
    read: {
      topics: source.topics,
      run(): ReadResult {
        const found = changesSince(source, index, granted);
        return found instanceof Refusal
          ? { index: state.revision, reply: refusal(found) }
          : {
              index: found.index,
              reply: bytes(Buffer.from(`[${found.changes.join(",")}]`), "application/json"),
            };
      },
    },
  };

  function changesSince(
    { since }: ChangeSource,
    from: number,
    rights: DeltasAsked["granted"],
  ): { readonly index: number; readonly changes: readonly string[] } | Refusal {
    const commits = since(from);
    if (commits === undefined) return forgotten(from, state.revision);
    const changes: string[] = [];
    let last = from;
    for (const { revision, events } of commits) {
      if (changes.length >= DELTAS_MAX) return { index: last, changes };
      let looked = 0;
      for (const event of events) {
        looked += 1;
        if (looked > DELTAS_OF_COMMIT_MAX) return forgotten(from, revision);
        const shown = encodeChange(event, rights);
        if (shown !== undefined) changes.push(shown);
      }
      if (changes.length > 0) last = revision;
    }
    return { index: changes.length === 0 ? from : Math.max(last, state.revision), changes };
  }
}

/** What happened since is not known any more, or was never known here. */
export function forgotten(index: number, now: number): Refusal {
  return refuse(serverError("changes-forgotten", index, now), 410);
}

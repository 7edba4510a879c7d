import { Buffer } from "node:buffer";
import type { Clock } from "@tutti/runtime";
import { type ChangeSource, type ChangesOfCommit, encodeChange } from "../endpoint/change-source.ts";
import { forgotten } from "../endpoint/deltas.ts";
import type { Granted } from "../endpoint/endpoint.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { StateStore } from "../state/state-store.ts";
import { watchError } from "./errors.ts";

/** After so long without news a client is told up to where it knows all. */
export const HEARTBEAT_MS = 15_000;
/** Of events that are encoded between two looks at whether the client has taken them, in characters. */
const PIECE_LENGTH = 64 << 10;
/** Rows that are looked at between two pauses, where hardly one may be seen. */
const LOOKED_AT_MAX = 1_000;

type Rights = Pick<Granted<never>, "refusal" | "renewed">;

/** Who follows what. */
export interface Following {
  readonly source: ChangeSource;
  /** All up to this revision is known. */
  readonly from: number;
  readonly granted: Rights;
  readonly gone: AbortSignal;
}

/**
 * Changes as server-sent events, for as long as the client wants them. Nothing
 * waits in a queue of its own: a client is a place in the history, and one that
 * the history has passed is told so and let go. The last event of a commit has
 * its revision as `id`, so that nobody goes on from the middle of one.
 */
export async function* streamOf(
  { source, from, granted, gone }: Following,
  { state, clock }: { readonly state: StateStore; readonly clock: Clock },
): AsyncGenerator<Buffer> {
  let known = from;
  yield Buffer.from(eventText("begin", JSON.stringify({ Kind: "begin", Index: from }), from));
  while (!gone.aborted) {
    // Whoever was let in may have lost the right since, or the token.
    const rights = granted.renewed();
    if (rights instanceof Refusal) return yield errorPiece(rights, state.revision);
    const commits = source.since(known);
    if (commits === undefined) return yield errorPiece(lost(), state.revision);
    if (commits.length > 0) {
      yield* tell(commits, rights);
      continue;
    }
    known = Math.max(known, state.revision);
    const isNews = await news();
    // Who wrote is answered first, however many are told of it.
    if (isNews) await clock.sleep(0);
    else if (!gone.aborted) yield Buffer.from(`: heartbeat\nid: ${known}\n\n`);
  }

  /** Tells commits up to the first piece that the client has to take, but the last one begun to its end. */
  async function* tell(commits: readonly ChangesOfCommit[], begunWith: Rights): AsyncGenerator<Buffer> {
    let rights: Rights | Refusal = begunWith;
    let text = "";
    for (const commit of commits) {
      let hasWaited = false;
      for (const part of textsOf(commit, () => rights)) {
        text += part;
        if (part !== "" && text.length < PIECE_LENGTH) continue;
        if (part === "") await clock.sleep(0);
        else yield Buffer.from(text);
        if (part !== "") text = "";
        hasWaited = true;
        rights = granted.renewed();
        // The loop tells why; what was not told of this commit is not known.
        if (rights instanceof Refusal) return;
      }
      known = commit.revision;
      if (hasWaited) break;
    }
    if (text !== "") yield Buffer.from(text);
  }

  /** Why what comes next is not known any more. */
  function lost(): Refusal {
    if (state.indexFloor > known) return refuse(watchError("watch-restored", state.revision), 410);
    return refuse(watchError("watch-too-slow", known, state.revision), 410);
  }

  /** Waits until what is followed changes: true; or until a heartbeat is due, or the client gone. */
  function news(): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isNews: boolean): void => {
        stop();
        timer.cancel();
        gone.removeEventListener("abort", leave);
        resolve(isNews);
      };
      const leave = (): void => end(false);
      const stop = state.watches.wait(source.topics, () => {
        // Before this commit nothing that is followed changed; however late this goes on, it is not too slow for that.
        known = Math.max(known, source.newest - 1);
        end(true);
      });
      const beat = (): void => {
        // Up to now nothing that is followed changed: it would have ended the wait.
        known = Math.max(known, state.revision);
        end(false);
      };
      const timer = clock.after(HEARTBEAT_MS, beat, { unref: true });
      gone.addEventListener("abort", leave);
    });
  }
}

/** The first and only event for who asks for what is not known any more. */
export async function* forgottenStream(from: number, state: StateStore): AsyncGenerator<Buffer> {
  yield errorPiece(forgotten(from, state.revision), state.revision);
}

/** The events of a commit; each is made once the one before it was taken. "" where many were not to be told. */
function* textsOf({ revision, events }: ChangesOfCommit, rights: () => Rights | Refusal): Generator<string> {
  let held: { readonly kind: string; readonly data: string } | undefined;
  let looked = 0;
  for (const event of events) {
    looked += 1;
    if (looked % LOOKED_AT_MAX === 0) yield "";
    const now = rights();
    if (now instanceof Refusal) return;
    const data = encodeChange(event, now);
    if (data === undefined) continue;
    if (held !== undefined) yield eventText(held.kind, held.data);
    held = { kind: data.startsWith('{"Kind":"delete"') ? "delete" : "put", data };
  }
  if (held !== undefined) yield eventText(held.kind, held.data, revision);
}

function eventText(kind: string, data: string, id?: number): string {
  return `event: ${kind}\ndata: ${data}\n${id === undefined ? "" : `id: ${id}\n`}\n`;
}

/** How a stream ends that cannot go on: why, and from which index to go on once everything was listed again. */
function errorPiece({ status, code, text }: Refusal, index: number): Buffer {
  const data = { Kind: "error", Status: status, Code: code, Message: text, Index: index };
  return Buffer.from(eventText("error", JSON.stringify(data)));
}

import type { Buffer } from "node:buffer";
import { nodeChanges, serviceChanges } from "../catalog/changes.ts";
import type { ChangeSource } from "../endpoint/change-source.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { empty, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { keyChanges, keysChanges } from "../kv/changes.ts";
import { type Need, right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import { watchError } from "./errors.ts";
import { forgottenStream, streamOf } from "./stream.ts";

/** Clients that follow changes at once; beyond it they are answered 429. */
const STREAMS_MAX = 10_000;

const SUBJECTS = ["key", "prefix", "service", "node"] as const;

/** What is followed: one thing by its name. */
interface Subject {
  readonly kind: (typeof SUBJECTS)[number];
  readonly name: string;
}

interface Asked extends Subject {
  /** All up to here is known; undefined: all up to now. */
  readonly index: number | undefined;
  readonly gone: AbortSignal;
}

/** `/v1/watch`: every change of a key, a prefix, a service or a node, as it comes. */
export function createWatchPart(context: ServerContext): ServerPart {
  return { endpoints: { "watch.follow": followEndpoint(context) } };
}

function followEndpoint({ state, config, runtime, metrics }: ServerContext): Endpoint {
  let streams = 0;
  metrics.observe(() => metrics.gauge("watch.streams", streams));

  async function* counted(pieces: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
    streams += 1;
    try {
      yield* pieces;
    } finally {
      streams -= 1;
    }
  }

  return endpoint<Asked>({
    decode(request) {
      const subject = decodeSubject(request);
      if (subject instanceof Refusal) return subject;
      const index = decodeIndex(request);
      return index instanceof Refusal ? index : { ...subject, index, gone: request.gone };
    },
    rights: (asked) => rightsOf(asked, config.acl.enableKeyListPolicy),
    answer({ index, gone, ...subject }, granted) {
      if (streams >= STREAMS_MAX)
        return refusal(refuse(watchError("watch-streams-too-many", STREAMS_MAX), 429));
      const source = sourceOf(state, subject);
      const from = index ?? state.revision;
      const isKnown = from <= state.revision && source.since(from) !== undefined;
      const pieces = isKnown
        ? streamOf({ source, from, granted, gone }, { state, clock: runtime.clock })
        : forgottenStream(from, state);
      return {
        kind: "pieces",
        // What lies between must neither keep it nor hold it back.
        headers: { "Cache-Control": "no-store", "X-Accel-Buffering": "no" },
        contentType: "text/event-stream",
        pieces: counted(pieces),
        otherwise: empty(),
      };
    },
  });
}

function decodeSubject({ query: asked }: ApiRequest): Outcome<Subject> {
  const query = asked.of("watch.follow");
  const [kind, ...more] = SUBJECTS.filter((name) => query.given(name));
  // All keys lie below the prefix ""; nothing else has no name.
  if (kind === undefined || more.length > 0 || (kind !== "prefix" && query.text(kind) === ""))
    return refuse(watchError("watch-subject-invalid"), 400);
  return { kind, name: query.text(kind) };
}

/** What a client got last counts more than what it asked for when it began. */
function decodeIndex({ query: asked, reading }: ApiRequest): Outcome<number | undefined> {
  const last = asked.of("watch.follow").text("last-event-id");
  if (last === "") return reading === undefined || reading.index === 0 ? undefined : reading.index;
  if (!/^[0-9]{1,15}$/.test(last))
    return refuse(watchError("watch-last-event-invalid", JSON.stringify(last)), 400);
  return Number(last);
}

/** Of what is below a prefix, and on a node, each row is asked for by itself. */
function rightsOf({ kind, name }: Subject, asksToList: boolean): readonly Need[] {
  if (kind === "prefix") return asksToList ? [right("key", "list", name)] : openToAll();
  return [right(kind, "read", name)];
}

function sourceOf({ kv, catalog }: ServerState, { kind, name }: Subject): ChangeSource {
  if (kind === "key") return keyChanges(kv, name);
  if (kind === "prefix") return keysChanges(kv, name);
  return kind === "service" ? serviceChanges(catalog, name) : nodeChanges(catalog, name);
}

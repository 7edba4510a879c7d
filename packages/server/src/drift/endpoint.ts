import { flag, int, list, struct, text } from "../decode/shape.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { json, refusal } from "../endpoint/reply.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { type Told, ToldBoard } from "../told/told-board.ts";
import { driftError } from "./errors.ts";

const DRIFT_TOPIC = "drift";
/** Most directories that are watched at a time. */
const WATCHES_MAX = 256;

const ATTRIBUTE = struct("drift.Attribute", { Path: text, Before: text, After: text, Sensitive: flag });
const DRIFTED = struct("drift.Object", {
  Address: text,
  Change: text,
  SeenAt: text,
  Attributes: list(ATTRIBUTE),
});
const BY_PACE = struct("drift.ByPace", { Address: text, LastLook: text });
const UNSEEN = struct("drift.Unseen", { Address: text, Why: text, LastLook: text });

const TOLD = struct("drift.Status", {
  ID: text,
  Status: text,
  Workspace: text,
  Objects: int,
  ByEvents: int,
  Drifted: int,
  Drifts: list(DRIFTED),
  ByPace: list(BY_PACE),
  Unseen: list(UNSEEN),
});

const STATUSES = ["watching", "blind", "stopped"] as const;

/** What a watch of a directory tells: counts of all, and of what it names no more than it says. */
interface ToldDrift extends Told {
  readonly Status: (typeof STATUSES)[number];
  /** Objects that are not what their state says. */
  readonly Drifted: number;
}

/** `/v1/drift`: which objects of watched directories are not what their states say. */
export function createDriftPart(context: ServerContext): ServerPart {
  const board = new ToldBoard<ToldDrift>(context.state.watches, {
    topic: DRIFT_TOPIC,
    most: WATCHES_MAX,
    live: new Set(["watching", "blind"]),
  });
  const { metrics, runtime } = context;
  metrics.observe(() => {
    const now = runtime.clock.now();
    for (const kept of board.list(now))
      if (board.goesOn(kept, now)) metrics.gauge("drift.objects", kept.told.Drifted, { watch: kept.name });
  });
  return {
    endpoints: { "drift.list": listEndpoint(context, board), "drift.tell": tellEndpoint(context, board) },
  };
}

function listEndpoint({ runtime }: ServerContext, board: ToldBoard<ToldDrift>): Endpoint {
  return endpoint<undefined, ReturnType<typeof board.shown>>({
    decode: () => undefined,
    rights: openToAll,
    visible: ({ Name }) => [right("drift", "read", Name)],
    answer: (_, granted) =>
      blockingJson({
        topics: [DRIFT_TOPIC],
        run() {
          const now = runtime.clock.now();
          const all = board.list(now).map((kept) => board.shown(kept, now));
          return { index: board.index, value: granted.visible(all) };
        },
      }),
  });
}

function tellEndpoint({ runtime }: ServerContext, board: ToldBoard<ToldDrift>): Endpoint {
  return endpoint<{ readonly name: string; readonly told: ToldDrift }>({
    async decode(request) {
      const name = request.rest;
      if (name === "") return refuse(driftError("drift-without-a-name"), 400);
      const body = await readBodyAs(request, TOLD);
      if (body instanceof Refusal) return body;
      const Status = STATUSES.find((known) => known === body.Status);
      return Status === undefined
        ? refuse(driftError("drift-status-unknown", STATUSES.join(", "), JSON.stringify(body.Status)), 400)
        : { name, told: { ...body, Status } };
    },
    rights: ({ name }) => [right("drift", "write", name)],
    answer({ name, told }) {
      const outcome = board.tell(name, told, runtime.clock.now());
      if (outcome === "taken")
        return refusal(refuse(driftError("drift-watched-elsewhere", JSON.stringify(name)), 409));
      return outcome === "full"
        ? refusal(refuse(driftError("drifts-too-many", WATCHES_MAX), 429))
        : json(true);
    },
  });
}

import { int, struct, text } from "../decode/shape.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { json, refusal } from "../endpoint/reply.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import {
  type KeptRollout,
  ROLLOUT_ACTIONS,
  ROLLOUTS_MAX,
  ROLLOUTS_TOPIC,
  type RolloutAction,
  RolloutBoard,
  runs,
  type ToldRollout,
} from "./board.ts";
import { rolloutError } from "./errors.ts";

const TOLD = struct("rollout.Status", {
  ID: text,
  Status: text,
  Strategy: text,
  Done: int,
  Of: int,
  Desired: int,
  MaxSurge: int,
  MaxUnavailable: int,
  WaitsFor: text,
});

const STATUSES = ["running", "paused", "done", "failed", "stopped"] as const;

/** `/v1/rollouts`: how far the rollouts of applies are, and what is wished of them. */
export function createRolloutPart(context: ServerContext): ServerPart {
  const board = new RolloutBoard(context.state.watches);
  return {
    endpoints: {
      "rollout.list": listEndpoint(context, board),
      "rollout.read": readEndpoint(context, board),
      "rollout.tell": tellEndpoint(context, board),
      "rollout.wish": wishEndpoint(context, board),
    },
  };
}

function listEndpoint({ runtime }: ServerContext, board: RolloutBoard): Endpoint {
  return endpoint<undefined, KeptRollout>({
    decode: () => undefined,
    rights: openToAll,
    visible: ({ Name }) => [right("rollout", "read", Name)],
    answer: (_, granted) =>
      blockingJson({
        topics: [ROLLOUTS_TOPIC],
        run() {
          const now = runtime.clock.now();
          const seen = granted.visible(board.list(now));
          return { index: board.index, value: seen.map((one) => shown(one, now)) };
        },
      }),
  });
}

function readEndpoint({ runtime }: ServerContext, board: RolloutBoard): Endpoint {
  return endpoint<string>({
    decode: ({ rest }) => nameOf(rest),
    rights: (name) => [right("rollout", "read", name)],
    answer: (name) =>
      blockingJson({
        topics: [ROLLOUTS_TOPIC],
        run() {
          const now = runtime.clock.now();
          const found = board.get(name, now);
          return { index: board.index, value: found === undefined ? notFound(name) : shown(found, now) };
        },
      }),
  });
}

/** Only one apply runs a rollout of a name: another one's is not written over while that is heard of. */
function tellEndpoint({ runtime }: ServerContext, board: RolloutBoard): Endpoint {
  return endpoint<{ readonly name: string; readonly told: ToldRollout }>({
    async decode(request) {
      const name = nameOf(request.rest);
      if (name instanceof Refusal) return name;
      const body = await readBodyAs(request, TOLD);
      if (body instanceof Refusal) return body;
      const Status = STATUSES.find((known) => known === body.Status) ?? "running";
      return { name, told: { ...body, Status } };
    },
    rights: ({ name }) => [right("rollout", "write", name)],
    answer({ name, told }) {
      const now = runtime.clock.now();
      const before = board.get(name, now);
      if (before !== undefined && before.ID !== told.ID && runs(before, now))
        return refusal(refuse(rolloutError("rollout-runs-elsewhere", JSON.stringify(name)), 409));
      if (!board.tell(name, told, now))
        return refusal(refuse(rolloutError("rollouts-too-many", ROLLOUTS_MAX), 429));
      const kept = board.get(name, now);
      return json(kept === undefined ? {} : shown(kept, now));
    },
  });
}

function wishEndpoint({ runtime }: ServerContext, board: RolloutBoard): Endpoint {
  return endpoint<{ readonly name: string; readonly action: RolloutAction }>({
    decode(request) {
      const name = nameOf(request.rest);
      if (name instanceof Refusal) return name;
      const asked = request.query.of("rollout.wish").text("action");
      const action = ROLLOUT_ACTIONS.find((known) => known === asked);
      return action === undefined
        ? refuse(
            rolloutError("rollout-action-unknown", ROLLOUT_ACTIONS.join(", "), JSON.stringify(asked)),
            400,
          )
        : { name, action };
    },
    rights: ({ name }) => [right("rollout", "write", name)],
    answer: ({ name, action }) =>
      board.wish(name, action, runtime.clock.now()) ? json(true) : refusal(notFound(name)),
  });
}

function nameOf(rest: string): string | Refusal {
  return rest === "" ? refuse(rolloutError("rollout-without-a-name"), 400) : rest;
}

function notFound(name: string): Refusal {
  return refuse(rolloutError("rollout-not-found", JSON.stringify(name)), 404);
}

/** As the API shows it; one whose apply is not heard of any more is `lost`. */
function shown(rollout: KeptRollout, now: number): Readonly<Record<string, unknown>> {
  const { startedAt, heardAt, modifyIndex, Status, ...rest } = rollout;
  const isLost = !runs(rollout, now) && (Status === "running" || Status === "paused");
  return {
    ...rest,
    Status: isLost ? "lost" : Status,
    StartTime: new Date(startedAt).toISOString(),
    UpdateTime: new Date(heardAt).toISOString(),
    ModifyIndex: modifyIndex,
  };
}

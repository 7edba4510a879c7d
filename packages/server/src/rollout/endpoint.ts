import { int, struct, text } from "../decode/shape.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { json, refusal } from "../endpoint/reply.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import {
  ROLLOUT_ACTIONS,
  ROLLOUT_STATUSES,
  ROLLOUTS_MAX,
  ROLLOUTS_TOPIC,
  type RolloutAction,
  RolloutBoard,
  type ShownRollout,
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
  return endpoint<undefined, ShownRollout>({
    decode: () => undefined,
    rights: openToAll,
    visible: ({ Name }) => [right("rollout", "read", Name)],
    answer: (_, granted) =>
      blockingJson({
        topics: [ROLLOUTS_TOPIC],
        run() {
          const seen = granted.visible(board.list(runtime.clock.now()));
          return { index: board.index, value: seen };
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
          const found = board.get(name, runtime.clock.now());
          return { index: board.index, value: found ?? notFound(name) };
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
      const Status = ROLLOUT_STATUSES.find((known) => known === body.Status);
      return Status === undefined
        ? refuse(
            rolloutError("rollout-status-unknown", ROLLOUT_STATUSES.join(", "), JSON.stringify(body.Status)),
            400,
          )
        : { name, told: { ...body, Status } };
    },
    rights: ({ name }) => [right("rollout", "write", name)],
    answer({ name, told }) {
      const now = runtime.clock.now();
      const outcome = board.tell(name, told, now);
      if (outcome === "taken")
        return refusal(refuse(rolloutError("rollout-runs-elsewhere", JSON.stringify(name)), 409));
      if (outcome === "full") return refusal(refuse(rolloutError("rollouts-too-many", ROLLOUTS_MAX), 429));
      return json(board.get(name, now) ?? {});
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

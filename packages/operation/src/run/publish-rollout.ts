import { createAgentClient } from "@tutti/agent-api";
import type { RolloutHandle } from "@tutti/engine";
import { createStop, every, followIndex, type Runtime } from "@tutti/runtime";
import { UserEvents } from "../told/user-events.ts";
import { rolloutPhase } from "./rollout-phase.ts";

/** Said again so often, so that nobody takes the apply for dead. */
const TELL_MS = 20_000;
const RETRY_MS = 2_000;
const TIMEOUT_MS = 10_000;
/** How long a question for wishes waits: with what the agent adds, less than the timeout. */
const WAIT = "8s";

/**
 * Tells the agent of this machine how far a rollout is, each phase as a user event too, and does what somebody
 * wishes of it there. Where nobody can be told, the rollout goes on by itself;
 * one that needs a person to promote it is ended before anything is made.
 * Gives back how to end it; it resolves when the last word was told.
 */
export function publishRollout(
  runtime: Runtime,
  applyId: string,
  rollout: RolloutHandle,
): () => Promise<void> {
  const client = createAgentClient(runtime, { timeoutMs: TIMEOUT_MS });
  const { planned } = rollout;
  const stop = createStop();
  let last: Promise<unknown> = Promise.resolve();
  let isFirst = true;
  let isOver = false;
  const told = () => ({
    ID: applyId,
    Status: isOver && !ENDED.has(rollout.status.kind) ? "stopped" : rollout.status.kind,
    Strategy: planned.strategy,
    Done: rollout.progress.done,
    Of: rollout.progress.of,
    Desired: planned.desired,
    MaxSurge: planned.surge,
    MaxUnavailable: planned.unavailable,
    WaitsFor: rollout.awaitsPromotion ? "promotion" : rollout.blind ? "health" : "",
  });
  const tell = (): void => {
    const body = told();
    last = last.then(async () => {
      const why = await client
        .call("rollout.tell", { rest: planned.name, body })
        .then(({ status, text }) => (status === 200 ? undefined : `${status} ${text().trim()}`))
        .catch((error: unknown) => String(error instanceof Error ? error.message : error));
      const needsPerson = planned.promote === "manual" && planned.first > 0;
      if (why !== undefined && isFirst && needsPerson)
        rollout.abort(
          `nobody could promote it, because the agent at ${client.address} does not take it (${why}).`,
        );
      isFirst = false;
    });
  };
  const listen = (): Promise<void> => {
    let seen: number | undefined;
    return followIndex({
      clock: runtime.clock,
      stop: stop.signal,
      async ask(index: number | undefined, signal) {
        const query = index === undefined ? {} : { index: String(index), wait: WAIT };
        const answer = await client.call("rollout.read", { rest: planned.name, query, signal });
        if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text().trim()}`);
        return { index: answer.index, row: answer.json() as Row };
      },
      heed({ row }) {
        if (seen !== undefined && row.WishIndex !== seen) perform(rollout, row.Wish);
        seen = row.WishIndex;
      },
      failed: () => RETRY_MS,
    });
  };
  const events = new UserEvents(client);
  let phase: ReturnType<typeof told> | undefined;
  const announce = (): void => {
    const now = told();
    const name = rolloutPhase(phase, now);
    phase = now;
    const { Strategy: strategy, Done: done, Of: of } = now;
    if (name !== undefined) events.fire(`rollout:${name}`, { name: planned.name, strategy, done, of });
  };
  let before = "";
  rollout.onChange(() => {
    const now = JSON.stringify(told());
    if (now === before) return;
    before = now;
    tell();
    announce();
  });
  tell();
  announce();
  const again = every(runtime.clock, TELL_MS, tell, { unref: true });
  void last.then(listen);
  return async () => {
    again.cancel();
    stop.abort();
    isOver = true;
    tell();
    announce();
    await last;
    await events.told();
  };
}

const ENDED: ReadonlySet<string> = new Set(["done", "failed"]);

interface Row {
  readonly Wish: string;
  readonly WishIndex: number;
}

function perform(rollout: RolloutHandle, wish: string): void {
  switch (wish) {
    case "pause":
      rollout.pause();
      return;
    case "resume":
      rollout.resume();
      return;
    case "promote":
      rollout.promote();
      return;
    case "abort":
      rollout.abort();
      return;
  }
}

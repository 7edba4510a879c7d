import { type Clock, followIndex, fromUnknown } from "@tutti/runtime";
import type { WatchPlan } from "./watch-plan.ts";

/** What was answered to a question of a watch. */
export interface WatchAnswer {
  readonly status: number;
  /** X-Consul-Index, whole: that of events has 64 bits. */
  readonly index: string;
  readonly text: string;
}

/** Who watches, and for whom. */
export interface WatchRun {
  readonly plan: WatchPlan;
  readonly clock: Clock;
  /** Ends the watch. */
  readonly stop: AbortSignal;
  /** Asks, and waits for news behind `index`; rejects where nobody answers. */
  ask(plan: WatchPlan, index: string | undefined, stop: AbortSignal): Promise<WatchAnswer>;
  /** JSON as data. */
  parse(text: string): unknown;
  /** Gets what is new; the watch waits for it. */
  handle(index: string, seen: unknown): Promise<void>;
  /** Hears of each question that failed, and when it will be asked again. */
  failed(why: string, retryMs: number): void;
}

/** So long after the first failure in a row; with the square of their number, up to three minutes. */
const RETRY_MS = 5000;
const RETRY_MS_MAX = 180_000;

/**
 * Asks again and again, and hands on what differs from what was handed on last;
 * the first answer always, nothing at all too. After a failure the next answer
 * is a first one.
 */
export function followWatch({ plan, clock, stop, ...run }: WatchRun): Promise<void> {
  let seen: { readonly index: string; readonly text: string } | undefined;
  return followIndex({
    clock,
    stop,
    async ask(index: string | undefined) {
      const answer = await run.ask(plan, index, stop);
      const why = refusal(answer);
      if (why !== undefined) throw new Error(why);
      return answer;
    },
    async heed({ status, index, text }) {
      const last = seen;
      if (last?.index === index) return;
      const body = status === 404 ? "" : text;
      seen = { index, text: body };
      if (last?.text === body) return;
      await run.handle(index, plan.shape(status === 404 ? undefined : run.parse(text), last?.index));
    },
    failed(why, failures) {
      seen = undefined;
      const retryMs = Math.min(RETRY_MS * failures ** 2, RETRY_MS_MAX);
      run.failed(fromUnknown(why, "watch").message, retryMs);
      return retryMs;
    },
  });
}

function refusal({ status, index, text }: WatchAnswer): string | undefined {
  if (status !== 200 && status !== 404) return `Unexpected response code: ${status} (${text})`;
  // Without an index there is nothing to wait for, and the next answer would come at once.
  return index === "" || index === "0" ? "the answer has no X-Consul-Index" : undefined;
}

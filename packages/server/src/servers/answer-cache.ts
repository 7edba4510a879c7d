import { Buffer } from "node:buffer";
import type { Parameters, Route } from "@tutti/agent-api";
import type { Clock } from "@tutti/runtime";
import { assert } from "@tutti/runtime";
import type { ReadResult } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import type { Authorizer } from "../rights/authorizer.ts";
import type { Watches } from "../state/watches.ts";

/** Most encoded answers kept; beyond it the one that was asked for longest ago goes. */
export const ANSWERS_MAX = 4096;
/** Most bytes of answers and their questions kept. */
export const ANSWERS_BYTES_MAX = 64 << 20;
/** An answer larger than this is not kept: it would drive out too many others. */
export const ANSWER_BYTES_MAX = ANSWERS_BYTES_MAX >> 3;
/** Most questions whose first asking is remembered for `?cached`, and the longest of them: the others are always new. */
export const CACHED_QUESTIONS_MAX = 4096;
export const CACHED_QUESTION_LENGTH_MAX = 2048;

const NO_PARAMETERS: Parameters = {};

interface Kept {
  readonly result: ReadResult;
  readonly size: number;
  readonly stop: () => void;
}

/**
 * What a request is understood as: equal for requests that are answered alike.
 * Parameters that the route does not know make no difference, nor do the way
 * they are escaped, or how long the answer may wait.
 */
export function questionOf(
  route: Route,
  { query }: Pick<ApiRequest, "query">,
  authorizer: Pick<Authorizer, "id">,
  shareKey: string,
  pretty: boolean,
): string {
  // As JSON, so that no name can pass for another one's end.
  const whose = JSON.stringify([authorizer.id, shareKey]);
  return `${route.id} ${pretty} ${whose} ${query.understood(route.query ?? NO_PARAMETERS)}`;
}

/**
 * Encoded answers, each until something it was made of changes.
 *
 * Invariants: as many answers as waits; `#bytes` is the sum of the sizes, and
 * within its bound.
 */
export class AnswerCache {
  readonly #watches: Watches;
  readonly #clock: Clock;
  readonly #answers = new Map<string, Kept>();
  readonly #askedAt = new Map<string, number>();
  #bytes = 0;

  constructor(watches: Watches, clock: Clock) {
    this.#watches = watches;
    this.#clock = clock;
  }

  /** How many questions are remembered. */
  get remembered(): number {
    return this.#askedAt.size;
  }

  /** How many bytes are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  get(question: string): ReadResult | undefined {
    const kept = this.#answers.get(question);
    if (kept === undefined) return undefined;
    // Youngest last.
    this.#answers.delete(question);
    this.#answers.set(question, kept);
    return kept.result;
  }

  set(question: string, result: ReadResult, topics: readonly string[]): void {
    this.#drop(question);
    const size = sizeOf(question, result);
    if (size > ANSWER_BYTES_MAX) return;
    const stop = this.#watches.wait(topics, () => this.#drop(question));
    this.#answers.set(question, { result, size, stop });
    this.#bytes += size;
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= ANSWERS_MAX && this.#bytes <= ANSWERS_BYTES_MAX) break;
      this.#drop(oldest);
    }
    assert(this.#bytes <= ANSWERS_BYTES_MAX, "the answers stay within their bound");
  }

  /**
   * Whether the question was asked before, as `X-Cache` and `Age` tell it. The
   * answer itself is never old: it is made anew when its data changes.
   */
  ageHeaders(question: string): Record<string, string> {
    const now = this.#clock.monotonic();
    const since = this.#askedAt.get(question);
    if (question.length > CACHED_QUESTION_LENGTH_MAX) return { "X-Cache": "MISS" };
    if (since !== undefined) return { "X-Cache": "HIT", Age: String(Math.floor((now - since) / 1000)) };
    this.#askedAt.set(question, now);
    if (this.#askedAt.size > CACHED_QUESTIONS_MAX) this.#askedAt.clear();
    return { "X-Cache": "MISS" };
  }

  #drop(question: string): void {
    const kept = this.#answers.get(question);
    if (kept === undefined) return;
    kept.stop();
    this.#answers.delete(question);
    this.#bytes -= kept.size;
  }
}

function sizeOf(question: string, { reply }: ReadResult): number {
  const body = reply.kind === "whole" && Buffer.isBuffer(reply.body) ? reply.body.length : 0;
  return Buffer.byteLength(question) + body;
}

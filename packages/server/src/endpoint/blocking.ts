import type { Route } from "@tutti/agent-api";
import { parseDurationNs } from "@tutti/values";
import { serverError } from "../errors.ts";
import type { ServerConfig } from "../server-config.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { type Headers, joinHeaders } from "./headers.ts";
import type { Query } from "./query-string.ts";
import type { Answer } from "./reply.ts";

/** A random part of the wait on top, so that clients do not come back all at once: a sixteenth. */
export const WAIT_JITTER_FRACTION = 1 / 16;

/** How new an answer has to be. */
export type Consistency = "leader" | "stale" | "consistent";

/** What a request waits for, and how long. */
export interface Wait {
  /** Wait until the index is beyond it; 0 does not wait. */
  readonly index: number;
  readonly waitMs: number;
}

/** How new an answer has to be, and whether the agent's cache may give it. */
export interface Freshness {
  readonly consistency: Consistency;
  readonly cached: boolean;
}

/** How a read was asked for. */
export interface ReadOptions extends Wait, Freshness {}

/** How long a blocking read waits unless told otherwise, and at most. */
export type WaitLimits = Pick<ServerConfig, "waitDefaultMs" | "waitMaxMs">;

/** Where nothing is configured: 5 and 10 minutes. */
export const WAIT_LIMITS: WaitLimits = { waitDefaultMs: 300_000, waitMaxMs: 600_000 };

/** The read options of a request, or what is wrong with them. */
export function parseReadOptions(
  query: Pick<Query, "common">,
  limits: WaitLimits = WAIT_LIMITS,
): Outcome<ReadOptions> {
  const freshness = parseFreshness(query);
  if (freshness instanceof Refusal) return freshness;
  const wait = parseWait(query, limits);
  return wait instanceof Refusal ? wait : { ...wait, ...freshness };
}

/** How new an answer has to be, or what is wrong with how that is asked for. */
export function parseFreshness({ common: query }: Pick<Query, "common">): Outcome<Freshness> {
  const consistent = query.flag("consistent");
  const maxStale = query.text("max_stale");
  if (maxStale !== "" && parseDurationNs(maxStale) === undefined)
    return refuse(serverError("max-stale-invalid", JSON.stringify(maxStale)), 400);
  // Who says how stale it may be says that it may be stale.
  const stale = query.flag("stale") || maxStale !== "";
  if (stale && consistent) return refuse(serverError("stale-and-consistent"), 400);
  const cached = query.flag("cached");
  if (cached && consistent) return refuse(serverError("cached-and-consistent"), 400);
  return { consistency: stale ? "stale" : consistent ? "consistent" : "leader", cached };
}

/** How long a request is to wait for news, and for which; or what is wrong with that. */
export function parseWait(
  { common: query }: Pick<Query, "common">,
  limits: WaitLimits = WAIT_LIMITS,
): Outcome<Wait> {
  const wait = query.text("wait");
  const waitNs = wait === "" ? undefined : parseDurationNs(wait);
  if (wait !== "" && waitNs === undefined) return refuse(serverError("wait-time-invalid"), 400);
  // `?index=` alone does not wait.
  const index = query.filled("index") ? query.uint("index") : 0n;
  if (index instanceof Refusal) return refuse(serverError("wait-index-invalid"), 400);
  return {
    index: Number(index ?? 0n),
    waitMs: Math.min(
      waitNs === undefined || waitNs <= 0 ? limits.waitDefaultMs : waitNs / 1e6,
      limits.waitMaxMs,
    ),
  };
}

/** The headers of a read's answer. */
export function readHeaders(
  route: Route,
  index: number,
  options: ReadOptions | undefined,
  knownLeader = true,
): Headers {
  const headers = {
    "X-Consul-Index": String(Math.max(1, index)),
    "X-Consul-KnownLeader": String(knownLeader),
    "X-Consul-LastContact": "0",
  };
  return route.consistency === true && options !== undefined
    ? joinHeaders(headers, { "X-Consul-Effective-Consistency": options.consistency })
    : headers;
}

/** An error as a route answers it: some tell an index even then. */
export function withMeta(route: Route, answer: Answer): Answer {
  if (route.metaOnError !== true || answer.kind !== "whole" || answer.isBare === true) return answer;
  return { ...answer, headers: joinHeaders(answer.headers, readHeaders(route, 1, undefined, false)) };
}

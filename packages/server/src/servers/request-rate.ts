import type { Route } from "@tutti/agent-api";
import type { Clock } from "@tutti/runtime";
import type { Metrics } from "@tutti/telemetry";
import { serverError } from "../errors.ts";
import type { RequestLimits } from "../server-config.ts";
import { type Refusal, refuse } from "../state/refusal.ts";

/** Between two lines of the log about one kind of request. */
const LOG_EVERY_MS = 10_000;

/** What tells who leads, and how the servers are, is answered however much else is asked. */
const EXEMPT: ReadonlySet<string> = new Set([
  "status.leader",
  "status.peers",
  "operator.autopilot-health",
  "operator.raft-configuration",
]);

interface Bucket {
  /** Requests that may still come at once; up to those of a second, and at least one. */
  tokens: number;
  filledAt: number;
  loggedAt: number;
}

/** How many requests the servers answer in a second, all clients together: Consul's `limits.request_limits`. */
export class RequestRate {
  #limits: RequestLimits;
  #buckets: Readonly<Record<"read" | "write", Bucket>>;
  readonly #clock: Clock;
  readonly #metrics: Pick<Metrics, "count">;
  readonly #log: (line: string) => void;

  constructor(
    limits: RequestLimits,
    parts: { readonly clock: Clock; readonly metrics: Pick<Metrics, "count">; log(line: string): void },
  ) {
    this.#clock = parts.clock;
    this.#metrics = parts.metrics;
    this.#log = parts.log;
    this.#limits = limits;
    this.#buckets = this.#filled();
  }

  /** Takes over other limits, and begins to count anew. */
  renew(limits: RequestLimits): void {
    this.#limits = limits;
    this.#buckets = this.#filled();
  }

  /** Counts a request; why it is not answered, where there are too many. */
  refusal({ id, method }: Pick<Route, "id" | "method">): Refusal | undefined {
    const { mode, readRate, writeRate } = this.#limits;
    if (mode === "disabled" || EXEMPT.has(id)) return undefined;
    const type = method === "GET" ? "read" : "write";
    const rate = type === "read" ? readRate : writeRate;
    if (this.#takes(type, rate)) return undefined;
    this.#metrics.count("rpc.rate_limit.exceeded", 1, { limit_type: `global/${type}`, op: id, mode });
    this.#logOnce(type, id, rate);
    if (mode === "permissive") return undefined;
    return type === "read"
      ? refuse(serverError("read-rate-exceeded"), 429)
      : refuse(serverError("write-rate-exceeded"), 503);
  }

  #takes(type: "read" | "write", rate: number): boolean {
    if (!Number.isFinite(rate)) return true;
    const bucket = this.#buckets[type];
    const now = this.#clock.monotonic();
    bucket.tokens = Math.min(burstOf(rate), bucket.tokens + ((now - bucket.filledAt) * rate) / 1_000);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #logOnce(type: "read" | "write", op: string, rate: number): void {
    const bucket = this.#buckets[type];
    const now = this.#clock.monotonic();
    if (now - bucket.loggedAt < LOG_EVERY_MS) return;
    bucket.loggedAt = now;
    const isAnswered = this.#limits.mode === "permissive" ? "answered all the same" : "refused";
    this.#log(`limits: more than ${rate} ${type}s a second: ${op} was ${isAnswered}`);
  }

  #filled(): Readonly<Record<"read" | "write", Bucket>> {
    const filledAt = this.#clock.monotonic();
    const bucket = (rate: number): Bucket => ({
      tokens: burstOf(rate),
      filledAt,
      loggedAt: Number.NEGATIVE_INFINITY,
    });
    return { read: bucket(this.#limits.readRate), write: bucket(this.#limits.writeRate) };
  }
}

function burstOf(rate: number): number {
  return Math.max(1, rate);
}

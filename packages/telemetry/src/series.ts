import { Aggregate } from "./aggregate.ts";
import type { Labels } from "./metrics.ts";

export type SeriesKind = "gauge" | "counter" | "sample";

/** Ten seconds: what `/v1/agent/metrics` tells of, and how often gauges are sent. */
export const INTERVAL_MS = 10_000;

/**
 * One name with one set of labels: its value, or what came in this interval and
 * in the one before, and what came since the start. Intervals are numbered; a
 * series turns to a new one when something comes in it, so that time costs nothing.
 */
export class Series {
  readonly kind: SeriesKind;
  readonly name: string;
  readonly labels: Labels;
  /** Of a gauge. */
  value = 0;
  total = 0;
  count = 0;
  touchedAt = 0;
  #interval = -1;
  #now = new Aggregate();
  #before: Aggregate | undefined;

  constructor(kind: SeriesKind, name: string, labels: Labels) {
    this.kind = kind;
    this.name = name;
    this.labels = labels;
  }

  add(value: number, at: { readonly ms: number; readonly interval: number }, keepsValues: boolean): void {
    this.touchedAt = at.ms;
    if (this.kind === "gauge") {
      this.value = value;
      return;
    }
    if (at.interval !== this.#interval) {
      this.#before = at.interval === this.#interval + 1 ? this.#now : undefined;
      this.#now = new Aggregate();
      this.#interval = at.interval;
    }
    this.#now.add(value, keepsValues && this.kind === "sample");
    this.total += value;
    this.count += 1;
  }

  /** What came in an interval: this one or the one before. */
  of(interval: number): Aggregate | undefined {
    if (interval === this.#interval) return this.#now;
    return interval === this.#interval - 1 ? this.#before : undefined;
  }
}

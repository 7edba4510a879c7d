import type { Clock } from "@tutti/runtime";
import type { Labels, Metrics } from "./metrics.ts";
import { compileNameRules, type NameRules } from "./name-rules.ts";
import { INTERVAL_MS, Series, type SeriesKind } from "./series.ts";

/** How names are made, and which are told. */
export interface MetricsOptions {
  /** The first part of each name; "" for none. */
  readonly prefix: string;
  /** The second part of gauges' names; "" for none. */
  readonly hostname: string;
  readonly rules: NameRules;
  /** Whether quantiles will be asked for. */
  readonly keepsValues: boolean;
}

/** What was told so far, to be read. */
export interface MetricRegistry extends Metrics {
  /** Every series, by name and labels; what is observed is told anew before. */
  read(): readonly Series[];
  /** The interval that is whole, or the first one while there is no other. */
  readonly interval: { readonly number: number; readonly beganMs: number };
  /** Hears of everything that is told, as it is told. */
  onTold(hear: (series: Series, value: number) => void): void;
}

/** Most series at once: labels come from outside. Beyond it those untouched for a minute go, and new ones are not taken. */
export const SERIES_MAX = 10_000;
const UNTOUCHED_MS = 60_000;

/** Keeps what it is told in memory that does not grow with time. */
export function createMetrics(clock: Clock, options: MetricsOptions): MetricRegistry {
  const { prefix, hostname, rules, keepsValues } = options;
  const isTold = compileNameRules(rules);
  const began = { at: clock.monotonic(), ms: clock.now() };
  const known = new Map<string, Series | undefined>();
  const observers: (() => void)[] = [];
  const listeners: ((series: Series, value: number) => void)[] = [];

  function tell(kind: SeriesKind, name: string, value: number, labels: Labels): void {
    const series = find(kind, name, labels);
    if (series !== undefined) add(series, value);
  }

  function add(series: Series, value: number): void {
    const ms = clock.monotonic();
    series.add(value, { ms, interval: Math.floor((ms - began.at) / INTERVAL_MS) }, keepsValues);
    for (const hear of listeners) hear(series, value);
  }

  /** As `tell`, looking the series up only after some may have gone. */
  function teller(kind: SeriesKind, name: string, labels: Labels): (value: number) => void {
    let series: Series | undefined;
    let foundIn = -1;
    return (value) => {
      if (foundIn !== sweeps || series === undefined) {
        series = find(kind, name, labels);
        foundIn = sweeps;
      }
      if (series !== undefined) add(series, value);
    };
  }

  function find(kind: SeriesKind, name: string, labels: Labels): Series | undefined {
    let key = `${kind}:${name}`;
    for (const label in labels) key += `\0${label}\0${labels[label]}`;
    if (known.has(key)) return known.get(key);
    if (known.size >= SERIES_MAX && !makeRoom()) return undefined;
    const whole = [prefix, kind === "gauge" ? hostname : "", name].filter((part) => part !== "").join(".");
    const series = isTold(whole) ? new Series(kind, whole, labels) : undefined;
    known.set(key, series);
    return series;
  }

  /** Looks at all at most once an interval, so that a flood of names does not cost the square of it. */
  let sweptAt = Number.NEGATIVE_INFINITY;
  let sweeps = 0;
  function makeRoom(): boolean {
    const now = clock.monotonic();
    if (now - sweptAt < INTERVAL_MS) return false;
    sweptAt = now;
    sweeps += 1;
    for (const [key, series] of known)
      if (series === undefined || now - series.touchedAt >= UNTOUCHED_MS) known.delete(key);
    return known.size < SERIES_MAX;
  }

  return {
    gauge: (name, value, labels = NONE) => tell("gauge", name, value, labels),
    count: (name, times = 1, labels = NONE) => tell("counter", name, times, labels),
    sample: (name, ms, labels = NONE) => tell("sample", name, ms, labels),
    counter(name, labels = NONE) {
      const told = teller("counter", name, labels);
      return (times = 1) => told(times);
    },
    sampler: (name, labels = NONE) => teller("sample", name, labels),
    observe(observer) {
      observers.push(observer);
    },
    onTold(hear) {
      listeners.push(hear);
    },
    get interval() {
      const number = Math.max(0, Math.floor((clock.monotonic() - began.at) / INTERVAL_MS) - 1);
      return { number, beganMs: began.ms + number * INTERVAL_MS };
    },
    read() {
      for (const observer of observers) observer();
      return [...known]
        .flatMap(([key, series]) => (series === undefined ? [] : [[key, series] as const]))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, series]) => series);
    },
  };
}

const NONE: Labels = {};

/** Hears nothing and keeps nothing. */
export const METRICS_OFF: Metrics = {
  gauge() {},
  count() {},
  sample() {},
  counter: () => () => {},
  sampler: () => () => {},
  observe() {},
};

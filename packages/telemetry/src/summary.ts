import type { Aggregate } from "./aggregate.ts";
import type { Labels } from "./metrics.ts";
import type { MetricRegistry } from "./registry.ts";
import type { Series, SeriesKind } from "./series.ts";

/** One gauge. */
interface GaugeValue {
  readonly Name: string;
  readonly Value: number;
  readonly Labels: Labels;
}

/** What came of one name in an interval. */
interface SampledValue {
  readonly Name: string;
  readonly Count: number;
  /** Of the sum, a second. */
  readonly Rate: number;
  readonly Sum: number;
  readonly Min: number;
  readonly Max: number;
  readonly Mean: number;
  readonly Stddev: number;
  readonly Labels: Labels;
}

/** What `/v1/agent/metrics` answers. */
export interface MetricsSummary {
  /** When the interval began, in whole seconds. */
  readonly Timestamp: string;
  readonly Gauges: readonly GaugeValue[];
  readonly Points: readonly never[];
  readonly Counters: readonly SampledValue[];
  readonly Samples: readonly SampledValue[];
}

const INTERVAL_SECONDS = 10;

/** Gauges as they are now; counters and samples of the last interval that is whole. The shape is go-metrics'. */
export function summarize(metrics: MetricRegistry): MetricsSummary {
  const all = metrics.read();
  const { number, beganMs } = metrics.interval;
  const of = (kind: SeriesKind): readonly Series[] => all.filter((series) => series.kind === kind);
  const sampled = (kind: SeriesKind): readonly SampledValue[] =>
    of(kind).flatMap((series) => {
      const found = series.of(number);
      return found === undefined ? [] : [sampledValue(series, found)];
    });
  return {
    Timestamp: `${new Date(Math.floor(beganMs / 1000) * 1000).toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`,
    Gauges: of("gauge").map(({ name, value, labels }) => ({ Name: name, Value: value, Labels: labels })),
    Points: [],
    Counters: sampled("counter"),
    Samples: sampled("sample"),
  };
}

function sampledValue({ name, labels }: Series, found: Aggregate): SampledValue {
  return {
    Name: name,
    Count: found.count,
    Rate: found.sum / INTERVAL_SECONDS,
    Sum: found.sum,
    Min: found.min,
    Max: found.max,
    Mean: found.mean,
    Stddev: found.deviation,
    Labels: labels,
  };
}

import type { Labels } from "./metrics.ts";
import type { MetricRegistry } from "./registry.ts";
import type { Series } from "./series.ts";

const QUANTILES = [0.5, 0.9, 0.99] as const;
const TYPES = { gauge: "gauge", counter: "counter", sample: "summary" } as const;

/** What `format=prometheus` answers with, version 0.0.4 of the text format. */
export const PROMETHEUS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/**
 * All series that something was told of within the retention time, in
 * Prometheus' text format. Counters and summaries count since the start;
 * quantiles are those of the last two intervals, NaN where nothing came.
 */
export function prometheusText(metrics: MetricRegistry, now: number, retentionMs: number): string {
  const byName = new Map<string, Series[]>();
  for (const series of metrics.read()) {
    if (now - series.touchedAt > retentionMs) continue;
    const name = series.name.replaceAll(/[^a-zA-Z0-9_:]/g, "_").replace(/^(?=\d)/, "_");
    // A name has one type; what would give it a second is left out.
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [series]);
    else if (known[0]?.kind === series.kind) known.push(series);
  }
  const lines: string[] = [];
  for (const [name, all] of [...byName].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const kind = all[0]?.kind ?? "gauge";
    lines.push(`# HELP ${name} ${name}`, `# TYPE ${name} ${TYPES[kind]}`);
    for (const series of all) lines.push(...linesOf(name, series, metrics.interval.number + 1));
  }
  return lines.map((line) => `${line}\n`).join("");
}

function linesOf(name: string, series: Series, interval: number): readonly string[] {
  const { kind, labels, value, total, count } = series;
  if (kind === "gauge") return [`${name}${labelText(labels)} ${numberText(value)}`];
  if (kind === "counter") return [`${name}${labelText(labels)} ${numberText(total)}`];
  const values = [interval - 1, interval].flatMap((at) => series.of(at)?.values ?? []).sort((a, b) => a - b);
  return [
    ...QUANTILES.map((quantile) => {
      const at = values[Math.min(values.length - 1, Math.floor(quantile * values.length))];
      return `${name}${labelText({ ...labels, quantile: String(quantile) })} ${numberText(at ?? Number.NaN)}`;
    }),
    `${name}_sum${labelText(labels)} ${numberText(total)}`,
    `${name}_count${labelText(labels)} ${count}`,
  ];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name.replaceAll(/[^a-zA-Z0-9_]/g, "_")}="${value.replaceAll(/[\\"\n]/g, escaped)}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(character: string): string {
  return character === "\n" ? "\\n" : `\\${character}`;
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

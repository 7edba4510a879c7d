export type { Labels, Metrics } from "./metrics.ts";
export type { NameRules } from "./name-rules.ts";
export { PROMETHEUS_CONTENT_TYPE, prometheusText } from "./prometheus.ts";
export { type PushTarget, pushMetrics } from "./push-metrics.ts";
export { createMetrics, METRICS_OFF, type MetricRegistry } from "./registry.ts";
export { summarize } from "./summary.ts";

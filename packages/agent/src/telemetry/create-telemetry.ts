import type { Runtime } from "@tutti/runtime";
import { createMetrics, type MetricRegistry, pushMetrics } from "@tutti/telemetry";
import type { AgentConfig } from "../agent-config.ts";

/** What the agent measures, and what sends it to others. */
export interface Telemetry {
  readonly metrics: MetricRegistry;
  /** Resolves when what was measured so far is sent. */
  stop(): Promise<void>;
}

/** Begins to measure, and to send where the configuration says so. */
export function createTelemetry(
  { telemetry }: Pick<AgentConfig, "telemetry">,
  runtime: Runtime,
  failed: (line: string) => void,
): Telemetry {
  const hostname = telemetry.namesHost ? runtime.environment.hostname : "";
  const metrics = createMetrics(runtime.clock, {
    prefix: telemetry.prefix,
    hostname,
    rules: telemetry.rules,
    keepsValues: telemetry.prometheusRetentionMs > 0,
  });
  metrics.observe(() => {
    const { heap, resident } = runtime.environment.memory();
    metrics.gauge("runtime.alloc_bytes", heap);
    metrics.gauge("runtime.sys_bytes", resident);
  });
  if (telemetry.targets.length === 0) return { metrics, stop: async () => {} };
  const pushing = pushMetrics(metrics, telemetry.targets, runtime, { hostname, failed });
  return { metrics, stop: () => pushing.stop() };
}

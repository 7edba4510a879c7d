import type { AgentContext, LogConfig } from "@tutti/agent";
import type { Runtime } from "@tutti/runtime";

const LEVELS = new Map([
  ["TRACE", "trace"],
  ["DEBUG", "debug"],
  ["INFO", "info"],
  ["WARN", "warn"],
  ["ERR", "error"],
  ["ERROR", "error"],
]);

/** pino's numbers. */
const TAGS = new Map([
  [10, "[TRACE]"],
  [20, "[DEBUG]"],
  [30, "[INFO] "],
  [40, "[WARN] "],
  [50, "[ERROR]"],
]);

/** A log whose level can be changed while it runs. */
export interface AgentLog {
  readonly write: AgentContext["log"];
  setLevel(level: string): void;
}

/** The agent's log: pino, written as Consul writes its lines, or as JSON where that was asked for. */
export async function createAgentLog(
  config: LogConfig,
  runtime: Runtime,
  write: (line: string) => void,
): Promise<AgentLog> {
  const { pino } = await import("pino");
  const level = LEVELS.get(config.level) ?? "info";
  const logger = pino(
    { level, base: null, timestamp: () => `,"time":${JSON.stringify(timeOf(runtime))}` },
    { write: (line: string) => write(config.json ? line : formatLine(line)) },
  );
  return {
    write: (wanted, line) => logger[wanted](line),
    setLevel(changed) {
      logger.level = LEVELS.get(changed) ?? "info";
    },
  };
}

function timeOf(runtime: Runtime): string {
  return new Date(runtime.clock.now()).toISOString();
}

function formatLine(line: string): string {
  const { level, time, msg } = JSON.parse(line) as { level: number; time: string; msg: string };
  return `    ${time} ${TAGS.get(level) ?? "[INFO] "} ${msg}\n`;
}

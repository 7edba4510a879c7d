import { type AgentContext, formatLogLine, type LogConfig, parseLogLevel } from "@tutti/agent";
import { LOG_LEVELS, type LogLevel, type Runtime } from "@tutti/runtime";

/** A log whose level can be changed while it runs. */
export interface AgentLog {
  readonly write: AgentContext["log"];
  setLevel(level: string): void;
}

/** The agent's log: lines as Consul writes them, or as JSON where that was asked for. */
export function createAgentLog(
  config: LogConfig,
  runtime: Pick<Runtime, "clock">,
  write: (line: string) => void,
): AgentLog {
  let least = levelOf(config.level);
  return {
    write(level, text) {
      if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
      const line = formatLogLine({ level, atMs: runtime.clock.now(), text }, config.json);
      write(config.json ? line : `    ${line}`);
    },
    setLevel(changed) {
      least = levelOf(changed);
    },
  };
}

function levelOf(name: string): LogLevel {
  return parseLogLevel(name) ?? "info";
}

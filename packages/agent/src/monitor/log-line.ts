import type { LogLevel } from "@tutti/runtime";
import { printableName } from "@tutti/values";

/** One line of the agent's log. */
export interface LogLine {
  readonly level: LogLevel;
  readonly atMs: number;
  /** Whose word it is stands before it: `dns: …`. */
  readonly text: string;
}

/** As they are given in configuration and requests, and what they mean. */
const LEVELS: ReadonlyMap<string, LogLevel> = new Map([
  ["TRACE", "trace"],
  ["DEBUG", "debug"],
  ["INFO", "info"],
  ["WARN", "warn"],
  ["ERR", "error"],
  ["ERROR", "error"],
]);

/** The names of levels, for a message. */
export const LOG_LEVEL_NAMES: readonly string[] = [...LEVELS.keys()];

/** A level by its name in any case; undefined where there is none of it. */
export function parseLogLevel(name: string): LogLevel | undefined {
  return LEVELS.get(name.toUpperCase());
}

/**
 * A line as Consul writes it, with its end: a text, or an object of JSON. It is one line whatever it
 * names: services and nodes may be called anything, what clears the reader's screen or begins a line
 * of its own included.
 */
export function formatLogLine({ level, atMs, text }: LogLine, json: boolean): string {
  const time = new Date(atMs).toISOString();
  if (!json) return `${time} ${`[${level.toUpperCase()}]`.padEnd(7)} ${printableName(text)}\n`;
  const [, module, message] = /^([a-z.-]+): (.*)$/s.exec(text) ?? ["", "agent", text];
  const fields = { "@level": level, "@message": message, "@module": module, "@timestamp": time };
  return `${printableName(JSON.stringify(fields))}\n`;
}

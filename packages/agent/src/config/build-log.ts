import { LOG_LEVEL_NAMES, parseLogLevel } from "../monitor/log-line.ts";
import type { Settings } from "./settings.ts";

/** How and where the agent logs. */
export interface LogConfig {
  readonly level: string;
  /** One JSON object a line. */
  readonly json: boolean;
  /** Undefined: standard output only. */
  readonly file?: LogFileConfig;
}

/** Where the log is written, and when a file is full. */
export interface LogFileConfig {
  /** What files are named after; a folder where it ends in a slash. */
  readonly path: string;
  /** A file that is larger is ended; 0: whatever its size. */
  readonly rotateBytes: number;
  /** A file that is older is ended. */
  readonly rotateMs: number;
  /** How many ended files stay; 0: all, -1: none. */
  readonly filesMax: number;
  /** The rights of a file that is begun where none was before; default: 0640. */
  readonly mode?: number;
  /** What is in it, for messages; default: the log. */
  readonly of?: string;
}

const DAY_MS = 86_400_000;

export function buildLog(given: Settings): LogConfig {
  const path = given.get("log_file");
  return {
    level: levelOf(given),
    json: given.get("log_json") ?? false,
    ...(path === undefined ? {} : { file: { path, ...rotation(given) } }),
  };
}

function rotation(given: Settings): Omit<LogFileConfig, "path"> {
  return {
    rotateBytes: given.get("log_rotate_bytes") ?? 0,
    rotateMs: given.get("log_rotate_duration") ?? DAY_MS,
    filesMax: given.get("log_rotate_max_files") ?? 0,
  };
}

export function logMistake(given: Settings): string | undefined {
  const level = levelOf(given);
  return parseLogLevel(level) !== undefined
    ? undefined
    : `Invalid log level: ${level}. Valid log levels are: [${LOG_LEVEL_NAMES.join(" ")}]`;
}

function levelOf(given: Settings): string {
  return (given.said("log_level") ?? "INFO").toUpperCase();
}

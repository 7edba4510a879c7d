import { LOG_LEVELS, type LogArea, type LogLevel } from "@tutti/runtime";

/** What `TF_LOG` and its kin ask for. */
export interface LogSettings {
  /** The lowest level that is written of each; undefined for none. */
  readonly levels: Readonly<Record<LogArea, LogLevel | undefined>>;
  /** Each message a JSON object on a line of its own. */
  readonly json: boolean;
  /** The file that messages are appended to; undefined for the error stream. */
  readonly path: string | undefined;
  /** What was asked for and is no level. */
  readonly mistakes: readonly string[];
}

const AREAS: Readonly<Record<LogArea, string>> = { core: "TF_LOG_CORE", provider: "TF_LOG_PROVIDER" };

/** The settings; undefined where nothing is to be written, as is the rule. */
export function readLogSettings(variable: (name: string) => string | undefined): LogSettings | undefined {
  const mistakes: string[] = [];
  const read = (name: string): LogLevel | undefined => {
    const word = variable(name)?.toUpperCase() ?? "";
    if (word === "" || word === "OFF") return undefined;
    if (word === "JSON") return "trace";
    const level = LOG_LEVELS.find((known) => known.toUpperCase() === word);
    if (level === undefined) mistakes.push(word);
    return level ?? "trace";
  };
  const all = variable("TF_LOG") ?? "";
  // For both, or for each: the two do not mix.
  const common = all === "" ? undefined : read("TF_LOG");
  const of = (area: LogArea): LogLevel | undefined => (all === "" ? read(AREAS[area]) : common);
  const levels = { core: of("core"), provider: of("provider") };
  if (levels.core === undefined && levels.provider === undefined) return undefined;
  const path = variable("TF_LOG_PATH") ?? "";
  return { levels, json: all.toUpperCase() === "JSON", path: path === "" ? undefined : path, mistakes };
}

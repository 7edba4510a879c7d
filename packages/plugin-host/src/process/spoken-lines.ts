/** What a plugin writes to its standard error: told to the log, and kept as far as it explains an end. */

import type { Log, LogFields, LogLevel } from "@tutti/runtime";

/** Of a crash; what comes behind says no more. */
const KEPT_LINES_MAX = 100;
/** Of a program that ended without a crash. */
const LAST_LINES_MAX = 10;
/** A longer line is cut into lines. */
const LINE_SIZE_MAX = 64 << 10;

/** How a Go program begins to tell of its crash. */
const CRASH = /^(panic|fatal error): /;

/** The lines of one plugin. */
export class SpokenLines {
  readonly #log: Log;
  readonly #program: string;
  readonly #decoder = new TextDecoder();
  #pending = "";
  #plain: string[] = [];
  #crashed = false;

  constructor(log: Log, program: string) {
    this.#log = log;
    this.#program = program;
  }

  take(bytes: Uint8Array): void {
    const lines = (this.#pending + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#pending = lines.pop() ?? "";
    for (const line of lines) this.#line(line);
    if (this.#pending.length <= LINE_SIZE_MAX) return;
    this.#line(this.#pending);
    this.#pending = "";
  }

  /** What may say why it ended: the report of a crash, or the last lines that are no messages of a log. */
  last(): readonly string[] {
    const pending = this.#pending.trim() === "" ? [] : [this.#pending];
    const all = [...this.#plain, ...pending];
    return this.#crashed ? all.slice(0, KEPT_LINES_MAX) : all.slice(-LAST_LINES_MAX);
  }

  #line(line: string): void {
    const told = parseLogLine(line);
    if (told !== undefined) {
      const { level, message, fields } = told;
      if (this.#log.writes(level, "provider"))
        this.#log.write(level, message, { program: this.#program, ...fields }, "provider");
      return;
    }
    if (line.trim() === "") return;
    this.#log.write("debug", line.trimEnd(), { program: this.#program }, "provider");
    if (!this.#crashed && CRASH.test(line)) {
      this.#crashed = true;
      this.#plain = [];
    }
    const max = this.#crashed ? KEPT_LINES_MAX : LAST_LINES_MAX;
    if (this.#plain.length < max) this.#plain.push(line.trimEnd());
    else if (!this.#crashed) this.#plain = [...this.#plain.slice(1), line.trimEnd()];
  }
}

const LEVELS: ReadonlyMap<unknown, LogLevel> = new Map([
  ["trace", "trace"],
  ["debug", "debug"],
  ["info", "info"],
  ["warn", "warn"],
  ["error", "error"],
]);

interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** Plugins write their log as lines of JSON, whose own members begin with an at-sign; undefined for anything else. */
function parseLogLine(line: string): LogLine | undefined {
  if (!line.startsWith("{")) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null || !("@message" in parsed)) return undefined;
  const members = Object.entries(parsed);
  const fields = members.flatMap(([name, value]) =>
    name.startsWith("@") && name !== "@module" ? [] : [[name, plainField(value)] as const],
  );
  const level = "@level" in parsed ? LEVELS.get(parsed["@level"]) : undefined;
  return { level: level ?? "debug", message: String(parsed["@message"]), fields: Object.fromEntries(fields) };
}

function plainField(value: unknown): string | number | boolean {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return JSON.stringify(value);
}

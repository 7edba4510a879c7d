import type { LogFields, LogLevel } from "@tutti/runtime";

/** One message, and when it was told. */
export interface LogEntry {
  readonly atMs: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** `2026-11-28T14:26:36.024Z [INFO]  message: name=value`, ending in a line break. */
export function textLine({ atMs, level, message, fields }: LogEntry): string {
  const named = namedOf(fields).map(([name, value]) => `${name}=${wordOf(value)}`);
  const behind = named.length === 0 ? "" : `: ${named.join(" ")}`;
  const mark = `[${level.toUpperCase()}]`.padEnd("[DEBUG]".length);
  return `${new Date(atMs).toISOString()} ${mark} ${message}${behind}\n`;
}

/** The same as JSON, with Terraform's names: `@level`, `@message`, `@timestamp`. */
export function jsonLine({ atMs, level, message, fields }: LogEntry): string {
  const head = { "@level": level, "@message": message, "@timestamp": new Date(atMs).toISOString() };
  return `${JSON.stringify({ ...head, ...Object.fromEntries(namedOf(fields)) })}\n`;
}

type Named = readonly [name: string, value: string | number | boolean];

function namedOf(fields: LogFields): readonly Named[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
}

/** Quoted where it would not be one word; control characters are escaped. */
function wordOf(value: string | number | boolean): string {
  const text = String(value);
  return /^[^\s"=\p{Cc}]+$/u.test(text) ? text : JSON.stringify(text);
}

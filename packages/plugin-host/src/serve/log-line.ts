import type { Clock, LogFields, LogLevel } from "@tutti/runtime";

/** A message as programs with go-plugin take them from a plugin's standard error: a line of JSON. */
export function logLine(
  clock: Pick<Clock, "now">,
  level: LogLevel,
  message: string,
  fields: LogFields = {},
): string {
  const line = {
    ...fields,
    "@level": level,
    "@message": message,
    "@timestamp": new Date(clock.now()).toISOString(),
  };
  return `${JSON.stringify(line)}\n`;
}

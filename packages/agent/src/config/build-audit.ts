import { buildAcl } from "./build-acl.ts";
import type { LogFileConfig } from "./build-log.ts";
import type { AuditSinkValues } from "./keys.ts";
import type { Settings } from "./settings.ts";

/** Who asked what may be read by the agent's user alone, where nothing else is said. */
const MODE = 0o600;

/** The files that requests over HTTP are recorded in; none where nobody asks for it. */
export function buildAudit(given: Settings): readonly LogFileConfig[] {
  if (given.get("audit.enabled") !== true) return [];
  return Object.values(given.get("audit.sink") ?? {}).map((sink) => ({
    path: sink.path ?? "",
    rotateBytes: sink.rotate_bytes ?? 0,
    rotateMs: sink.rotate_duration ?? Number.POSITIVE_INFINITY,
    filesMax: sink.rotate_max_files ?? 0,
    mode: sink.mode === undefined ? MODE : Number.parseInt(sink.mode, 8),
    of: "audit",
  }));
}

/** The first thing that keeps requests from being recorded as it was asked for. */
export function auditMistake(given: Settings): string | undefined {
  if (given.get("audit.enabled") !== true) return undefined;
  const sinks = Object.entries(given.get("audit.sink") ?? {});
  if (!buildAcl(given).enabled)
    return "audit.enabled requires acl.enabled: without tokens nobody could be named";
  if (sinks.length === 0) return "audit.enabled requires a sink: add one with type, format and path";
  const paths = new Set<string>();
  for (const [name, sink] of sinks) {
    const wrong =
      sinkMistake(sink) ?? (paths.has(sink.path ?? "") ? "path is that of another sink" : undefined);
    if (wrong !== undefined) return `audit.sink[${JSON.stringify(name)}]: ${wrong}`;
    paths.add(sink.path ?? "");
  }
  return undefined;
}

/** What may stand where there is a choice of one. */
const ONLY = { type: "file", format: "json", delivery_guarantee: "best-effort" } as const;

function sinkMistake(sink: AuditSinkValues): string | undefined {
  for (const [key, only] of Object.entries(ONLY) as [keyof typeof ONLY, string][]) {
    const value = sink[key] ?? (key === "delivery_guarantee" ? only : "");
    if (value !== only) return `${key} must be ${JSON.stringify(only)}, not ${JSON.stringify(value)}`;
  }
  if (sink.path === undefined || sink.path === "" || sink.path.endsWith("/"))
    return "path must name a file: its folder, and what the files are called after";
  if (sink.mode !== undefined && !/^0?[0-7]{3}$/.test(sink.mode))
    return `mode must be three octal digits, as "0600", not ${JSON.stringify(sink.mode)}`;
  if ((sink.rotate_bytes ?? 0) <= 0 && (sink.rotate_duration ?? 0) <= 0)
    return "rotate_duration or rotate_bytes must be set: a file that is never ended fills the disk";
  return undefined;
}

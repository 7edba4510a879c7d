import { type CheckKind, OUTPUT_MAX_DEFAULT } from "../checks/index.ts";
import type { CheckRegistration } from "./registration.ts";

/** A check, checked: what it does and how it is run. */
export interface CheckDefinition {
  readonly kind: CheckKind;
  /** As the API names the kind: `http`, `ttl` … */
  readonly type: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly successBeforePassing: number;
  readonly failuresBeforeCritical: number;
  /** 0 for never. */
  readonly deregisterAfterMs: number;
  readonly outputMax: number;
}

/** Checks run no more often than this, whatever was asked. */
const INTERVAL_MIN_MS = 1000;
const TIMEOUT_DEFAULT_MS = 10_000;
const SCRIPT_TIMEOUT_DEFAULT_MS = 30_000;

/** Why a registration is no check; undefined where it is one. */
export function checkMistake(check: CheckRegistration): string | undefined {
  const interval = check.Interval ?? 0;
  const ttl = check.TTL ?? 0;
  const alias = isAlias(check);
  const polled = POLLED.some((row) => row.is(check));
  if (interval > 0 && ttl > 0) return "Interval and TTL cannot both be specified";
  if (polled && interval <= 0) return "Interval must be > 0 for Script, HTTP, or TCP checks";
  if (alias && polled) return "Interval cannot be set for Alias checks";
  if (alias && ttl > 0) return "TTL must be not be set for Alias checks";
  if (!polled && !alias && ttl <= 0) return "TTL must be > 0 for TTL checks";
  if ((check.OutputMaxSize ?? 1) < 0) return "MaxOutputMaxSize must be positive";
  return undefined;
}

/** Of a registration without mistakes. */
export function checkDefinition(check: CheckRegistration, shell: string): CheckDefinition {
  const row = POLLED.find((one) => one.is(check));
  const intervalMs = Math.max(INTERVAL_MIN_MS, check.Interval ?? 0);
  const limit =
    row?.type === "script" || row?.type === "docker" ? SCRIPT_TIMEOUT_DEFAULT_MS : TIMEOUT_DEFAULT_MS;
  const timeout = check.Timeout ?? 0;
  const outputMax = check.OutputMaxSize ?? 0;
  return {
    kind: row?.kind(check, shell) ?? restingKind(check),
    type: row?.type ?? (isAlias(check) ? "alias" : "ttl"),
    intervalMs,
    timeoutMs:
      timeout > 0 ? timeout : row?.type === "script" ? limit : Math.min(limit, Math.max(intervalMs, 1000)),
    successBeforePassing: check.SuccessBeforePassing ?? 0,
    failuresBeforeCritical: check.FailuresBeforeCritical ?? 0,
    deregisterAfterMs: deregisterAfter(check.DeregisterCriticalServiceAfter ?? 0),
    outputMax: outputMax > 0 ? outputMax : OUTPUT_MAX_DEFAULT,
  };
}

/** A critical service is kept at least this long, whatever was asked. */
const DEREGISTER_AFTER_MIN_MS = 60_000;

function deregisterAfter(askedMs: number): number {
  return askedMs > 0 ? Math.max(askedMs, DEREGISTER_AFTER_MIN_MS) : 0;
}

function isAlias(check: CheckRegistration): boolean {
  return (check.AliasNode ?? "") !== "" || (check.AliasService ?? "") !== "";
}

function restingKind(check: CheckRegistration): CheckKind {
  return isAlias(check)
    ? { kind: "alias", node: check.AliasNode ?? "", service: check.AliasService ?? "" }
    : { kind: "ttl", ttlMs: check.TTL ?? 0 };
}

interface PolledKind {
  readonly type: string;
  readonly is: (check: CheckRegistration) => boolean;
  readonly kind: (check: CheckRegistration, shell: string) => CheckKind;
}

/** In this order: a container's id makes a docker check of what else would be a script. */
const POLLED: readonly PolledKind[] = [
  {
    type: "docker",
    is: (check) => (check.DockerContainerID ?? "") !== "" && (check.Args ?? []).length > 0,
    kind: (check, shell) => ({
      kind: "docker",
      containerId: check.DockerContainerID ?? "",
      shell: check.Shell ?? shell,
      args: check.Args ?? [],
    }),
  },
  {
    type: "script",
    is: (check) => (check.Args ?? []).length > 0,
    kind: (check) => ({ kind: "script", args: check.Args ?? [] }),
  },
  {
    type: "http",
    is: (check) => (check.HTTP ?? "") !== "",
    kind: (check) => ({
      kind: "http",
      url: check.HTTP ?? "",
      method: check.Method === undefined || check.Method === "" ? "GET" : check.Method,
      headers: new Map(Object.entries(check.Header ?? {})),
      body: check.Body ?? "",
      tlsSkipVerify: check.TLSSkipVerify ?? false,
      tlsServerName: check.TLSServerName ?? "",
    }),
  },
  {
    type: "tcp",
    is: (check) => (check.TCP ?? "") !== "",
    kind: (check) => ({ kind: "tcp", address: check.TCP ?? "" }),
  },
  {
    type: "grpc",
    is: (check) => (check.GRPC ?? "") !== "",
    kind: (check) => ({
      kind: "grpc",
      target: check.GRPC ?? "",
      tls: check.GRPCUseTLS ?? false,
      tlsSkipVerify: check.TLSSkipVerify ?? false,
      tlsServerName: check.TLSServerName ?? "",
    }),
  },
  {
    type: "process",
    is: (check) => check.Process !== undefined,
    kind: (check) => ({
      kind: "process",
      pid: check.Process?.PID ?? 0,
      startedAt: check.Process?.StartedAt,
    }),
  },
];

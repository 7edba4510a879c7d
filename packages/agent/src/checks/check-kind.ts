/** What a check does, by kind; checked when it was decoded. */
export type CheckKind =
  | { readonly kind: "ttl"; readonly ttlMs: number }
  | ({ readonly kind: "http" } & HttpTarget)
  | { readonly kind: "tcp"; readonly address: string }
  | { readonly kind: "script"; readonly args: readonly string[] }
  | {
      readonly kind: "docker";
      readonly containerId: string;
      readonly shell: string;
      readonly args: readonly string[];
    }
  | ({ readonly kind: "grpc" } & GrpcTarget)
  | { readonly kind: "alias"; readonly node: string; readonly service: string }
  | { readonly kind: "process"; readonly pid: number; readonly startedAt: string | undefined }
  | { readonly kind: "container"; readonly containerId: string; readonly engine: string | undefined };

export interface HttpTarget {
  readonly url: string;
  readonly method: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
  readonly tlsSkipVerify: boolean;
  /** Empty: the URL's host. */
  readonly tlsServerName: string;
}

export interface GrpcTarget {
  /** `host:port`, or `host:port/service`. */
  readonly target: string;
  readonly tls: boolean;
  readonly tlsSkipVerify: boolean;
  /** Empty: the target's host. */
  readonly tlsServerName: string;
}

/** The kinds that are run every so often. TTL checks are told, alias checks look at others. */
export type ProbeKind = Exclude<CheckKind, { kind: "ttl" | "alias" }>;

export type CheckStatus = "passing" | "warning" | "critical";

export interface CheckResult {
  readonly status: CheckStatus;
  readonly output: string;
}

/** One run of a check. It never rejects: what fails is a critical result. */
export type Probe = (signal: AbortSignal) => Promise<CheckResult>;

/** What every kind gets beside its own fields. */
export interface ProbeLimits {
  readonly timeoutMs: number;
  /** Bytes of output that are kept. */
  readonly outputMax: number;
}

/** What is kept of a check's output where nothing else was said. */
export const OUTPUT_MAX_DEFAULT = 4096;

/** A failure as a result. */
export function critical(error: unknown): CheckResult {
  return { status: "critical", output: error instanceof Error ? error.message : String(error) };
}

/** The time is over, and nothing is known but what was said until then. */
export function timedOut(timeoutMs: number, said = ""): CheckResult {
  return critical(`Timed out (${timeoutMs / 1000}s) running check${said === "" ? "" : `\n\n${said}`}`);
}

import type { WatchPlan } from "@tutti/agent-api";

/** A watch of the configuration: what it looks at, and who gets what it sees. */
export interface WatchConfig {
  readonly plan: WatchPlan;
  readonly handler: WatchHandler;
}

/** Who gets it, as JSON: a program on its standard input, or a place of the web as a request's body. */
export type WatchHandler =
  | { readonly kind: "program"; readonly args: readonly string[] }
  /** One line for a shell; what programs were given as until Consul 1.0. */
  | { readonly kind: "script"; readonly script: string }
  | HttpHandler;

export interface HttpHandler {
  readonly kind: "http";
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly timeoutMs: number;
  readonly tlsSkipVerify: boolean;
}

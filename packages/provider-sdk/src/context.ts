import type { LogFields, LogLevel } from "@tutti/runtime";
import type { Schema } from "./schema.ts";
import type { Config } from "./views.ts";

/** What every handler finds beside what it is asked. */
export interface Context<Client> {
  /** What `configure` gave. */
  readonly client: Client;
  /** Aborted when the handler is to leave off: somebody pressed Ctrl-C, or its time is over. */
  readonly signal: AbortSignal;
  /** For whoever looks for a fault (`TF_LOG_PROVIDER`). No secrets. */
  log(level: LogLevel, message: string, fields?: LogFields): void;
  /** Waits; rejects when the signal is aborted. */
  sleep(ms: number): Promise<void>;
}

/** What handlers find that make, change or remove something. */
export interface ChangeContext<S extends Schema, Client> extends Context<Client> {
  /** What is written; the only place that has write-only arguments. Empty in `delete`. */
  readonly config: Config<S>;
  /** The same for every try of one change, where Tutti runs the provider in its own process; else empty. */
  readonly operationId: string;
  /** Tells how it goes, in a few words. */
  progress(text: string): void;
}

import type { ErrorCode } from "@tutti/errors";
import type { Path } from "@tutti/values";

/** Bytes that a provider keeps beside a resource, opaque to us. */
export type Private = Uint8Array | undefined;

/** What a provider finds wrong, at a path of the configuration. */
export interface ProviderDiagnostic {
  readonly severity: "error" | "warning";
  readonly code: ErrorCode;
  readonly summary: string;
  readonly detail: string;
  /** Where in the configuration block. */
  readonly path?: Path;
}

/** What is wrong with a configuration; empty where it is well. */
export interface Checked {
  readonly diagnostics: readonly ProviderDiagnostic[];
}

/**
 * An apply that failed half-way still gives `value` with the state reached;
 * where it is undefined nothing was changed.
 */
export interface Outcome<T> {
  readonly diagnostics: readonly ProviderDiagnostic[];
  readonly value: T | undefined;
}

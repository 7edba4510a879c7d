import type { ErrorKind } from "@tutti/errors";
import { RuntimeError } from "@tutti/runtime";
import type { Path } from "@tutti/values";
import type { ProviderDiagnostic } from "./answer.ts";
import { providerError } from "./errors.ts";
import type { PlainRecord } from "./plain.ts";

/** The world refused something: one summary, and a detail that says what to do. */
export class ProviderFailure extends Error {
  readonly kind: ErrorKind;
  readonly detail: string;
  readonly path: Path | undefined;
  /** What is there all the same, when an apply failed half-way. */
  readonly partial: PlainRecord | undefined;

  constructor(
    kind: ErrorKind,
    detail: string,
    options: { readonly path?: Path; readonly partial?: PlainRecord; readonly cause?: unknown } = {},
  ) {
    super(`${kind.summary}: ${detail}`, { cause: options.cause });
    this.name = "ProviderFailure";
    this.kind = kind;
    this.detail = detail;
    this.path = options.path;
    this.partial = options.partial;
  }

  /** The same failure, with what is there. */
  withPartial(partial: PlainRecord): ProviderFailure {
    return new ProviderFailure(this.kind, this.detail, {
      ...(this.path === undefined ? {} : { path: this.path }),
      partial,
      cause: this.cause,
    });
  }
}

/** A failing world as a failure; anything else is a bug and goes on as it came. */
export function failureOf(error: unknown, doing: string): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  if (error instanceof RuntimeError) {
    return new ProviderFailure(
      providerError("provider-call-failed", doing),
      `${sentence(error.message)} (${error.subject}: ${error.code})`,
      {
        cause: error,
      },
    );
  }
  if (error instanceof DOMException && error.name === "AbortError") {
    return new ProviderFailure(providerError("interrupted"), `Asked to stop while trying to ${doing}.`, {
      cause: error,
    });
  }
  throw error;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** An error diagnostic about one attribute, or about the block. */
export function errorDiagnostic(kind: ErrorKind, detail: string, path?: Path): ProviderDiagnostic {
  return {
    severity: "error",
    code: kind.code,
    summary: kind.summary,
    detail,
    ...(path === undefined ? {} : { path }),
  };
}

/** A failure as the diagnostic that the user sees. */
export function diagnosticOf(failure: ProviderFailure): ProviderDiagnostic {
  return errorDiagnostic(failure.kind, failure.detail, failure.path);
}

/** The path to an attribute of the block. */
export function attributePath(...names: readonly string[]): Path {
  return names.map((name) => ({ kind: "attribute", name }));
}

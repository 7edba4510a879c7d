import { attributePath, type PlainRecord, ProviderFailure, providerError } from "@tutti/plugin";
import { RuntimeError } from "@tutti/runtime";
import { FuncError, numberValue, type Path, type PathStep, stringValue } from "@tutti/values";
import { sdkError } from "./errors.ts";

/** Where in a block: a name, or names and places (`["line", 0, "text"]`), a key of a map as `{ key: "a" }`. */
export type At = string | readonly (string | number | { readonly key: string })[];

/** What is wrong with a configuration. */
export interface Mistake {
  readonly at?: At;
  /** A few fixed words; by default `Invalid Attribute Value`. */
  readonly summary?: string;
  /** What is wrong, and what to do. */
  readonly detail: string;
  /** True: it is told and nothing more. */
  readonly isWarning?: boolean;
}

/** The world refused something. Thrown by handlers; whoever runs the provider reads the words. */
export class Failure extends Error {
  readonly summary: string;
  readonly detail: string;
  readonly at: At | undefined;
  /** What is there all the same, where a create or an update failed half-way. */
  readonly made: object | undefined;

  constructor(
    summary: string,
    detail: string,
    options: { readonly at?: At; readonly made?: object; readonly cause?: unknown } = {},
  ) {
    super(`${summary}: ${detail}`, { cause: options.cause });
    this.name = "Failure";
    this.summary = summary;
    this.detail = detail;
    this.at = options.at;
    this.made = options.made;
  }
}

/** Thrown by functions: what is wrong, and the place of the argument that is at fault, from 0. */
export class FunctionFailure extends Error {
  readonly argument: number | undefined;
  constructor(message: string, argument?: number) {
    super(message);
    this.name = "FunctionFailure";
    this.argument = argument;
  }
}

/** Steps of the kit below. */
export function pathOf(at: At): Path {
  if (typeof at === "string") return attributePath(at);
  return at.map((step): PathStep => {
    if (typeof step === "string") return { kind: "attribute", name: step };
    return { kind: "index", key: typeof step === "number" ? numberValue(step) : stringValue(step.key) };
  });
}

/** Whatever a handler threw, as a failure of the kit below: an exception of the provider is one as well. */
export function providerFailure(error: unknown, doing: string): unknown {
  if (error instanceof Failure)
    return new ProviderFailure(sdkError("provider-failed", error.summary), error.detail, {
      ...(error.at === undefined ? {} : { path: pathOf(error.at) }),
      ...(error.made === undefined ? {} : { partial: error.made as PlainRecord }),
      cause: error,
    });
  if (error instanceof ProviderFailure || error instanceof RuntimeError) return error;
  if (error instanceof DOMException && error.name === "AbortError") return error;
  return new ProviderFailure(providerError("provider-call-failed", doing), sentences(error), {
    cause: error,
  });
}

/** Its words and those of what caused it: `fetch` says the reason only there. */
function sentences(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
  const own = /[.!?]$/.test(message) ? message : `${message}.`;
  return cause instanceof Error && cause.message !== "" ? `${own} ${sentences(cause)}` : own;
}

/** Whatever a function threw, as expressions see it. */
export function functionError(error: unknown): FuncError {
  if (error instanceof FunctionFailure) return new FuncError(error.message, error.argument);
  if (error instanceof Failure) return new FuncError(error.detail);
  return new FuncError(error instanceof Error ? error.message : String(error));
}

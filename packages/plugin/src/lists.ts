import type { Value } from "@tutti/values";
import type { Checked, Outcome } from "./answer.ts";

/** Looks for objects that are there, whoever made them. `type` is one of `ProviderSchema.lists`. */
export interface ListCalls {
  /** `config` may hold unknowns. */
  validate(request: { readonly type: string; readonly config: Value }): Promise<Checked>;
  /** One answer an object, as they are found; the reader leaves off when it has enough. Rejects for bugs alone. */
  list(request: ListRequest): AsyncIterable<Outcome<ListedObject>>;
}

/** Which objects are looked for, and how much of them is wanted. */
export interface ListRequest {
  readonly type: string;
  /** Wholly known. */
  readonly config: Value;
  /** The objects too, and not their identities alone. */
  readonly includeObject: boolean;
  /** More than so many are not read. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** An object that is there. */
export interface ListedObject {
  /** How a person would call it. */
  readonly displayName: string;
  /** Of the type's identity schema. */
  readonly identity: Value;
  /** As `read` would give it; undefined where it was not asked for, or could not be had. */
  readonly state: Value | undefined;
}

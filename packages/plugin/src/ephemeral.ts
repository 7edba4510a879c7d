import type { Value } from "@tutti/values";
import type { Checked, Outcome, Private } from "./answer.ts";

/**
 * Objects that live only while one run uses them: opened before the first use,
 * kept alive while they are used, closed after the last. Nothing of them is
 * ever written anywhere. `type` is one of `ProviderSchema.ephemeralTypes`.
 */
export interface EphemeralCalls {
  validate(request: { readonly type: string; readonly config: Value }): Promise<Checked>;
  /** `config` is wholly known; the answer must be too, and must say what the configuration says. */
  open(request: {
    readonly type: string;
    readonly config: Value;
    readonly signal: AbortSignal;
  }): Promise<Outcome<OpenedObject>>;
  /** Called when the time that was last told has come; the value stays as it is. */
  renew(request: {
    readonly type: string;
    readonly private: Private;
    readonly signal: AbortSignal;
  }): Promise<Outcome<Omit<OpenedObject, "value">>>;
  /** The end of it, also after a failure; not called where opening failed. */
  close(request: {
    readonly type: string;
    readonly private: Private;
    readonly signal: AbortSignal;
  }): Promise<Checked>;
}

/** An ephemeral object that is in use. */
interface OpenedObject {
  readonly value: Value;
  readonly private: Private;
  /** Milliseconds since 1970 at which it wants to be renewed; undefined: never. */
  readonly renewAt: number | undefined;
}

import type { Value } from "@tutti/values";
import type { Checked } from "./answer.ts";

/**
 * What a provider can be asked to do beside keeping objects: no state knows of
 * it. `type` is one of `ProviderSchema.actions`.
 */
export interface ActionCalls {
  validate(request: { readonly type: string; readonly config: Value }): Promise<Checked>;
  /** Whether it could be done; `config` may hold unknowns. Nothing happens yet. */
  plan(request: ActionRequest): Promise<Checked>;
  /** Does it, and ends when it is done. `config` is wholly known. */
  invoke(request: ActionRequest & { readonly progress: (text: string) => void }): Promise<Checked>;
}

/** What is to be done, and until when. */
interface ActionRequest {
  readonly type: string;
  readonly config: Value;
  readonly signal: AbortSignal;
}

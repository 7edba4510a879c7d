import type { Body, Expression, SourceRange } from "@tutti/hcl";
import type { ProviderReference } from "./provider.ts";

/** An `action` block: what a provider can be asked to do, of which no state knows. */
export interface Action {
  readonly type: string;
  readonly name: string;
  /** `action.TYPE.NAME`: its key in `Module.actions`. */
  readonly key: string;
  /** What stands in the `config` block; nothing where there is none. */
  readonly config: Body;
  readonly count: Expression | undefined;
  readonly forEach: Expression | undefined;
  readonly provider: ProviderReference | undefined;
  readonly providerSource: string;
  readonly declRange: SourceRange;
  readonly typeRange: SourceRange;
}

/** What happens to an object when its triggers are asked. */
export type ActionEvent = "before_create" | "after_create" | "before_update" | "after_update";

/** All events that a trigger may name. */
export const ACTION_EVENTS: readonly ActionEvent[] = [
  "before_create",
  "after_create",
  "before_update",
  "after_update",
];

/** An `action_trigger` block of a resource. */
export interface ActionTrigger {
  readonly events: readonly ActionEvent[];
  /** Undefined: always. */
  readonly condition: Expression | undefined;
  /** In the order in which they are invoked. */
  readonly actions: readonly TriggeredAction[];
  readonly declRange: SourceRange;
}

/** One action that a trigger names. */
export interface TriggeredAction {
  /** `action.TYPE.NAME`, of the same module. */
  readonly key: string;
  /** Which of its instances; undefined: all of them. */
  readonly instance: Expression | undefined;
  readonly range: SourceRange;
}

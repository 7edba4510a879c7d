import type { ResourceInstance } from "@tutti/addresses";
import type { ProviderSchema } from "@tutti/plugin";
import type { CheckResult, State } from "@tutti/state";
import type { Path, Value } from "@tutti/values";

/**
 * What will be done and why. A plan is data: it is shown, saved and applied
 * without deriving anything again. Values keep their marks; what is not known
 * before apply is unknown in `after`.
 */
export interface Plan {
  readonly mode: PlanMode;
  /** RFC 3339, when it was made. */
  readonly timestamp: string;
  /** Values of the root module's variables, as they were given or defaulted. */
  readonly variables: ReadonlyMap<string, Value>;
  /** Ephemeral ones that were set: their values are not kept, so apply needs them again. */
  readonly ephemeralVariables: readonly string[];
  /** As it was before anything was refreshed; `drift` is the way from here to `priorState`. */
  readonly previousState: State;
  readonly priorState: State;
  /** In display order; no-ops are among them. */
  readonly changes: readonly ResourceChange[];
  /** What changed outside, found while refreshing. */
  readonly drift: readonly ResourceChange[];
  readonly outputs: ReadonlyMap<string, OutputChange>;
  readonly checks: readonly CheckResult[];
  readonly actions: ActionGraph;
  /** Schemas of the providers met, by source address, so that the plan can be shown without them. */
  readonly schemas: ReadonlyMap<string, ProviderSchema>;
  /** Attributes that `changes` depend on, for `show -json`. */
  readonly relevantAttributes: readonly { readonly resource: string; readonly attribute: Path }[];
  readonly targets: readonly string[];
  readonly replace: readonly string[];
  /** False where targeting or deferral left something out. */
  readonly complete: boolean;
  /** Diagnostics with severity error were met: shown, but never applied. */
  readonly errored: boolean;
}

export type PlanMode = "normal" | "destroy" | "refresh-only";

export type ChangeAction =
  | "no-op"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "delete-then-create"
  | "create-then-delete"
  | "forget";

export interface ResourceChange {
  readonly address: ResourceInstance;
  /** Where it was in the prior state, when a `moved` block renamed it. */
  readonly previousAddress: ResourceInstance | undefined;
  readonly deposedKey: string | undefined;
  /** `provider["registry.terraform.io/hashicorp/aws"].alias`, with the module in front. */
  readonly provider: string;
  readonly action: ChangeAction;
  readonly reason: ActionReason | undefined;
  /** Null (of the schema's type) where there is nothing. */
  readonly before: Value;
  readonly after: Value;
  readonly requiresReplace: readonly Path[];
  readonly importing: { readonly id: string } | undefined;
  /** Configuration written for an imported object (`-generate-config-out`). */
  readonly generatedConfig: string | undefined;
}

/** Why; texts and JSON names are Terraform's where it has one, ours beyond. */
export type ActionReason =
  /** `drifted`: these attributes differ because they changed outside, not by the configuration. */
  | {
      readonly kind: "replace_because_cannot_update";
      readonly paths: readonly Path[];
      readonly drifted: boolean;
    }
  | { readonly kind: "replace_because_tainted" }
  | { readonly kind: "replace_by_request" }
  | { readonly kind: "replace_by_triggers"; readonly triggers: readonly string[] }
  | { readonly kind: "delete_because_no_resource_config" }
  | { readonly kind: "delete_because_no_module"; readonly module: string }
  | { readonly kind: "delete_because_wrong_repetition" }
  | { readonly kind: "delete_because_count_index" }
  | { readonly kind: "delete_because_each_key" }
  | { readonly kind: "delete_because_no_move_target" }
  | { readonly kind: "read_because_config_unknown" }
  | { readonly kind: "read_because_dependency_pending" }
  | { readonly kind: "read_because_check_nested" }
  /** Ours: not in the state yet. */
  | { readonly kind: "create_because_new" }
  /** Ours: it was there, and is gone outside of us. */
  | { readonly kind: "create_because_gone" }
  /** Ours: these attributes differ, by the configuration or (`drifted`) because they changed outside. */
  | { readonly kind: "update_because_changed"; readonly paths: readonly Path[]; readonly drifted: boolean }
  /** Ours: the whole plan destroys. */
  | { readonly kind: "delete_by_request" };

export interface OutputChange {
  readonly action: ChangeAction;
  readonly before: Value;
  readonly after: Value;
  readonly sensitive: boolean;
}

/** The steps of apply; `after` holds indexes of the actions that must have ended before. */
export interface ActionGraph {
  readonly actions: readonly Action[];
}

export interface Action {
  readonly work: ActionWork;
  readonly after: readonly number[];
}

export type ActionWork =
  /** One change of `Plan.changes`, or the half of a replacement. */
  | { readonly kind: "create" | "update" | "read" | "forget"; readonly change: number }
  | { readonly kind: "delete"; readonly change: number }
  /** The old object steps aside; what is created after it may fail, and then it comes back. */
  | { readonly kind: "depose"; readonly change: number; readonly deposedKey: string }
  /** Evaluates what was unknown: a local value, variable, output or module expansion that others wait for. */
  | { readonly kind: "evaluate"; readonly node: string }
  | { readonly kind: "configure-provider"; readonly provider: string };

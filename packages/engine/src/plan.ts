import type { AbsoluteResource, InstanceKey, ModuleInstance, ResourceInstance } from "@tutti/addresses";
import type { ActionEvent, Rollout } from "@tutti/config";
import type { ProviderSchema } from "@tutti/plugin";
import type { CheckResult, State } from "@tutti/state";
import type { Path, Value } from "@tutti/values";
import type { Expansion } from "./scope/repetition.ts";

/**
 * What will be done and why. A plan is data: it is shown, saved and applied
 * without deriving anything again. What was known while planning is in it as a
 * value, and only what was not known is evaluated when it is applied. Values
 * keep their marks, but nothing ephemeral is ever in a plan.
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
  /** The same, with what stays of a block together, so that none of it need be made; left out where each stands by itself. */
  readonly parts?: readonly ChangePart[] | undefined;
  /** What providers are asked to do beside the changes, in the order of the blocks that ask for it. */
  readonly invocations: readonly ActionInvocation[];
  /** Which of the changes are made within limits, by the health of what they make; left out where none is. */
  readonly rollouts?: readonly PlannedRollout[] | undefined;
  /** How the services stand whose instances the plan's objects are, by name; left out where there are none, or nobody asked. */
  readonly services?: readonly PlannedService[] | undefined;
  /** What changed outside, found while refreshing. */
  readonly drift: readonly ResourceChange[];
  readonly outputs: ReadonlyMap<string, OutputChange>;
  readonly checks: readonly CheckResult[];
  /** Worked out when it is first asked for: a plan that is only shown has no use for it. */
  readonly actions: ActionGraph;
  /** `path.cwd` while planning. */
  readonly directory: string;
  /** What was known inside of the modules, parents before their children. */
  readonly modules: readonly PlannedModule[];
  /** Configurations of providers, by address, that are known and hold nothing secret; others are evaluated again. */
  readonly providerConfigs: ReadonlyMap<string, Value>;
  /** Conditions that are still to be asked, by the address of their object. */
  readonly pendingConditions: ReadonlyMap<string, PendingConditions>;
  /** Schemas of the providers met, by source address, so that the plan can be shown without them. */
  readonly schemas: ReadonlyMap<string, ProviderSchema>;
  /** Attributes that `changes` depend on, for `show -json`. */
  readonly relevantAttributes: readonly { readonly resource: string; readonly attribute: Path }[];
  readonly targets: readonly string[];
  readonly excludes: readonly string[];
  readonly replace: readonly string[];
  /** Blocks that are left for the plan after this one, by address: what they are repeated by is not known yet. */
  readonly postponed: readonly string[];
  /** False where targeting or deferral left something out. */
  readonly complete: boolean;
  /** Diagnostics with severity error were met: shown, but never applied. */
  readonly errored: boolean;
}

/** Objects that are made anew together, within limits. Times are milliseconds. */
export interface PlannedRollout
  extends Pick<
    Rollout,
    "strategy" | "minHealthyTime" | "healthyDeadline" | "progressDeadline" | "drain" | "onFailure"
  > {
  /** As a person calls it: the block, or the name of the group in its module. */
  readonly name: string;
  /** The word that its blocks say, where it is not one block by itself. */
  readonly group?: string | undefined;
  /** So many are wanted, those that stay as they are among them. */
  readonly desired: number;
  /** So many stand now. */
  readonly standing: number;
  readonly surge: number;
  readonly unavailable: number;
  /** So many come first; 0: there is no such stage. */
  readonly first: number;
  readonly promote: Rollout["promotion"]["promote"];
  readonly promoteAfter: number;
  /** In the order in which they have their turns. */
  readonly members: readonly RolloutMember[];
}

/** What a rollout does to one address. */
export interface RolloutMember {
  readonly act: "replace" | "create" | "update" | "delete";
  /** Its place in `Plan.changes`. */
  readonly change: number;
  /** What is made stands already, of an apply that was cut short; the change is the end of the old one. */
  readonly made: boolean;
  /** It goes when what this member (by its place in the list) makes has proved itself: both are of one address. */
  readonly behind?: number | undefined;
}

/** How a service stands, and what the plan takes of it. */
export interface PlannedService {
  readonly name: string;
  /** Undefined where the agent could not be asked: then nothing is said of its health, and nothing is refused. */
  readonly standing: ServiceStanding | undefined;
  /** So many healthy instances are to stay, as its blocks say. */
  readonly minHealthy: number;
  /** Places in `Plan.changes` whose healthy instances go for good. */
  readonly leaving: readonly number[];
  /** Those whose healthy instances go before what takes their place is there. */
  readonly returning: readonly number[];
  /** Services that intentions let call it; asked where something of it goes. */
  readonly callers: readonly string[];
  /** Blocks that refer to what goes, directly or not. */
  readonly dependents: readonly string[];
  /** It may fall below what is to stay (`-allow-outage`). */
  readonly allowed: boolean;
}

/** The instances of a service in the catalog, by their worst check; those that pass or warn are healthy. */
export interface ServiceStanding {
  readonly passing: number;
  readonly warning: number;
  readonly critical: number;
  /** Those with a check that does not pass. */
  readonly unwell: readonly UnwellInstance[];
}

/** An instance with a check that does not pass. */
export interface UnwellInstance {
  readonly id: string;
  /** Its place in `Plan.changes`, where its object is among them. */
  readonly change?: number | undefined;
  readonly status: "warning" | "critical";
  /** What the checks say, first line each. */
  readonly why: string;
}

/** What a plan is for: to reach the configuration, to destroy everything, or only to look. */
export type PlanMode = "normal" | "destroy" | "refresh-only";

/** What happens to one instance. */
export type ChangeAction =
  | "no-op"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "delete-then-create"
  | "create-then-delete"
  | "forget";

/** One change, or some that stay as they are. */
export type ChangePart = ResourceChange | KeptPart;

/** Instances of a resource that follow each other in the plan, and stay as the state has them. */
export interface KeptPart {
  readonly resource: AbsoluteResource;
  /** As in their changes. */
  readonly provider: string;
  readonly keys: readonly InstanceKey[];
  /** That of one of them. */
  change(key: InstanceKey): ResourceChange;
}

/** What a plan does to one instance, and why. */
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
  /** By an id; or by an identity, and then the id is empty. */
  readonly importing: { readonly id: string; readonly identity?: Value | undefined } | undefined;
  /** Configuration written for an imported object (`-generate-config-out`). */
  readonly generatedConfig: string | undefined;
  /** What tells the object from others, of a type that has identities: before, and as far as it is known after. */
  readonly identity?: ChangedIdentity | undefined;
  /** Absent where something of it was not known, or is ephemeral: apply evaluates it. */
  readonly body?: PlannedBody | undefined;
  /** The arguments of its provisioners, in the order of the block, where they were known and hold nothing secret. */
  readonly provisioners?: PlannedProvisioners | undefined;
}

/** Undefined where nothing is there, or the provider does not say. */
export interface ChangedIdentity {
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** One instance of an action that is invoked, and what for. */
export interface ActionInvocation {
  readonly module: ModuleInstance;
  readonly type: string;
  readonly name: string;
  readonly key: InstanceKey;
  /** `provider["…"].alias`, as of a change. */
  readonly provider: string;
  /** What it is told, with its marks; parts that are not known yet are evaluated before it is invoked. */
  readonly config: Value;
  /** Undefined: it was asked for by itself. */
  readonly trigger: InvocationTrigger | undefined;
}

/** What of which resource instance invokes an action. */
export interface InvocationTrigger {
  readonly resource: ResourceInstance;
  readonly event: ActionEvent;
  /** Places of the `action_trigger` block and of the action in its list, both from 0. */
  readonly block: number;
  readonly index: number;
  /** The condition is not known yet: it is asked before the action is invoked. */
  readonly isPending: boolean;
}

/** The configurations of provisioners that were known while planning. */
export interface PlannedProvisioners {
  readonly create?: readonly (Value | undefined)[] | undefined;
  readonly destroy?: readonly (Value | undefined)[] | undefined;
}

/** What the provider was asked with. */
export interface PlannedBody {
  /** The block's value, with its marks. */
  readonly config: Value;
  /** What the provider wants back with the plan. */
  readonly private: Uint8Array | undefined;
}

/** One instance of a module: what was wholly known in it. */
export interface PlannedModule {
  readonly instance: ModuleInstance;
  readonly variables: ReadonlyMap<string, Value>;
  readonly locals: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  /** Instances of resources by `type.name`, and of module blocks by name; values of `for_each` may be unknown. */
  readonly resources: ReadonlyMap<string, Expansion>;
  readonly calls: ReadonlyMap<string, Expansion>;
}

/** Places of an object's conditions, in the order they are written, that could not be told yet or ask for something ephemeral. */
export interface PendingConditions {
  readonly preconditions: readonly number[];
  readonly postconditions: readonly number[];
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
  /** Ours: `enabled` is false. */
  | { readonly kind: "delete_because_disabled" }
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

/** What a plan does to one output of the root module. */
export interface OutputChange {
  readonly action: ChangeAction;
  readonly before: Value;
  readonly after: Value;
  readonly sensitive: boolean;
}

/** The steps of apply; `after` holds indexes of the actions that must have ended before. */
export interface ActionGraph {
  /** Blocks that steps speak of, by their address in the configuration. */
  readonly nodes: readonly string[];
  readonly actions: readonly Action[];
}

/** A node of the executable graph: its work, and what it waits for. */
export interface Action {
  readonly work: ActionWork;
  readonly after: readonly number[];
}

/** What an action does. */
export type ActionWork =
  /** One change of `Plan.changes`, or the half of a replacement. */
  | { readonly kind: "create" | "update" | "read" | "forget" | "delete"; readonly change: number }
  /** One of `Plan.invocations` that no change triggers. */
  | { readonly kind: "invoke"; readonly invocation: number }
  /** The old object steps aside; what is created after it may fail, and then it comes back. */
  | { readonly kind: "depose"; readonly change: number; readonly deposedKey: string }
  /** The services of an object that was made or changed enter the catalog; those of one that goes leave it first. */
  | { readonly kind: "register" | "deregister"; readonly change: number }
  /** A part of a block; `node` is a place in `ActionGraph.nodes`. */
  | { readonly kind: "block"; readonly node: number; readonly part: BlockPart };

/**
 * `value`: what was not known of a variable, local, output, check or module
 * block is evaluated. `configure`: a provider is started. `start`: all that a
 * resource refers to is there. `open`, `close`: an ephemeral block's objects
 * come into use, and nothing uses them any more. The others do nothing and only join: `end`, all
 * of it is there; `unused`, nothing needs what goes; `gone`, it went.
 */
export type BlockPart = "value" | "configure" | "start" | "end" | "unused" | "gone" | "open" | "close";

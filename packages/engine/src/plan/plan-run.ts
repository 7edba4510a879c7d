import type { InstanceKey, ResourceInstance } from "@tutti/addresses";
import type { Limit } from "@tutti/runtime";
import type { State, StateFold } from "@tutti/state";
import type { Value } from "@tutti/values";
import type { Breath } from "../graph/breath.ts";
import type { Schemas } from "../graph/build-graph.ts";
import type { InstanceMap } from "../graph/instance-map.ts";
import type { Relations } from "../graph/relations.ts";
import type { Incremental } from "../incremental/incremental.ts";
import type { KeptBlock } from "../object/kept-block.ts";
import type { ActionInvocation, ResourceChange } from "../plan.ts";
import type { PlanRequest } from "../request.ts";
import type { EphemeralPool } from "../scope/ephemeral-pool.ts";
import type { ProviderPool } from "../scope/provider-pool.ts";
import type { Walk } from "../scope/walk.ts";
import type { Imports } from "./imports.ts";
import type { PendingChanges } from "./pending-changes.ts";
import type { Targets } from "./targets.ts";

/** All that planning one configuration holds; each step of it reads here and adds its findings. */
export interface PlanRun {
  readonly request: PlanRequest;
  readonly walk: Walk;
  readonly schemas: Schemas;
  readonly providers: ProviderPool;
  readonly ephemeral: EphemeralPool;
  readonly limit: Limit;
  /** Asked between two steps or instances. */
  readonly breath: Breath;
  readonly relations: Relations;
  readonly targets: Targets;
  /** Undefined where everything is planned. */
  readonly incremental: Incremental | undefined;
  /** Asked for with `-replace`. */
  isReplaced(address: ResourceInstance): boolean;
  /** In a plan that destroys: this one goes. */
  destroys(address: ResourceInstance): boolean;
  readonly imports: Imports;
  /** After moves, before refreshing. */
  readonly state: State;
  /** Where moved instances were, by their new address. */
  readonly movedFrom: ReadonlyMap<string, ResourceInstance>;
  /** The refreshed state: `state` and the records since. */
  readonly prior: StateFold;
  readonly changes: ResourceChange[];
  /** What stays, where it is not among the changes. */
  readonly kept: { readonly block: KeptBlock; readonly keys: InstanceKey[] }[];
  readonly invocations: ActionInvocation[];
  readonly drift: ResourceChange[];
  /** Managed blocks with changes that are no no-ops. */
  readonly pending: PendingChanges;
  /** Changes of current objects, for `replace_triggered_by`. */
  readonly actions: InstanceMap<ResourceChange>;
  /** Configurations of providers that the plan may carry. */
  readonly providerConfigs: Map<string, Value>;
  /** Never aborted: for callers without a signal. */
  readonly never: AbortSignal;
}

export function signalOf(run: PlanRun): AbortSignal {
  return run.request.signal ?? run.never;
}

/** Evaluates what apply may find otherwise: a file that is not there yet is not taken for missing. */
export function keepFound<T>({ request }: PlanRun, work: () => T): T {
  return request.dataFiles === undefined ? work() : request.dataFiles.during("found", work);
}

/** Notes a change, where every later step finds it. */
export function addChange(run: PlanRun, change: ResourceChange, configAddress: string): void {
  run.changes.push(change);
  if (change.deposedKey === undefined) run.actions.set(change.address, change);
  const { mode, module } = change.address;
  if (change.action !== "no-op" && mode === "managed") run.pending.add(configAddress, module);
  run.request.onEvent?.({ kind: "planned", change });
}

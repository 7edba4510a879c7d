/** The first part of a plan file, and what it must look like; the second is the text of the state before refreshing. */

import { ROLLOUT_STRATEGIES } from "@tutti/config";
import type { DataFiles } from "@tutti/functions";
import { isWorkspaceName } from "@tutti/state";
import { Value } from "@tutti/values";
import type {
  Action,
  ActionGraph,
  ActionInvocation,
  ActionReason,
  ActionWork,
  ChangedIdentity,
  InvocationTrigger,
  OutputChange,
  PendingConditions,
  Plan,
  PlannedBody,
  PlannedModule,
  PlannedProvisioners,
  PlannedRollout,
  PlannedService,
  ResourceChange,
  RolloutMember,
  ServiceStanding,
  UnwellInstance,
} from "../plan.ts";
import type { Expansion } from "../scope/repetition.ts";
import type { KeptRun } from "./kept-runs.ts";
import type { PackedStates } from "./plan-states.ts";
import { providerSchema } from "./schema-shape.ts";
import {
  bytes,
  eachOf,
  type Members,
  mapOf,
  milliseconds,
  oneOf,
  optional,
  passing,
  record,
  type Shape,
  text,
  truth,
  variants,
  whole,
} from "./shape.ts";
import { checkResult, instance, key, moduleInstance, packedStates, path, value } from "./state-shape.ts";

/** What a saved plan holds beside the plan. */
export interface PlanSurroundings {
  /** Configuration files by path, as they were read. */
  readonly sources: ReadonlyMap<string, string>;
  /** What functions read of other files while planning. */
  readonly dataFiles: DataFiles | undefined;
  /** The module manifest as it was, and whatever else the caller wants back. */
  readonly extra: ReadonlyMap<string, string>;
  readonly workspace: string;
}

export interface FirstPart extends PlanSurroundings {
  readonly plan: Omit<Plan, "previousState" | "priorState" | "changes" | "parts">;
  readonly states: PackedStates;
  readonly changes: readonly (ResourceChange | KeptRun)[];
}

const action = oneOf(
  "no-op",
  "create",
  "read",
  "update",
  "delete",
  "delete-then-create",
  "create-then-delete",
  "forget",
);

const reason = variants<ActionReason>({
  replace_because_cannot_update: { paths: eachOf(path), drifted: truth },
  replace_because_tainted: {},
  replace_by_request: {},
  replace_by_triggers: { triggers: eachOf(text) },
  delete_because_no_resource_config: {},
  delete_because_no_module: { module: text },
  delete_because_wrong_repetition: {},
  delete_because_disabled: {},
  delete_because_count_index: {},
  delete_because_each_key: {},
  delete_because_no_move_target: {},
  read_because_config_unknown: {},
  read_because_dependency_pending: {},
  read_because_check_nested: {},
  create_because_new: {},
  create_because_gone: {},
  update_because_changed: { paths: eachOf(path), drifted: truth },
  delete_by_request: {},
});

const configs = optional(eachOf(optional(value)));

const change = record<ResourceChange>({
  address: instance,
  previousAddress: optional(instance),
  deposedKey: optional(text),
  provider: text,
  action,
  reason: optional(reason),
  before: value,
  after: value,
  requiresReplace: eachOf(path),
  importing: optional(
    record<NonNullable<ResourceChange["importing"]>>({ id: text, identity: optional(value) }),
  ),
  generatedConfig: optional(text),
  identity: optional(record<ChangedIdentity>({ before: optional(value), after: optional(value) })),
  body: optional(record<PlannedBody>({ config: value, private: optional(bytes) })),
  provisioners: optional(record<PlannedProvisioners>({ create: configs, destroy: configs })),
});

const keptRun = record<KeptRun>({ kept: text, keys: optional(eachOf(key)), but: optional(eachOf(key)) });

const changeOrRun: Shape<ResourceChange | KeptRun> = (thing) =>
  typeof thing === "object" && thing !== null && "kept" in thing ? keptRun(thing) : change(thing);

const trigger = record<InvocationTrigger>({
  resource: instance,
  event: oneOf("before_create", "after_create", "before_update", "after_update"),
  block: whole,
  index: whole,
  isPending: truth,
});

const invocation = record<ActionInvocation>({
  module: moduleInstance,
  type: text,
  name: text,
  key,
  provider: text,
  config: value,
  trigger: optional(trigger),
});

const rollout = record<PlannedRollout>({
  name: text,
  group: optional(text),
  strategy: oneOf(...ROLLOUT_STRATEGIES),
  desired: whole,
  standing: whole,
  surge: whole,
  unavailable: whole,
  first: whole,
  promote: oneOf("auto", "manual"),
  promoteAfter: milliseconds,
  minHealthyTime: milliseconds,
  healthyDeadline: milliseconds,
  progressDeadline: milliseconds,
  drain: milliseconds,
  onFailure: oneOf("rollback", "pause"),
  members: eachOf(
    record<RolloutMember>({
      act: oneOf("replace", "create", "update", "delete"),
      change: whole,
      made: truth,
      behind: optional(whole),
    }),
  ),
});

const service = record<PlannedService>({
  name: text,
  standing: optional(
    record<ServiceStanding>({
      passing: whole,
      warning: whole,
      critical: whole,
      unwell: eachOf(
        record<UnwellInstance>({
          id: text,
          change: optional(whole),
          status: oneOf("warning", "critical"),
          why: text,
        }),
      ),
    }),
  ),
  minHealthy: whole,
  leaving: eachOf(whole),
  returning: eachOf(whole),
  callers: eachOf(text),
  dependents: eachOf(text),
  allowed: truth,
});

const output = record<OutputChange>({ action, before: value, after: value, sensitive: truth });

const ofChange = { change: whole } satisfies Members<{ readonly change: number }>;

const work = variants<ActionWork>({
  create: ofChange,
  update: ofChange,
  read: ofChange,
  forget: ofChange,
  delete: ofChange,
  register: ofChange,
  deregister: ofChange,
  invoke: { invocation: whole },
  depose: { ...ofChange, deposedKey: text },
  block: {
    node: whole,
    part: oneOf("value", "configure", "start", "end", "unused", "gone", "open", "close"),
  },
});

const actions = record<ActionGraph>({
  nodes: eachOf(text),
  actions: eachOf(record<Action>({ work, after: eachOf(whole) })),
});

const over: Shape<Value> = passing(
  (thing) =>
    thing instanceof Value &&
    thing.isKnown &&
    thing.marks === undefined &&
    (thing.type.kind === "set"
      ? thing.asItems.every((item) => item.isKnown && item.type.kind === "string")
      : thing.type.kind === "map" || thing.type.kind === "object"),
  "is nothing that a block is repeated over",
);

const expansion = variants<Expansion>({
  single: {},
  disabled: {},
  count: { count: whole },
  for_each: { over },
  unknown: { by: oneOf("count", "for_each", "enabled") },
});

const plannedModule = record<PlannedModule>({
  instance: moduleInstance,
  variables: mapOf(value),
  locals: mapOf(value),
  outputs: mapOf(value),
  resources: mapOf(expansion),
  calls: mapOf(expansion),
});

type ValueOf<M> = M extends ReadonlyMap<string, infer V> ? V : never;

const dataFiles = record<DataFiles>({
  files: mapOf(
    variants<ValueOf<DataFiles["files"]>>({
      bytes: { bytes },
      digest: { sha256: text },
      error: { code: text, message: text },
    }),
  ),
  kinds: mapOf(oneOf("file", "directory", "other", "nothing")),
  lists: mapOf(eachOf(text)),
});

const timestamp = passing<string>(
  (thing) =>
    typeof thing === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(thing) &&
    !Number.isNaN(Date.parse(thing)),
  "is no point in time",
);

/** Of what was read; throws `Misshapen` where it is something else. */
export const firstPart: Shape<FirstPart> = record<FirstPart>({
  plan: record<FirstPart["plan"]>({
    mode: oneOf("normal", "destroy", "refresh-only"),
    timestamp,
    variables: mapOf(value),
    ephemeralVariables: eachOf(text),
    invocations: eachOf(invocation),
    rollouts: optional(eachOf(rollout)),
    services: optional(eachOf(service)),
    drift: eachOf(change),
    outputs: mapOf(output),
    checks: eachOf(checkResult),
    actions,
    directory: text,
    modules: eachOf(plannedModule),
    providerConfigs: mapOf(value),
    pendingConditions: mapOf(
      record<PendingConditions>({ preconditions: eachOf(whole), postconditions: eachOf(whole) }),
    ),
    schemas: mapOf(providerSchema),
    relevantAttributes: eachOf(
      record<FirstPart["plan"]["relevantAttributes"][number]>({ resource: text, attribute: path }),
    ),
    targets: eachOf(text),
    excludes: eachOf(text),
    replace: eachOf(text),
    postponed: eachOf(text),
    complete: truth,
    errored: truth,
  }),
  states: packedStates,
  changes: eachOf(changeOrRun),
  sources: mapOf(text),
  dataFiles: optional(dataFiles),
  extra: mapOf(text),
  workspace: passing<string>(
    (thing) => typeof thing === "string" && isWorkspaceName(thing),
    "is no workspace",
  ),
});

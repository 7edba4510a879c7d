/** What a walk found out, as a plan. */

import { compareInstances, formatBlockOf, formatResource } from "@tutti/addresses";
import { hasErrors } from "@tutti/hcl";
import { type AddressList, kindsOf, type State } from "@tutti/state";
import type { Value } from "@tutti/values";
import { type LatePart, movingChanges, placedChanges, planOf } from "../change-parts.ts";
import type { ConfigGraph, ConfigNode } from "../graph/config-node.ts";
import type {
  ActionGraph,
  ActionInvocation,
  ChangePart,
  Plan,
  PlannedRollout,
  ResourceChange,
} from "../plan.ts";
import { plannedModules } from "../scope/planned-modules.ts";
import { carriesServices } from "../service/carrying-types.ts";
import { buildActionGraph } from "./action-graph.ts";
import { orderParts, sortChanges } from "./change-order.ts";
import { covers, parseTargets } from "./covers.ts";
import { freshDeposedKey } from "./deposed-key.ts";
import type { SeenService } from "./look-at-services.ts";
import { outputChanges } from "./outputs.ts";
import { planRollouts } from "./plan-rollouts.ts";
import type { PlanRun } from "./plan-run.ts";
import { planServices } from "./plan-services.ts";
import { relevantAttributes } from "./relevant-attributes.ts";
import { isSettled } from "./settled.ts";
import { withoutUnreachedDeletes } from "./unreached-deletes.ts";
import { usedSchemas } from "./used-schemas.ts";

/** A plan whose walk is over; `visited` are the steps that were worked out. */
export function finishPlan(
  run: PlanRun,
  graph: ConfigGraph,
  visited: (step: number) => boolean,
  seen: ReadonlyMap<string, SeenService>,
): Plan {
  const { request, walk } = run;
  const changes = orderParts(run.changes, run.kept);
  const invocations = run.invocations.toSorted(compareInvocations);
  const rollouts = request.mode === "normal" ? planRollouts(run, changes) : [];
  const services = planServices(run, changes, rollouts, seen);
  const errored = hasErrors(walk.diagnostics);
  const outputs = run.targets.active && request.mode === "destroy" ? new Map() : outputChanges(run);
  const prior = run.prior.state();
  const variables = new Map<string, Value>();
  for (const [name, variable] of request.config.root.module.variables) {
    // As it was given, before it was converted: that is done again at apply.
    const value = request.variables.get(name)?.value ?? variable.default;
    if (value !== undefined && !variable.ephemeral) variables.set(name, value);
  }
  const rest: Omit<Plan, LatePart | "changes" | "parts"> = {
    mode: request.mode,
    timestamp: request.timestamp,
    variables,
    ephemeralVariables: [...request.variables.keys()].filter(
      (name) => request.config.root.module.variables.get(name)?.ephemeral === true,
    ),
    previousState: request.state,
    priorState: prior,
    invocations,
    ...(rollouts.length > 0 ? { rollouts } : {}),
    ...(services.length > 0 ? { services } : {}),
    drift: sortChanges(run.drift),
    outputs,
    checks: walk.checks.results(),
    directory: request.directory,
    modules: plannedModules(walk),
    providerConfigs: run.providerConfigs,
    pendingConditions: walk.pending,
    schemas: usedSchemas(
      run.schemas,
      request.config,
      [request.state, prior],
      [...movingChanges(changes), ...run.drift],
    ),
    targets: request.targets,
    excludes: request.excludes ?? [],
    replace: request.replace,
    postponed: [...walk.postponed.keys()].sort(),
    complete: !run.targets.active && walk.postponed.size === 0 && !errored,
    errored,
  };
  return planOf(rest, changes, {
    actions: () =>
      errored
        ? { nodes: [], actions: [] }
        : actionGraphOf(run, graph, { changes, invocations, rollouts }, visited),
    relevantAttributes: () => relevantAttributes(run, graph, { outputs, changes: movingChanges(changes) }),
  });
}

/** By what triggers them, and then as they are invoked. */
function compareInvocations({ trigger: a }: ActionInvocation, { trigger: b }: ActionInvocation): number {
  if (a === undefined || b === undefined) return 0;
  return compareInstances(a.resource, b.resource);
}

function actionGraphOf(
  run: PlanRun,
  graph: ConfigGraph,
  {
    changes,
    invocations,
    rollouts,
  }: { readonly changes: readonly ChangePart[]; readonly rollouts: readonly PlannedRollout[] } & Pick<
    Plan,
    "invocations"
  >,
  visited: (step: number) => boolean,
): ActionGraph {
  const stored = storedDependencies(run.state);
  const rolledOut = new Set(rollouts.flatMap(({ members }) => members.map(({ change }) => change)));
  const nodes = new Map<string, ConfigNode & { kind: "resource" }>();
  for (const node of graph.nodes) {
    if (node.kind === "resource") nodes.set(node.id, node);
  }
  const full = buildActionGraph({
    graph,
    includes: visited,
    isSettled: (step) => {
      const node = graph.nodes[step];
      return node !== undefined && isSettled(run.walk, node);
    },
    changes,
    storedDependenciesOf: (config) => stored.get(config) ?? [],
    writtenDependenciesOf: (config) => {
      const node = nodes.get(config);
      return node === undefined ? [] : [run.relations.dependencies(node)];
    },
    goesLate: (change) => goesLate(run.state, change),
    keyed: run.walk.facts.keyed,
    isRolledOut: (change) => rolledOut.has(change),
    carriesServices: (change) => carriesServices(run.schemas, change),
    deposedKey: (change) => freshDeposedKey(run.request, change.address),
  });
  const asked = invocations.flatMap(({ trigger }, at) => (trigger === undefined ? [at] : []));
  if (asked.length > 0) return withInvocations(full, asked);
  // A plan that destroys has nothing in it but what its targets take along.
  if (run.request.targets.length === 0 || run.request.mode === "destroy") return full;
  const targets = parseTargets(run.request.targets);
  const placed = placedChanges(changes);
  return withoutUnreachedDeletes(full, (change) => {
    const address = placed[change]?.address;
    return address !== undefined && targets.some((target) => covers(target, address));
  });
}

/** What stepped aside, and what was to be replaced by creating first when it was made, goes late. */
function goesLate({ resources }: State, { address, deposedKey, action }: ResourceChange): boolean {
  if (deposedKey !== undefined || action !== "delete") return action !== "delete-then-create";
  const current = resources.get(formatResource(address))?.instances.get(address.key)?.current;
  return current?.createBeforeDestroy === true;
}

/** What was asked for by itself comes behind all else, one after the other: each waits for the one before it alone. */
function withInvocations({ nodes, actions }: ActionGraph, asked: readonly number[]): ActionGraph {
  const all = [...actions];
  for (const invocation of asked) {
    const after = all.length === actions.length ? [...all.keys()] : [all.length - 1];
    all.push({ work: { kind: "invoke", invocation }, after });
  }
  return { nodes, actions: all };
}

/** By config address: the lists of its objects, each once. Most objects of a block have the same. */
function storedDependencies(state: State): ReadonlyMap<string, ReadonlySet<AddressList>> {
  const found = new Map<string, Set<AddressList>>();
  for (const { address, instances } of state.resources.values()) {
    const config = formatBlockOf(address);
    let all = found.get(config);
    if (all === undefined) {
      all = new Set();
      found.set(config, all);
    }
    for (const { dependencies } of kindsOf(instances)) all.add(dependencies);
  }
  return found;
}

import { createStop } from "@tutti/runtime";
import { engineError } from "../errors.ts";
/** From a configuration and a state to a plan. */

import {
  compareInstances,
  formatConfigResource,
  formatInstance,
  type ResourceInstance,
} from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { type AddressList, type State, StateFold } from "@tutti/state";
import type { Value } from "@tutti/values";
import { createBreath } from "../graph/breath.ts";
import { buildGraph } from "../graph/build-graph.ts";
import { configAddress, configOf } from "../graph/config-address.ts";
import type { ConfigGraph, ConfigNode } from "../graph/config-node.ts";
import { cycleDiagnostic } from "../graph/cycle.ts";
import { interruption } from "../graph/interruption.ts";
import { createLimit } from "../graph/limit.ts";
import { sourcesOf } from "../graph/provider-sources.ts";
import { createRelations } from "../graph/relations.ts";
import { runSchedule } from "../graph/run-schedule.ts";
import { createSchedule, ScheduleCycle } from "../graph/schedule.ts";
import { applyMoves, noMoves } from "../moves/apply-moves.ts";
import { blockedWarning } from "../moves/blocked-moves.ts";
import { moveMistakes } from "../moves/move-mistakes.ts";
import { walkDeclared } from "../moves/walk-declared.ts";
import { evaluateCheck, expandCheck } from "../object/evaluate-check.ts";
import type { ActionGraph, Plan, ResourceChange } from "../plan.ts";
import type { PlanRequest, PlanResult } from "../request.ts";
import { declareChecks } from "../scope/declare-checks.ts";
import { evaluateLocal, evaluateOutput, evaluateVariable, expandModule } from "../scope/evaluate-named.ts";
import { isOpen, plannedModules } from "../scope/planned-modules.ts";
import { providerConfig } from "../scope/provider-config.ts";
import { loadSchemas, ProviderPool } from "../scope/provider-pool.ts";
import { Walk } from "../scope/walk.ts";
import { carryingRegistry } from "../service/carrying-registry.ts";
import { carriesServices, carryingTypes } from "../service/carrying-types.ts";
import { buildActionGraph } from "./action-graph.ts";
import { covers, parseTargets } from "./covers.ts";
import { destroyTargets } from "./destroy-targets.ts";
import { excludeMistakes } from "./exclude-mistakes.ts";
import { Imports, missingImportTargets } from "./imports.ts";
import { destroyAfterLooking } from "./look-before-destroy.ts";
import { movesLeftOut } from "./moved-targets.ts";
import { planOrphans } from "./orphans.ts";
import { outputChanges } from "./outputs.ts";
import {
  destroyOrphans,
  destroyResource,
  expandUnasked,
  forgetData,
  neededToDestroy,
  storedByConfig,
} from "./plan-destroy.ts";
import { planResource } from "./plan-resource.ts";
import type { PlanRun } from "./plan-run.ts";
import { relevantAttributes } from "./relevant-attributes.ts";
import { removedMistakes } from "./removed-mistakes.ts";
import { incompleteReplace, replaceRequests } from "./replace-requests.ts";
import { isSettled } from "./settled.ts";
import { createTargets } from "./targets.ts";
import { withoutUnreachedDeletes } from "./unreached-deletes.ts";

/** Reads what is there and decides what must be done. It writes nothing. */
export function createPlan(request: PlanRequest): Promise<PlanResult> {
  return request.mode === "destroy"
    ? destroyAfterLooking(request, planOnce)
    : planOnce(request, { conditions: true });
}

async function planOnce(
  request: PlanRequest,
  options: { readonly conditions: boolean },
): Promise<PlanResult> {
  const { config } = request;
  const carrying = carryingTypes(config, request.state);
  const providers = carryingRegistry(request.providers, carrying, request.connectAgent);
  const loaded = await loadSchemas(providers, sourcesOf(config, request.state));
  if (hasErrors(loaded.diagnostics)) return { plan: undefined, diagnostics: loaded.diagnostics };
  const { graph, diagnostics } = buildGraph(config, loaded.schemas);
  if (hasErrors(diagnostics)) return { plan: undefined, diagnostics };
  const destroying = request.mode === "destroy";
  const walk = new Walk("plan", request, graph, loaded.functions, {
    ...options,
    severity: request.mode === "refresh-only" ? "warning" : "error",
  });
  walk.report(diagnostics);
  declareChecks(walk);
  const excludes = request.excludes ?? [];
  const unknown = excludeMistakes(graph, request.state, excludes);
  if (unknown.length > 0) return { plan: undefined, diagnostics: [...walk.diagnostics, ...unknown] };
  const targets = createTargets(graph, request.targets, excludes);
  walk.report(targets.diagnostics);
  const imports = request.imports ?? [];
  const moves = imports.length > 0 ? noMoves(request.state) : applyMoves(config, request.state);
  const leftOut = movesLeftOut(moves, request.targets, excludes);
  if (leftOut !== undefined) return { plan: undefined, diagnostics: [...walk.diagnostics, leftOut] };
  const asked = asksBlocks(request);
  const removed = asked ? removedMistakes(config) : [];
  if (removed.length > 0) return { plan: undefined, diagnostics: [...walk.diagnostics, ...removed] };
  const missing = asked ? missingImportTargets(config.root, targets) : [];
  walk.report(missing);
  const never = createStop().signal;
  const run: PlanRun = {
    request,
    walk,
    schemas: loaded.schemas,
    providers: new ProviderPool(providers, request.signal ?? never),
    limit: createLimit(request.parallelism ?? 10),
    breath: createBreath(request.clock, request.signal),
    relations: createRelations(graph, (step) => targets.includesNode(step)),
    targets,
    isReplaced: replaceRequests(request.replace),
    destroys: destroying ? destroyTargets(moves.state, request.targets, excludes) : () => false,
    imports: new Imports(walk, imports),
    state: moves.state,
    movedFrom: moves.movedFrom,
    prior: new StateFold(moves.state),
    changes: [],
    drift: [],
    pending: new Set(),
    actions: new Map(),
    providerConfigs: new Map(),
    never,
  };
  const planned = destroying ? await walkToDestroy(run, graph) : await walkGraph(run, graph);
  if (planned.cycle !== undefined)
    return { plan: undefined, diagnostics: [...walk.diagnostics, planned.cycle] };
  await run.providers.close();
  // Half of a plan looks like a whole one.
  if (run.breath.stopped)
    return { plan: undefined, diagnostics: [...walk.diagnostics, interruption("nothing was changed.")] };
  // Whatever else went wrong may come of a move that went wrong.
  // Where little is planned, the walk has met what is stored, and not what is declared.
  const looksOnly = request.mode === "refresh-only" || (destroying && asked);
  const declared =
    looksOnly && moves.statements.length > 0 ? walkDeclared(graph, request, moves.state) : walk;
  const mistakes = moveMistakes(moves, declared);
  if (mistakes.length > 0) return { plan: undefined, diagnostics: mistakes };
  if (destroying && missing.length > 0) return { plan: undefined, diagnostics: walk.diagnostics };
  if (!hasErrors(walk.diagnostics)) walk.report(blockedWarning(moves.blocked));
  warnReplace(run);
  return { plan: finish(run, graph, planned.visited), diagnostics: walk.diagnostics };
}

/**
 * Whether `removed` and `import` blocks count. They do before something is
 * destroyed as well, as in Terraform: an ordinary plan looks at it first.
 */
function asksBlocks({ mode, refresh, state, imports = [] }: PlanRequest): boolean {
  if (imports.length > 0) return false;
  return mode === "normal" || (mode === "destroy" && refresh && state.resources.size > 0);
}

interface Walked {
  readonly cycle?: Diagnostic | undefined;
  /** Steps that were worked out. */
  visited(step: number): boolean;
}

async function walkToDestroy(run: PlanRun, graph: ConfigGraph): Promise<Walked> {
  const needed = neededToDestroy(graph, run.state);
  const stored = storedByConfig(run.state);
  const visited = (step: number): boolean => needed.has(step);
  const cycle = await walkSteps(run, graph, (step, node) => {
    if (node.kind === "resource")
      return destroyResource(run, node, stored.get(configAddress(node)) ?? [], needed.has(step)).then(ended);
    return visited(step) ? visitNode(run, node) : "done";
  });
  await destroyOrphans(run, stored);
  forgetData(run, needed);
  expandUnasked(run, needed);
  return { cycle, visited };
}

async function walkGraph(run: PlanRun, graph: ConfigGraph): Promise<Walked> {
  const visited = (step: number): boolean => run.targets.includesNode(step);
  const cycle = await walkSteps(run, graph, (step, node) => (visited(step) ? visitNode(run, node) : "done"));
  for (const [step, node] of graph.nodes.entries())
    if (node.kind === "check" && visited(step)) expandCheck(run.walk, node);
  await planOrphans(run);
  return { cycle, visited };
}

type Ended = "done" | "failed";

async function walkSteps(
  run: PlanRun,
  graph: ConfigGraph,
  work: (step: number, node: ConfigNode) => Promise<Ended> | Ended,
): Promise<Diagnostic | undefined> {
  const schedule = createSchedule(graph.after);
  if (schedule instanceof ScheduleCycle) return cycleDiagnostic(graph, schedule);
  const visit = (step: number): Promise<Ended> | Ended => {
    const node = graph.nodes[step];
    if (node === undefined) return "done";
    const pause = run.breath.pause();
    return pause === undefined ? work(step, node) : pause.then(() => work(step, node));
  };
  await runSchedule(schedule, visit, { limit: Number.POSITIVE_INFINITY, signal: run.request.signal });
  return undefined;
}

function visitNode(run: PlanRun, node: ConfigNode): Promise<Ended> | Ended {
  const { walk, request } = run;
  switch (node.kind) {
    case "variable":
      return ended(evaluateVariable(walk, node, request.variables));
    case "local":
      return ended(evaluateLocal(walk, node));
    case "output":
      return ended(evaluateOutput(walk, node));
    case "expand":
      return ended(expandModule(walk, node));
    case "close":
      return "done";
    case "check":
      evaluateCheck(walk, node);
      return "done";
    case "provider":
      return configureProvider(run, node);
    case "resource":
      return planResource(run, node).then(ended);
  }
}

function ended(ok: boolean): "done" | "failed" {
  return ok ? "done" : "failed";
}

async function configureProvider(
  run: PlanRun,
  node: ConfigNode & { kind: "provider" },
): Promise<"done" | "failed"> {
  const value = providerConfig(run.walk, node);
  if (value === undefined) return "failed";
  if (run.request.mode === "destroy" && !value.isWhollyKnown) {
    run.walk.report([unknownConfig(node)]);
    return "failed";
  }
  if (isOpen(value)) run.providerConfigs.set(node.id, value);
  const place = node.config === undefined ? {} : { body: node.body, range: node.config.declRange };
  const found = await run.providers.configure(node.id, value, place);
  run.walk.report(found);
  return ended(!hasErrors(found));
}

/** A provider that is told half of what it needs could destroy in the wrong place. */
function unknownConfig(node: ConfigNode & { kind: "provider" }): Diagnostic {
  const detail = `The configuration of ${node.id} follows from objects that are not in the state, so what it keeps cannot be found to be destroyed. Write the values into the provider block, and destroy again.`;
  return errorDiagnostic(engineError("provider-configuration-is-not-known"), detail, node.config?.declRange);
}

function warnReplace(run: PlanRun): void {
  if (run.request.replace.length === 0) return;
  const addresses = run.changes.map(({ address }) => address);
  run.walk.report(incompleteReplace(run.request.replace, addresses));
}

function finish(run: PlanRun, graph: ConfigGraph, visited: (step: number) => boolean): Plan {
  const { request, walk } = run;
  const changes = run.changes.toSorted(compareChanges);
  const errored = hasErrors(walk.diagnostics);
  const outputs = run.targets.active && request.mode === "destroy" ? new Map() : outputChanges(run);
  const variables = new Map<string, Value>();
  for (const [name, variable] of request.config.root.module.variables) {
    // As it was given, before it was converted: that is done again at apply.
    const value = request.variables.get(name)?.value ?? variable.default;
    if (value !== undefined && !variable.ephemeral) variables.set(name, value);
  }
  return {
    mode: request.mode,
    timestamp: request.timestamp,
    variables,
    ephemeralVariables: [...request.variables.keys()].filter(
      (name) => request.config.root.module.variables.get(name)?.ephemeral === true,
    ),
    previousState: request.state,
    priorState: run.prior.state(),
    changes,
    drift: run.drift.toSorted(compareChanges),
    outputs,
    checks: walk.checks.results(),
    actions: errored ? { nodes: [], actions: [] } : actionGraphOf(run, graph, changes, visited),
    directory: request.directory,
    modules: plannedModules(walk),
    providerConfigs: run.providerConfigs,
    pendingConditions: walk.pending,
    schemas: run.schemas,
    relevantAttributes: relevantAttributes(run, graph, outputs),
    targets: request.targets,
    excludes: request.excludes ?? [],
    replace: request.replace,
    complete: !run.targets.active && !errored,
    errored,
  };
}

function compareChanges(a: ResourceChange, b: ResourceChange): number {
  const order = compareInstances(a.address, b.address);
  if (order !== 0) return order;
  return (a.deposedKey ?? "") < (b.deposedKey ?? "") ? -1 : 1;
}

function actionGraphOf(
  run: PlanRun,
  graph: ConfigGraph,
  changes: readonly ResourceChange[],
  visited: (step: number) => boolean,
): ActionGraph {
  const stored = storedDependencies(run.state);
  const nodes = new Map<string, ConfigNode & { kind: "resource" }>();
  for (const node of graph.nodes) {
    if (node.kind === "resource")
      nodes.set(formatConfigResource({ ...node.resource, module: node.module.path }), node);
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
    dependenciesOf: (config) => {
      const node = nodes.get(config);
      const own = node === undefined ? [] : [run.relations.dependencies(node)];
      return [...own, ...(stored.get(config) ?? [])];
    },
    createsFirst: (config) => {
      const node = nodes.get(config);
      return node !== undefined && run.relations.createsFirst(node);
    },
    keyed: run.walk.facts.keyed,
    carriesServices: (change) => carriesServices(run.schemas, change),
    deposedKey: (change) => freshDeposedKey(run.request, change.address),
  });
  if (run.request.targets.length === 0) return full;
  const targets = parseTargets(run.request.targets);
  return withoutUnreachedDeletes(full, (change) => {
    const address = changes[change]?.address;
    return address !== undefined && targets.some((target) => covers(target, address));
  });
}

/** By config address: the lists of its objects, each once. Most objects of a block have the same. */
function storedDependencies(state: State): ReadonlyMap<string, ReadonlySet<AddressList>> {
  const found = new Map<string, Set<AddressList>>();
  for (const { address, instances } of state.resources.values()) {
    const config = configOf({ address: { ...address, key: undefined } });
    let all = found.get(config);
    if (all === undefined) {
      all = new Set();
      found.set(config, all);
    }
    for (const { current } of instances.values()) if (current !== undefined) all.add(current.dependencies);
  }
  return found;
}

/** One that no object has which stands there deposed: two plans may be made in one second. */
function freshDeposedKey({ state, timestamp }: PlanRequest, address: ResourceInstance): string {
  const text = formatInstance(address);
  const resource = state.resources.get(formatInstance({ ...address, key: undefined }));
  const held = resource?.instances.get(address.key)?.deposed;
  let key = deposedKey(`${timestamp} ${text}`);
  while (held?.has(key) === true) key = deposedKey(`${key} ${text}`);
  return key;
}

/** Eight hex digits that differ from plan to plan and from object to object. */
function deposedKey(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

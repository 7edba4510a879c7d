/** From a configuration and a state to a plan. */

import { callsProviders } from "@tutti/config";
import { hasErrors, warningDiagnostic } from "@tutti/hcl";
import { createLimit, createStop } from "@tutti/runtime";
import { type State, StateFold } from "@tutti/state";
import type { Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import { createBreath } from "../graph/breath.ts";
import { buildGraph } from "../graph/build-graph.ts";
import { InstanceMap } from "../graph/instance-map.ts";
import { interruption } from "../graph/interruption.ts";
import { sourcesOf } from "../graph/provider-sources.ts";
import { createRelations } from "../graph/relations.ts";
import { providersOfOrphans } from "../graph/stored-providers.ts";
import { Incremental } from "../incremental/incremental.ts";
import { applyMoves, noMoves } from "../moves/apply-moves.ts";
import { blockedWarning } from "../moves/blocked-moves.ts";
import { convertMoved } from "../moves/convert-moved.ts";
import { moveMistakes } from "../moves/move-mistakes.ts";
import { walkDeclared } from "../moves/walk-declared.ts";
import type { PlanRequest, PlanResult } from "../request.ts";
import { declareChecks } from "../scope/declare-checks.ts";
import { EphemeralPool } from "../scope/ephemeral-pool.ts";
import { loadSchemas, ProviderPool } from "../scope/provider-pool.ts";
import { Walk } from "../scope/walk.ts";
import { carryingRegistry } from "../service/carrying-registry.ts";
import { carryingTypes } from "../service/carrying-types.ts";
import { destroyTargets } from "./destroy-targets.ts";
import { excludeMistakes } from "./exclude-mistakes.ts";
import { finishPlan } from "./finish-plan.ts";
import { Imports, missingImportTargets } from "./imports.ts";
import { lookAtServices } from "./look-at-services.ts";
import { destroyAfterLooking } from "./look-before-destroy.ts";
import { movesLeftOut } from "./moved-targets.ts";
import { orphansHaveProviders } from "./orphan-provider.ts";
import { PendingChanges } from "./pending-changes.ts";
import { planInvoked } from "./plan-invoked.ts";
import type { PlanRun } from "./plan-run.ts";
import { removedMistakes } from "./removed-mistakes.ts";
import { incompleteReplace, replaceRequests } from "./replace-requests.ts";
import { createTargets, onlyLists } from "./targets.ts";
import { walkGraph, walkToDestroy } from "./walk-plan.ts";

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
  const imports = request.imports ?? [];
  const moved = imports.length > 0 ? noMoves(request.state) : applyMoves(config, request.state);
  const { moves, diagnostics: wrong } = await convertMoved(moved, request.state, { config, providers });
  if (hasErrors(wrong)) return { plan: undefined, diagnostics: wrong };
  // Nothing is asked of the provider of what moved away from it.
  const loaded = await loadSchemas(providers, sourcesOf(config, moves.state), callsProviders(config));
  if (hasErrors(loaded.diagnostics)) return { plan: undefined, diagnostics: loaded.diagnostics };
  const orphans = providersOfOrphans(config, moves.state);
  const keepsObjects = imports.length > 0;
  const { graph, diagnostics } = buildGraph(config, loaded.schemas, orphans, { keepsObjects });
  if (hasErrors(diagnostics)) return { plan: undefined, diagnostics };
  const destroying = request.mode === "destroy";
  const walk = new Walk("plan", request, graph, loaded.functions, {
    ...options,
    // What does not follow the configuration does not fail by its conditions.
    ...(request.mode === "normal" ? { stages: request.stages } : {}),
    severity: request.mode === "refresh-only" ? "warning" : "error",
    // What is brought in by a command fails by what an output asks of it.
    ...(imports.length > 0 ? { outputSeverity: "error" } : {}),
  });
  walk.report(diagnostics);
  declareChecks(walk);
  const excludes = request.excludes ?? [];
  const unknown = excludeMistakes(graph, request.state, excludes);
  if (unknown.length > 0) return { plan: undefined, diagnostics: [...walk.diagnostics, ...unknown] };
  const targets =
    request.query === undefined
      ? createTargets(graph, moves.state, request.targets, excludes, walk.facts.keyed)
      : onlyLists(graph);
  walk.report(targets.diagnostics);
  const leftOut = movesLeftOut(moves, request.targets, excludes);
  if (leftOut !== undefined) return { plan: undefined, diagnostics: [...walk.diagnostics, leftOut] };
  const asked = asksBlocks(request);
  const removed = asked ? removedMistakes(config) : [];
  if (removed.length > 0) return { plan: undefined, diagnostics: [...walk.diagnostics, ...removed] };
  const missing = asked ? missingImportTargets(config.root, targets) : [];
  walk.report(missing);
  const never = createStop().signal;
  const pool = new ProviderPool(providers, request.signal ?? never, request.standIn);
  const providerConfigs = new Map<string, Value>();
  const run: PlanRun = {
    request,
    walk,
    schemas: loaded.schemas,
    providers: pool,
    incremental:
      request.remembered !== undefined && isPlain(request) && moves.movedFrom.size === 0
        ? new Incremental({ walk, providers: pool, providerConfigs, before: request.remembered })
        : undefined,
    ephemeral: new EphemeralPool(request.clock, request.onEvent),
    limit: createLimit(request.parallelism ?? 10),
    breath: createBreath(request.clock, request.signal),
    relations: createRelations(graph, (step) => targets.includesNode(step)),
    targets,
    isReplaced: replaceRequests(request.replace),
    destroys: destroying ? destroyTargets(moves.state, request.targets, excludes) : () => false,
    imports: new Imports(walk, loaded.schemas, imports),
    state: moves.state,
    movedFrom: moves.movedFrom,
    prior: new StateFold(moves.state),
    changes: [],
    kept: [],
    invocations: [],
    drift: [],
    pending: new PendingChanges(),
    actions: new InstanceMap(),
    providerConfigs,
    never,
  };
  if (!destroying && !orphansHaveProviders(run)) return { plan: undefined, diagnostics: walk.diagnostics };
  request.onEvent?.({ kind: "planning", objects: request.refresh ? managedObjects(moves.state) : 0 });
  const planned = destroying ? await walkToDestroy(run, graph) : await walkGraph(run, graph);
  walk.report(await run.ephemeral.closeAll());
  if (planned.cycle !== undefined)
    return { plan: undefined, diagnostics: [...walk.diagnostics, planned.cycle] };
  if (!run.breath.stopped && !destroying) await planInvoked(run);
  const seen = run.breath.stopped || carrying.size === 0 ? new Map() : await lookAtServices(run);
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
  reportPostponed(run);
  const plan = finishPlan(run, graph, planned.visited, seen);
  const remembered = run.incremental?.remembered(walk.diagnostics);
  return { plan, diagnostics: walk.diagnostics, ...(remembered === undefined ? {} : { remembered }) };
}

/** Everything is planned as it is written and stored; nobody is asked how the world is. */
function isPlain(request: PlanRequest): boolean {
  const { mode, refresh, targets, excludes = [], replace, imports = [], generate, stages, standIn } = request;
  const named = targets.length + excludes.length + replace.length + imports.length;
  const special = named + (generate?.size ?? 0) + (stages?.waited.length ?? 0);
  return mode === "normal" && !refresh && special === 0 && standIn === undefined;
}

/** Objects that a refresh looks at, targets apart. */
function managedObjects({ resources }: State): number {
  let count = 0;
  for (const { address, instances } of resources.values())
    if (address.mode === "managed") count += instances.size;
  return count;
}

/**
 * Whether `removed` and `import` blocks count. They do before something is
 * destroyed as well, as in Terraform: an ordinary plan looks at it first.
 */
function asksBlocks({ mode, refresh, state, imports = [] }: PlanRequest): boolean {
  if (imports.length > 0) return false;
  return mode === "normal" || (mode === "destroy" && refresh && state.resources.size > 0);
}

/** What nothing in this plan will make known is not left for a later one: it would never come. */
function reportPostponed({ walk, changes }: PlanRun): void {
  if (walk.postponed.size === 0 || hasErrors(walk.diagnostics)) return;
  if (changes.every(({ action }) => action === "no-op" || action === "forget")) {
    for (const diagnostics of walk.postponed.values()) walk.report(diagnostics);
    return;
  }
  const blocks = [...walk.postponed.keys()].sort().map((block) => `  - ${block}\n`);
  walk.report([
    warningDiagnostic(
      engineError("blocks-wait-for-values"),
      `How many instances there are of these blocks follows from what this plan makes:\n${blocks.join("")}\nThey are left out, with all that refers to them. Once this plan is applied they are planned in their turn.`,
    ),
  ]);
}

function warnReplace(run: PlanRun): void {
  if (run.request.replace.length === 0) return;
  run.walk.report(incompleteReplace(run.walk, run.request.replace));
}

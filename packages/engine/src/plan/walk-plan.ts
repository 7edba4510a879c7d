/** The steps of a plan, in the order of the graph: what is evaluated, configured and planned. */

import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { engineError } from "../errors.ts";
import { idOf, targetIds } from "../graph/build-graph.ts";
import { configAddress } from "../graph/config-address.ts";
import type { ConfigGraph, ConfigNode } from "../graph/config-node.ts";
import { cycleDiagnostic } from "../graph/cycle.ts";
import { runSchedule } from "../graph/run-schedule.ts";
import { createSchedule, ScheduleCycle } from "../graph/schedule.ts";
import { evaluateCheck, expandCheck } from "../object/evaluate-check.ts";
import { evaluateLocal, evaluateOutput, evaluateVariable, expandModule } from "../scope/evaluate-named.ts";
import { isOpen } from "../scope/planned-modules.ts";
import { type ProviderInstance, providerConfig, providerInstances } from "../scope/provider-config.ts";
import { planOrphans } from "./orphans.ts";
import {
  destroyOrphans,
  destroyResource,
  expandUnasked,
  neededToDestroy,
  storedByConfig,
} from "./plan-destroy.ts";
import { closeAfterUse } from "./plan-ephemeral.ts";
import { planResource } from "./plan-resource.ts";
import type { PlanRun } from "./plan-run.ts";

interface Walked {
  readonly cycle?: Diagnostic | undefined;
  /** Steps that were worked out. */
  visited(step: number): boolean;
}

/** All stored objects, and of the configuration what their providers need. */
export async function walkToDestroy(run: PlanRun, graph: ConfigGraph): Promise<Walked> {
  const needed = neededToDestroy(graph, run.state);
  const stored = storedByConfig(run.state);
  const visited = (step: number): boolean => needed.has(step);
  const { cycle } = await walkSteps(run, graph, (step, node) => {
    if (node.kind === "resource")
      return destroyResource(run, node, stored.get(configAddress(node)) ?? [], needed.has(step)).then(
        outcome,
      );
    return visited(step) ? visitNode(run, node) : "done";
  });
  await destroyOrphans(run, stored);
  expandUnasked(run, needed);
  return { cycle, visited };
}

/** All of the graph that the targets include, and what is stored beside it. */
export async function walkGraph(run: PlanRun, graph: ConfigGraph): Promise<Walked> {
  const included = (step: number): boolean => run.targets.includesNode(step);
  const { cycle, ended } = await walkSteps(run, graph, (step, node) =>
    included(step) ? visitNode(run, node) : "done",
  );
  // Behind what is left for a later plan nothing was worked out either.
  const visited = (step: number): boolean => included(step) && (run.walk.postponed.size === 0 || ended(step));
  for (const [step, node] of graph.nodes.entries())
    if (node.kind === "check" && (visited(step) || readsIts(graph, node, visited)))
      expandCheck(run.walk, node);
  expandUntold(run, included, ended);
  await planOrphans(run);
  return { cycle, visited };
}

/** Targets leave a check out; with its own data source it stands in the plan all the same, and is not asked. */
function readsIts(
  { byId }: ConfigGraph,
  { module, check: { dataResource } }: ConfigNode & { kind: "check" },
  visited: (step: number) => boolean,
): boolean {
  const step = dataResource === undefined ? undefined : byId.get(idOf(module, dataResource));
  return step !== undefined && visited(step);
}

/** A variable whose rules could not be asked, though its value is there, is told all the same. */
function expandUntold(
  { walk }: PlanRun,
  included: (step: number) => boolean,
  ended: (step: number) => boolean,
): void {
  const { nodes, references, byId } = walk.graph;
  for (const [step, node] of nodes.entries()) {
    if (node.kind !== "variable" || !included(step) || ended(step)) continue;
    const { traversals = [], scope } = references[step] ?? {};
    const given = traversals.flatMap((one) => (scope === undefined ? [] : targetIds(one, scope)));
    if (!given.every((id) => ended(byId.get(id) ?? -1))) continue;
    const name = `var.${node.variable.name}`;
    for (const at of walk.scopesOf(node.module.path)) walk.checks.expand(node.id, at.qualify(name));
  }
}

type Outcome = "done" | "failed";

async function walkSteps(
  run: PlanRun,
  graph: ConfigGraph,
  work: (step: number, node: ConfigNode) => Promise<Outcome> | Outcome,
): Promise<{ readonly cycle?: Diagnostic; ended(step: number): boolean }> {
  const schedule = createSchedule(graph.after);
  if (schedule instanceof ScheduleCycle)
    return { cycle: cycleDiagnostic(graph, schedule), ended: () => false };
  const close = closeAfterUse(run, graph);
  const end = (step: number, became: Outcome): Promise<Outcome> | Outcome =>
    close(step)?.then(() => became) ?? became;
  const visit = (step: number): Promise<Outcome> | Outcome => {
    const node = graph.nodes[step];
    if (node === undefined) return "done";
    const pause = run.breath.pause();
    const done = pause === undefined ? work(step, node) : pause.then(() => work(step, node));
    return typeof done === "string" ? end(step, done) : done.then((became) => end(step, became));
  };
  await runSchedule(schedule, visit, { limit: Number.POSITIVE_INFINITY, signal: run.request.signal });
  return { ended: (step) => schedule.status(step) === "done" };
}

function visitNode(run: PlanRun, node: ConfigNode): Promise<Outcome> | Outcome {
  const { walk, request } = run;
  switch (node.kind) {
    case "variable":
      return outcome(evaluateVariable(walk, node, request.variables));
    case "local":
      return outcome(evaluateLocal(walk, node));
    case "output":
      return outcome(evaluateOutput(walk, node));
    case "expand":
      return outcome(expandModule(walk, node));
    case "close":
      return "done";
    case "check":
      return outcome(evaluateCheck(walk, node));
    case "provider":
      return configureProvider(run, node);
    case "resource":
      return planResource(run, node).then(outcome);
  }
}

function outcome(ok: boolean): Outcome {
  return ok ? "done" : "failed";
}

type ProviderBlock = ConfigNode & { kind: "provider" };

async function configureProvider(run: PlanRun, node: ProviderBlock): Promise<Outcome> {
  const instances = providerInstances(run.walk, node);
  if (instances === undefined) return "failed";
  const done = await Promise.all(instances.map((instance) => configureInstance(run, node, instance)));
  return outcome(done.every(Boolean));
}

async function configureInstance(
  run: PlanRun,
  node: ProviderBlock,
  { text, repetition }: ProviderInstance,
): Promise<boolean> {
  const value = providerConfig(run.walk, node, repetition);
  if (value === undefined) return false;
  if (run.request.mode === "destroy" && !value.isWhollyKnown) {
    run.walk.report([unknownConfig(node)]);
    return false;
  }
  if (isOpen(value)) run.providerConfigs.set(text, value);
  const place = { body: node.config?.config };
  const found = await run.providers.configure(text, value, place);
  run.walk.report(found);
  return !hasErrors(found);
}

/** A provider that is told half of what it needs could destroy in the wrong place. */
function unknownConfig(node: ConfigNode & { kind: "provider" }): Diagnostic {
  const detail = `The configuration of ${node.id} follows from objects that are not in the state, so what it keeps cannot be found to be destroyed. Write the values into the provider block, and destroy again.`;
  return errorDiagnostic(engineError("provider-configuration-is-not-known"), detail, node.config?.declRange);
}

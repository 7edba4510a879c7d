/** The graph of an operation, with Terraform's names of its nodes. */

import type { Config } from "@tutti/config";
import type { State } from "@tutti/state";
import { buildGraph, type Schemas } from "../graph/build-graph.ts";
import { configAddress } from "../graph/config-address.ts";
import type { ConfigGraph } from "../graph/config-node.ts";
import { ephemeralUsers } from "../graph/ephemeral-users.ts";
import { createRelations } from "../graph/relations.ts";
import type { Plan } from "../plan.ts";
import { drawChanges, drawCheckStart, joinChanges } from "./draw-changes.ts";
import { drawConfiguration, drawnId } from "./draw-configuration.ts";
import {
  drawDestruction,
  drawForgottenData,
  drawGoneModules,
  drawGoneOutputs,
  drawLeftovers,
} from "./draw-state.ts";
import { type Drawing, DrawingBuilder, type DrawnEdge } from "./drawing.ts";
import { circlesOf, reduceTransitively } from "./reduce.ts";

/** Which operation is drawn. */
export type DrawnOperation = "plan" | "plan-refresh-only" | "plan-destroy" | "apply";

/** What a drawing is made of. */
export interface DrawRequest {
  readonly config: Config;
  readonly schemas: Schemas;
  readonly state: State;
  /** For `apply`: what it does; without one nothing changes. */
  readonly plan?: Plan | undefined;
}

/** A drawing; `circles` are groups of nodes that wait for each other, of which only a drawing can be had. */
export interface DrawnGraph extends Drawing {
  readonly circles: readonly (readonly number[])[];
}

/** Draws an operation. A graph that goes in circles keeps all of its edges. */
export function drawOperation(type: DrawnOperation, request: DrawRequest): DrawnGraph {
  const drawing = operationOf(type, request);
  const ends = drawing.ends();
  drawing.add("root", "joint");
  drawing.wait("root", ...ends);
  const reduced = reduceTransitively(drawing.after);
  const edges = [...(reduced ?? drawing.after).entries()].flatMap(([from, next]) =>
    Array.from(next, (to): DrawnEdge => [from, to]),
  );
  return { nodes: drawing.nodes, edges, circles: reduced === undefined ? circlesOf(drawing.after) : [] };
}

/** The same before anything of it is left out. */
export function operationOf(
  type: DrawnOperation,
  { config, schemas, state, plan }: DrawRequest,
): DrawingBuilder {
  const drawing = new DrawingBuilder();
  const { graph } = buildGraph(config, schemas, [], { withoutImports: type !== "plan" });
  drawGoneOutputs(drawing, config, plan?.priorState ?? state);
  const drawn =
    plan === undefined
      ? undefined
      : drawChanges(drawing, plan, plan.mode === "destroy" ? dependenciesIn(graph) : () => []);
  if (type === "plan-destroy") drawDestruction(drawing, state);
  if (type === "plan-destroy" || plan?.mode === "destroy") drawProviders(drawing, graph, config);
  else {
    drawConfiguration(drawing, graph, { reports: type !== "apply", makersOf: drawn?.makersOf });
    if (type !== "apply") drawLeftovers(drawing, state);
    drawGoneModules(drawing, state);
  }
  if (drawn !== undefined) {
    drawCheckStart(drawing, drawn, graph);
    joinChanges(drawing, drawn, dependentsIn(graph));
  }
  if (plan?.mode === "destroy") drawForgottenData(drawing, plan.previousState);
  drawCloses(drawing, graph);
  closeProviders(drawing);
  return drawing;
}

/** What destroying asks of a configuration: how to reach the providers. */
function drawProviders(drawing: DrawingBuilder, graph: ConfigGraph, config: Config): void {
  const providers = graph.nodes.flatMap((node, place) =>
    node.kind === "provider" && drawing.has(node.id) ? [place] : [],
  );
  const kept = new Set(providers);
  // A set that grows while it is walked is walked to its end.
  for (const place of kept) for (const before of graph.after[place] ?? []) kept.add(before);
  drawConfiguration(drawing, partOf(graph, kept), { reports: false, makersOf: undefined });
  for (const name of config.root.module.outputs.keys()) drawing.add(`output.${name} (expand)`, "joint");
}

/** The nodes at these places, of which none waits for one that is not among them. */
function partOf(graph: ConfigGraph, kept: ReadonlySet<number>): ConfigGraph {
  const places = [...kept].sort((a, b) => a - b);
  const renumbered = new Map(places.map((place, index) => [place, index]));
  const nodes = places.flatMap((place) => graph.nodes[place] ?? []);
  const after = places.map((place) => (graph.after[place] ?? []).flatMap((to) => renumbered.get(to) ?? []));
  const references = places.flatMap((place) => graph.references[place] ?? []);
  const byId = new Map(nodes.map(({ id }, index) => [id, index]));
  return { nodes, after, references, byId, actions: graph.actions };
}

/** A provider ends when all that it serves has ended. */
function closeProviders(drawing: DrawingBuilder): void {
  for (const [user, provider] of drawing.pairs("resource", "provider")) {
    const id = drawing.add(`${provider} (close)`, "joint");
    drawing.wait(id, user);
  }
}

/** An ephemeral block is closed when all that use it have ended, and before its provider ends. */
function drawCloses(drawing: DrawingBuilder, graph: ConfigGraph): void {
  for (const [step, users] of ephemeralUsers(graph)) {
    const node = graph.nodes[step];
    if (node?.kind !== "resource" || !drawing.has(drawnId(node))) continue;
    const close = drawing.add(`${node.id} (close)`, "joint");
    const last = [...users].flatMap((user) => graph.nodes[user] ?? []);
    drawing.wait(close, drawnId(node), ...last.map(drawnId));
    drawing.wait(drawing.add(`${node.provider.text} (close)`, "joint"), close);
  }
}

/** By config address: what a block refers to, directly or not. Refreshing notes that before all is destroyed. */
function dependenciesIn(graph: ConfigGraph): (config: string) => Iterable<string> {
  const { dependencies } = createRelations(graph);
  return (config) => {
    const node = graph.nodes[graph.byId.get(config) ?? -1];
    return node?.kind === "resource" ? dependencies(node) : [];
  };
}

/** By config address: those of blocks that refer to it, directly or not. */
function dependentsIn(graph: ConfigGraph): (config: string) => readonly string[] {
  const before: number[][] = graph.nodes.map(() => []);
  for (const [from, next] of graph.after.entries()) for (const to of next) before[to]?.push(from);
  return (config) => {
    const start = graph.byId.get(config);
    const found = new Set(start === undefined ? [] : before[start]);
    for (const at of found) for (const from of before[at] ?? []) found.add(from);
    return [...found].flatMap((at) => {
      const node = graph.nodes[at];
      return node?.kind === "resource" ? [configAddress(node)] : [];
    });
  };
}

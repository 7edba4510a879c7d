/**
 * What an exclusion leaves out with what it names: all that refers to it. Of
 * what refers to a block with keys, only what refers to the named instance:
 * `a["x"]`, and by `a[each.key]` or `a[count.index]` the instance of the same key.
 */

import { formatBlockOf, formatInstance, type ResourceInstance, type Target } from "@tutti/addresses";
import type { Traversal } from "@tutti/hcl";
import type { ConfigGraph, ResourceNode } from "../graph/config-node.ts";
import { literalKey, nameOf } from "../graph/name.ts";
import { reach } from "../graph/reach.ts";
import { coversAny, coversNode } from "./covers.ts";

/** What goes with the excluded ones. */
export interface LeftBehind {
  /** Steps of which no instance is planned. */
  readonly steps: ReadonlySet<number>;
  /** True of one instance of a block of which others are planned. */
  leaves(address: ResourceInstance): boolean;
}

/** `keyed`: references by the own key of what refers (`findKeyedReferences`). */
export function leftBehind(
  graph: ConfigGraph,
  excludes: readonly Target[],
  keyed: WeakSet<Traversal>,
): LeftBehind {
  const next = followersOf(graph);
  const steps = new Set<number>();
  const follow = (from: ReadonlySet<number>): void => {
    for (const step of reach(from, next)) if (!from.has(step)) steps.add(step);
  };
  const left: ByBlock = new Map();
  const waiting: ResourceInstance[] = [];
  for (const target of excludes) {
    if (target.kind === "instance") waiting.push(target.instance);
    // Inside of a module that is named, its own instances are told apart by their keys.
    else follow(namedSteps(graph, target));
  }
  for (let instance = waiting.pop(); instance !== undefined; instance = waiting.pop()) {
    const at = graph.byId.get(formatBlockOf(instance)) ?? -1;
    const node = graph.nodes[at];
    if (node?.kind !== "resource") continue;
    for (const step of next(at)) {
      const how = referenceTo(graph, step, node, instance, keyed);
      if (how === "none") continue;
      const own = graph.nodes[step];
      if (how === "whole" || own?.kind !== "resource") {
        steps.add(step);
        follow(new Set([step]));
        continue;
      }
      const { mode, type, name } = own.resource;
      const same: ResourceInstance = { ...instance, mode, type, name };
      if (addNew(left, same)) waiting.push(same);
    }
  }
  return {
    steps,
    leaves: (address) =>
      left
        .get(formatBlockOf(address))
        ?.some((instance) => coversAny({ kind: "instance", instance }, address)) === true,
  };
}

type ByBlock = Map<string, readonly ResourceInstance[]>;

/** False where it was there already. */
function addNew(all: ByBlock, instance: ResourceInstance): boolean {
  const block = formatBlockOf(instance);
  const others = all.get(block) ?? [];
  const text = formatInstance(instance);
  if (others.some((other) => formatInstance(other) === text)) return false;
  all.set(block, [...others, instance]);
  return true;
}

/** How a step refers to an instance: not to it, by its own key, or to all of the block or in a way that cannot be told. */
function referenceTo(
  graph: ConfigGraph,
  step: number,
  { module, resource }: ResourceNode,
  { key }: ResourceInstance,
  keyed: WeakSet<Traversal>,
): "none" | "own" | "whole" {
  const node = graph.nodes[step];
  const references = graph.references[step];
  if (node === undefined || references?.scope !== module) return "whole";
  // What waits for it in other ways than by what it refers to: rules of a variable, the data of a check.
  const more =
    node.kind === "variable" ? node.module === module : node.kind === "check" || node.kind === "close";
  if (more) return "whole";
  let how: "none" | "own" | "whole" = "none";
  for (const traversal of references.traversals) {
    const name = nameOf(traversal);
    if (name?.kind !== "resource" || name.key !== resource.key) continue;
    if (keyed.has(traversal)) {
      how = "own";
      continue;
    }
    const literal = literalKey(name.instanceKey);
    if (literal === undefined || String(literal) === String(key)) return "whole";
  }
  return how;
}

function namedSteps(graph: ConfigGraph, target: Target): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [step, node] of graph.nodes.entries()) if (coversNode(target, node)) found.add(step);
  return found;
}

function followersOf(graph: ConfigGraph): (step: number) => readonly number[] {
  const followers: number[][] = graph.nodes.map(() => []);
  for (const [step, before] of graph.after.entries())
    for (const other of before) followers[other]?.push(step);
  return (step) => followers[step] ?? [];
}

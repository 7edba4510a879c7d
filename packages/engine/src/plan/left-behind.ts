/**
 * What an exclusion leaves out with what it names: all that refers to it. Of
 * what refers to a block or module with keys, only what refers to the named instance:
 * `a["x"]`, and by `a[each.key]` or `a[count.index]` the instance of the same key.
 */

import {
  formatBlockOf,
  formatInstance,
  formatModulePath,
  type InstanceKey,
  type ModuleInstance,
  modulePathOf,
  type ResourceInstance,
  type Target,
} from "@tutti/addresses";
import type { Traversal } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import type { ConfigGraph, ResourceNode } from "../graph/config-node.ts";
import { literalKey, type Name, nameOf } from "../graph/name.ts";
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
  /** Leaves a step out, or the instance in `module` that has the key. */
  const leave = (step: number, how: Reference, { module, key }: OneKey): void => {
    if (how === "none") return;
    const own = graph.nodes[step];
    if (how === "whole" || own?.kind !== "resource") {
      steps.add(step);
      follow(new Set([step]));
      return;
    }
    const { mode, type, name } = own.resource;
    const same: ResourceInstance = { module, key, mode, type, name };
    if (addNew(left, same)) waiting.push(same);
  };
  for (const target of excludes) {
    const last = target.kind === "module" ? target.module.at(-1) : undefined;
    if (target.kind === "instance") waiting.push(target.instance);
    else if (target.kind !== "module" || last?.key === undefined) follow(namedSteps(graph, target));
    else {
      // Inside of a module that is named, its own instances are told apart by their keys.
      const inside = namedSteps(graph, target);
      const around = { module: target.module.slice(0, -1), key: last.key };
      for (const step of new Set([...inside].flatMap(next)))
        if (!inside.has(step)) leave(step, referenceToModule(graph, step, target.module, keyed), around);
    }
  }
  for (let instance = waiting.pop(); instance !== undefined; instance = waiting.pop()) {
    const at = graph.byId.get(formatBlockOf(instance)) ?? -1;
    const node = graph.nodes[at];
    if (node?.kind !== "resource") continue;
    for (const step of next(at)) leave(step, referenceTo(graph, step, node, instance, keyed), instance);
  }
  return {
    steps,
    leaves: (address) =>
      left
        .get(formatBlockOf(address))
        ?.some((instance) => coversAny({ kind: "instance", instance }, address)) === true,
  };
}

/** How a step refers to an instance: not to it, by its own key, or to all of them or in a way that cannot be told. */
type Reference = "none" | "own" | "whole";

type OneKey = Pick<ResourceInstance, "module" | "key">;

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

function referenceTo(
  graph: ConfigGraph,
  step: number,
  { module, resource }: ResourceNode,
  { key }: ResourceInstance,
  keyed: WeakSet<Traversal>,
): Reference {
  const node = graph.nodes[step];
  const references = graph.references[step];
  if (node === undefined || references?.scope !== module) return "whole";
  // What waits for it in other ways than by what it refers to: rules of a variable, the data of a check.
  const more =
    node.kind === "variable" ? node.module === module : node.kind === "check" || node.kind === "close";
  if (more) return "whole";
  return widest(references.traversals, keyed, key, (name) =>
    name?.kind === "resource" && name.key === resource.key ? name : undefined,
  );
}

/** The same of an instance of a module: what stands beside its call may name it. */
function referenceToModule(
  graph: ConfigGraph,
  step: number,
  module: ModuleInstance,
  keyed: WeakSet<Traversal>,
): Reference {
  const called = module.at(-1);
  const node = graph.nodes[step];
  const references = graph.references[step];
  if (node === undefined || called === undefined || references === undefined) return "whole";
  const beside =
    formatModulePath(references.scope.path) === formatModulePath(modulePathOf(module.slice(0, -1)));
  if (!beside || node.kind === "close") return "whole";
  return widest(references.traversals, keyed, called.key, (name) =>
    name?.kind === "module" && name.name === called.name ? name : undefined,
  );
}

/** The widest of the references that `named` finds. */
function widest(
  traversals: readonly Traversal[],
  keyed: WeakSet<Traversal>,
  key: InstanceKey,
  named: (name: Name | undefined) => { readonly instanceKey: Value | undefined } | undefined,
): Reference {
  let how: Reference = "none";
  for (const traversal of traversals) {
    const name = named(nameOf(traversal));
    if (name === undefined) continue;
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

/** What follows from the configuration's graph for each resource: dependencies, order of replacement, pending changes. */

import { idOf } from "./build-graph.ts";
import { configAddress } from "./config-address.ts";
import type { ConfigGraph, ResourceNode } from "./config-node.ts";
import { nameOf } from "./name.ts";

export interface Relations {
  /** By resource node id: config addresses of all resources that it depends on, directly or not, sorted. */
  dependencies(node: ResourceNode): readonly string[];
  /** Replaced by creating first: asked for, or inherited from what depends on it. */
  createsFirst(node: ResourceNode): boolean;
  /** Config addresses behind `depends_on`, of the block itself and of the module blocks around it. */
  explicit(node: ResourceNode): readonly string[];
}

export function createRelations(graph: ConfigGraph): Relations {
  const closures = new Map<number, ReadonlySet<string>>();
  const closureOf = (start: number): ReadonlySet<string> => {
    const stack = [start];
    for (let at = stack.at(-1); at !== undefined; at = stack.at(-1)) {
      const before = graph.after[at] ?? [];
      const missing = before.filter((step) => !closures.has(step));
      if (closures.has(at) || missing.length === 0) {
        if (!closures.has(at)) closures.set(at, mergeClosures(graph, before, closures));
        stack.pop();
      } else stack.push(...missing);
    }
    return closures.get(start) ?? new Set();
  };
  const sorted = new Map<string, readonly string[]>();
  const dependencies = (node: ResourceNode): readonly string[] => {
    let list = sorted.get(node.id);
    if (list === undefined) {
      const own = configAddress(node);
      list = [...closureOf(graph.byId.get(node.id) ?? -1)].filter((address) => address !== own).sort();
      sorted.set(node.id, list);
    }
    return list;
  };
  const first = forcedCreateFirst(graph, dependencies);
  return {
    dependencies,
    createsFirst: (node) => node.resource.lifecycle.createBeforeDestroy || first.has(configAddress(node)),
    explicit: (node) => explicitDependencies(graph, node, closureOf),
  };
}

function mergeClosures(
  graph: ConfigGraph,
  before: readonly number[],
  closures: ReadonlyMap<number, ReadonlySet<string>>,
): ReadonlySet<string> {
  const all = new Set<string>();
  for (const step of before) {
    const node = graph.nodes[step];
    if (node?.kind === "resource") all.add(configAddress(node));
    for (const address of closures.get(step) ?? []) all.add(address);
  }
  return all;
}

/** What something created-first depends on must be created first too, or there would be a circle. */
function forcedCreateFirst(
  graph: ConfigGraph,
  dependencies: (node: ResourceNode) => readonly string[],
): ReadonlySet<string> {
  const forced = new Set<string>();
  for (const node of graph.nodes) {
    if (node.kind !== "resource" || !node.resource.lifecycle.createBeforeDestroy) continue;
    for (const address of dependencies(node)) forced.add(address);
  }
  return forced;
}

function explicitDependencies(
  graph: ConfigGraph,
  node: ResourceNode,
  closureOf: (step: number) => ReadonlySet<string>,
): readonly string[] {
  const found = new Set<string>();
  const add = (step: number | undefined): void => {
    if (step === undefined) return;
    const target = graph.nodes[step];
    if (target?.kind === "resource") found.add(configAddress(target));
    if (target?.kind === "close") for (const address of closureOf(step)) found.add(address);
  };
  for (const traversal of node.resource.dependsOn) {
    const name = nameOf(traversal);
    if (name?.kind === "resource") add(graph.byId.get(idOf(node.module, name.key)));
    if (name?.kind === "module") add(graph.byId.get(`${idOf(node.module, `module.${name.name}`)} (close)`));
  }
  for (let at = node.module; at.parent !== undefined; at = at.parent) {
    for (const traversal of at.call?.dependsOn ?? []) {
      const name = nameOf(traversal);
      if (name?.kind === "resource") add(graph.byId.get(idOf(at.parent, name.key)));
      if (name?.kind === "module") add(graph.byId.get(`${idOf(at.parent, `module.${name.name}`)} (close)`));
    }
  }
  return [...found];
}

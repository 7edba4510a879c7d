/** What follows from the configuration's graph for each resource: dependencies, order of replacement, pending changes. */

import type { ModuleNode } from "@tutti/config";
import type { Traversal } from "@tutti/hcl";
import { type AddressList, AddressListBuilder, type SharedText, shareText } from "@tutti/state";
import { targetIds } from "./build-graph.ts";
import { configAddress } from "./config-address.ts";
import type { ConfigGraph, ResourceNode } from "./config-node.ts";
import { nameOf } from "./name.ts";

export interface Relations {
  /** By resource node id: config addresses of all resources that it depends on, directly or not, sorted. */
  dependencies(node: ResourceNode): AddressList;
  /** Replaced by creating first: asked for, or inherited from what depends on it. */
  createsFirst(node: ResourceNode): boolean;
  /**
   * Config addresses of the resources whose changes a data source waits for: those that `depends_on`
   * names, of the block itself and of the module blocks around it (where something else is named, all
   * resources that this depends on), and the managed ones that the block refers to itself. A reference
   * through a local value, a variable or an output is none, as in Terraform.
   */
  awaited(node: ResourceNode): readonly string[];
}

/** What targets leave out forces nothing to be created first; `includes` tells of a step whether it is there. */
export function createRelations(
  graph: ConfigGraph,
  includes: (step: number) => boolean = () => true,
): Relations {
  const resourcesBehind = resourceReach(graph);
  const known = new Map<string, AddressList>();
  const dependencies = (node: ResourceNode): AddressList => {
    let list = known.get(node.id);
    if (list === undefined) {
      list = resourcesBehind(graph.byId.get(node.id) ?? -1);
      known.set(node.id, list);
    }
    return list;
  };
  const named = new Map<string, readonly string[]>();
  const awaited = (node: ResourceNode): readonly string[] => {
    const list = named.get(node.id) ?? awaitedResources(graph, node, resourcesBehind);
    named.set(node.id, list);
    return list;
  };
  const first = forcedCreateFirst(graph, includes);
  return {
    dependencies,
    createsFirst: (node) => node.resource.lifecycle.createBeforeDestroy || first.has(configAddress(node)),
    awaited,
  };
}

/**
 * By step: addresses of all resources that it waits for, sorted. They are
 * walked to each time that one is asked for: sets of all steps would grow with
 * the square of a chain of blocks. Each resource has a place in the order of
 * addresses; the places found are marked, and read off in order. Who waits for
 * the step that was asked for before goes on with what that one waits for: so a
 * chain is walked along once, and not back from each of its blocks.
 */
function resourceReach(graph: ConfigGraph): (step: number) => AddressList {
  const addresses = graph.nodes
    .flatMap((node) => (node.kind === "resource" ? [configAddress(node)] : []))
    .sort();
  const places = new Map(addresses.map((address, place) => [address, place]));
  const placeOf = Int32Array.from(graph.nodes, (node) =>
    node.kind === "resource" ? (places.get(configAddress(node)) ?? -1) : -1,
  );
  const texts: readonly SharedText[] = addresses.map(shareText);
  const marked = new Int32Array((addresses.length + 31) >>> 5);
  /** The walk that came by a step last, by its number. */
  const seen = new Int32Array(graph.nodes.length);
  let walk = 0;
  let last = -1;
  return (start) => {
    // Nothing waits for itself, so what was found before is no more than this waits for.
    if (graph.after[start]?.includes(last) !== true) {
      walk += 1;
      marked.fill(0);
    }
    last = start;
    const stack = [start];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const before of graph.after[at] ?? []) {
        if (seen[before] === walk) continue;
        seen[before] = walk;
        stack.push(before);
        const place = placeOf[before] ?? -1;
        if (place >= 0 && before !== start)
          marked[place >>> 5] = (marked[place >>> 5] ?? 0) | (1 << (place & 31));
      }
    }
    return markedTexts(marked, texts);
  };
}

/** The texts whose places are marked. */
function markedTexts(marked: Int32Array, texts: readonly SharedText[]): AddressList {
  const list = new AddressListBuilder();
  for (const [word, bitsOfWord] of marked.entries()) {
    for (let bits = bitsOfWord; bits !== 0; bits &= bits - 1) {
      const text = texts[(word << 5) + 31 - Math.clz32(bits & -bits)];
      if (text !== undefined) list.push(text);
    }
  }
  return list.end();
}

/**
 * What something created-first depends on must be created first too, or there
 * would be a circle. So must what objects that are rolled out one by one depend
 * on, unless it has a rollout of its own: it is there before the first of them
 * goes, and after the last of them came.
 */
function forcedCreateFirst(graph: ConfigGraph, includes: (step: number) => boolean): ReadonlySet<string> {
  const first = (node: ResourceNode): boolean => node.resource.lifecycle.createBeforeDestroy;
  const rolled = (node: ResourceNode): boolean => node.resource.lifecycle.rollout !== undefined;
  const behindFirst = resourcesBehindAny(graph, (node, step) => includes(step) && first(node));
  const behindRolled = resourcesBehindAny(graph, (node, step) => includes(step) && rolled(node));
  const forced = [...behindFirst, ...behindRolled.filter((node) => !rolled(node))];
  return new Set(forced.map(configAddress));
}

/** Resources that any of some depends on, each once. */
function resourcesBehindAny(
  graph: ConfigGraph,
  starts: (node: ResourceNode, step: number) => boolean,
): readonly ResourceNode[] {
  const found: ResourceNode[] = [];
  const seen = new Uint8Array(graph.nodes.length);
  const stack = graph.nodes.flatMap((node, step) =>
    node.kind === "resource" && starts(node, step) ? [step] : [],
  );
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const before of graph.after[at] ?? []) {
      if (seen[before] === 1) continue;
      seen[before] = 1;
      stack.push(before);
      const node = graph.nodes[before];
      if (node?.kind === "resource") found.push(node);
    }
  }
  return found;
}

function awaitedResources(
  graph: ConfigGraph,
  node: ResourceNode,
  resourcesBehind: (step: number) => AddressList,
): readonly string[] {
  const found = new Set<string>();
  const add = (named: readonly Traversal[], scope: ModuleNode): void => {
    for (const id of named.flatMap((traversal) => targetIds(traversal, scope))) {
      const step = graph.byId.get(id);
      const target = step === undefined ? undefined : graph.nodes[step];
      if (step === undefined || target === undefined) continue;
      if (target.kind === "resource") found.add(configAddress(target));
      else for (const address of resourcesBehind(step)) found.add(address);
    }
  };
  add(node.resource.dependsOn, node.module);
  for (let at = node.module; at.parent !== undefined; at = at.parent)
    add(at.call?.dependsOn ?? [], at.parent);
  if (node.resource.mode === "data") add(node.traversals.filter(isOfManaged), node.module);
  return [...found];
}

function isOfManaged(traversal: Traversal): boolean {
  const name = nameOf(traversal);
  return name?.kind === "resource" && name.mode === "managed";
}

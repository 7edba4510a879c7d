import type { ChainNode } from "./chain-parts.ts";
import { splitWeight } from "./normalize.ts";

type Nodes = ReadonlyMap<string, ChainNode>;

/** Most parts that a splitter may have when those that it leads to are counted as its own. */
const SPLITS_MAX = 10_000;

/** A circle of splitters, told as the way round; undefined where there is none. */
export function circleMistake(nodes: Nodes, start: string): string | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  function visit(key: string): string | undefined {
    if (done.has(key)) return undefined;
    const isCircle = way.includes(key);
    way.push(key);
    if (isCircle) return `detected circular reference: [${way.join(" -> ")}]`;
    for (const next of nextOf(nodes.get(key)).toReversed()) {
      const mistake = visit(next);
      if (mistake !== undefined) return mistake;
    }
    way.pop();
    done.add(key);
    return undefined;
  }
  return visit(start);
}

/** Makes one splitter of each that leads to splitters, its weights those of the ways; without circles only. */
export function flattenSplitters(nodes: Nodes, service: string): string | undefined {
  for (let isFlat = false; !isFlat; ) {
    isFlat = true;
    for (const node of nodes.values()) {
      if (node.Type !== "splitter") continue;
      const parts = node.Splits.map((split) => ({ split, next: nodes.get(split.NextNode) }));
      if (parts.every(({ next }) => next?.Type !== "splitter")) continue;
      isFlat = false;
      node.Splits = parts.flatMap(({ split, next }) =>
        next?.Type === "splitter"
          ? next.Splits.map(({ Weight, NextNode }) => ({
              Weight: splitWeight((split.Weight * Weight) / 100),
              NextNode,
            }))
          : [split],
      );
      if (node.Splits.length > SPLITS_MAX)
        return `discovery chain ${JSON.stringify(service)} splits into more than ${SPLITS_MAX} parts`;
    }
  }
  return undefined;
}

/** The nodes that the start leads to. */
export function reachable(nodes: Nodes, start: string): readonly (readonly [string, ChainNode])[] {
  const seen = new Set([start]);
  // A set is walked in the order in which it grows.
  for (const key of seen) for (const next of nextOf(nodes.get(key))) seen.add(next);
  return [...nodes].filter(([key]) => seen.has(key));
}

function nextOf(node: ChainNode | undefined): readonly string[] {
  if (node?.Type === "router") return node.Routes.map((route) => route.NextNode);
  return node?.Type === "splitter" ? node.Splits.map((split) => split.NextNode) : [];
}

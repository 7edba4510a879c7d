import type { Resource } from "@tutti/config";
import type { ConfigNode } from "../graph/config-node.ts";
import type { Walk } from "./walk.ts";

/** Every block with conditions has a result; of one that is not reached, because targets leave it out, it is not known. */
export function declareChecks({ graph, checks }: Walk): void {
  for (const node of graph.nodes) {
    const kind = kindWithConditions(node);
    if (kind !== undefined) checks.declare(kind, node.id);
  }
}

type Kind = Parameters<Walk["checks"]["declare"]>[0];

/** Undefined where the block has no conditions. */
function kindWithConditions(node: ConfigNode): Kind | undefined {
  switch (node.kind) {
    case "check":
      return "check";
    case "resource":
      return leavesResults(node.resource) ? "resource" : undefined;
    case "output":
      return node.output.preconditions.length > 0 ? "output" : undefined;
    case "variable":
      return node.variable.validations.length > 0 ? "var" : undefined;
    default:
      return undefined;
  }
}

/** The results of a block's conditions are kept: it has some, and something of it lasts. */
export function leavesResults({ mode, preconditions, postconditions }: Resource): boolean {
  return mode !== "ephemeral" && preconditions.length + postconditions.length > 0;
}

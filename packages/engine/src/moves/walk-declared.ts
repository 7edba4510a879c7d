/**
 * What the configuration declares, for plans that destroy or only look and
 * work out no new object: counts and keys as the stored objects have them.
 */

import type { State } from "@tutti/state";
import type { ConfigGraph, ResourceNode } from "../graph/config-node.ts";
import { visitStored } from "../object/visit-stored.ts";
import type { PlanRequest } from "../request.ts";
import { evaluateExpansion } from "../scope/expansion.ts";
import { Walk } from "../scope/walk.ts";

/** A walk of its own: what is wrong in it is nobody's business, it keeps nothing from being done. */
export function walkDeclared(graph: ConfigGraph, request: PlanRequest, state: State): Walk {
  const walk = new Walk("plan", request, graph, new Map(), { conditions: false });
  // Nodes stand behind all that they wait for.
  for (const node of graph.nodes) {
    visitStored(walk, node, state, request.variables);
    if (node.kind === "resource") expandDeclared(walk, node);
  }
  return walk;
}

function expandDeclared(walk: Walk, node: ResourceNode): void {
  for (const scope of walk.scopesOf(node.module.path)) {
    const { expansion } = evaluateExpansion(node.resource, walk.context(scope));
    scope.expansions.set(node.resource.key, expansion);
  }
}

/**
 * What the configuration declares, for a plan that destroys and works out no
 * object: counts and keys as the stored objects have them.
 */

import { formatResource } from "@tutti/addresses";
import type { State } from "@tutti/state";
import type { ConfigGraph, ConfigNode } from "../graph/config-node.ts";
import { decodeSameVersion } from "../object/object-codec.ts";
import type { PlanRequest } from "../request.ts";
import { evaluateLocal, evaluateOutput, evaluateVariable, expandModule } from "../scope/evaluate-named.ts";
import { evaluateExpansion } from "../scope/expansion.ts";
import { setStoredValues } from "../scope/stored-values.ts";
import { Walk } from "../scope/walk.ts";

/** A walk of its own: what is wrong in it is nobody's business, it keeps nothing from being destroyed. */
export function walkDeclared(graph: ConfigGraph, request: PlanRequest, state: State): Walk {
  const walk = new Walk("plan", request, graph, new Map(), { conditions: false });
  // Nodes stand behind all that they wait for.
  for (const node of graph.nodes) visit(node);
  return walk;

  function visit(node: ConfigNode): void {
    switch (node.kind) {
      case "variable":
        evaluateVariable(walk, node, request.variables);
        return;
      case "local":
        evaluateLocal(walk, node);
        return;
      case "output":
        evaluateOutput(walk, node);
        return;
      case "expand":
        expandModule(walk, node);
        return;
      case "resource":
        setStoredValues(
          walk,
          node,
          state.resources,
          (object, address) => decodeSameVersion(object, node.schema, formatResource(address)).value,
        );
        for (const scope of walk.scopesOf(node.module.path)) {
          const { expansion } = evaluateExpansion(node.resource, walk.context(scope));
          scope.expansions.set(node.resource.key, expansion);
        }
        return;
      case "close":
      case "check":
      case "provider":
        return;
    }
  }
}

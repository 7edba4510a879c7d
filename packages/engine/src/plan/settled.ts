/** What of the configuration needs nothing more: the plan carries all of it. */

import type { Value } from "@tutti/values";
import { idOf } from "../graph/build-graph.ts";
import type { ConfigNode } from "../graph/config-node.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import { isCarried, isKnownExpansion } from "../scope/planned-modules.ts";
import type { Walk } from "../scope/walk.ts";

/** True where apply has nothing to evaluate of a block, in any instance of its module. */
export function isSettled(walk: Walk, node: ConfigNode): boolean {
  const { module } = node;
  const everywhere = (holds: (scope: ModuleScope) => boolean): boolean =>
    walk.scopesOf(module.path).every(holds);
  const carried = (value: Value | undefined): boolean => value !== undefined && isCarried(value);
  switch (node.kind) {
    case "variable": {
      const { name } = node.variable;
      return (
        everywhere((scope) => carried(scope.variables.get(name))) &&
        walk.checks.isKnown(idOf(module, `var.${name}`))
      );
    }
    case "local":
      return everywhere((scope) => carried(scope.locals.get(node.local.name)));
    case "output": {
      const { name } = node.output;
      return (
        everywhere((scope) => carried(scope.outputs.get(name))) &&
        walk.checks.isKnown(idOf(module, `output.${name}`))
      );
    }
    case "expand":
      return isExpansionSettled(walk, node);
    case "check":
      // Its own data source is read again when all is done, and then it is asked again.
      return (
        node.check.dataResource === undefined &&
        walk.checks.hasPassed(idOf(module, `check.${node.check.name}`))
      );
    case "close":
      return true;
    case "provider":
    case "resource":
      return false;
  }
}

function isExpansionSettled(walk: Walk, { module }: ConfigNode): boolean {
  const { parent, call } = module;
  if (parent === undefined || call === undefined) return true;
  return walk.scopesOf(parent.path).every((scope) => {
    const expansion = scope.callExpansions.get(call.name);
    return expansion !== undefined && isKnownExpansion(expansion);
  });
}

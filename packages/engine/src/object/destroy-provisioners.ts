import { formatBlockOf, type ResourceInstance } from "@tutti/addresses";
import type { Connection, Provisioner } from "@tutti/config";
import type { EvalContext } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import { removedProvisioners, removedStatements } from "../graph/removed-blocks.ts";
import { ModuleScope } from "../scope/module-scope.ts";
import { repetitionOf } from "../scope/repetition.ts";
import type { Walk } from "../scope/walk.ts";

/** What runs before an object is destroyed, and what it sees: itself, and the key in its address. */
export interface DestroyProvisioners {
  readonly provisioners: readonly Provisioner[];
  readonly context: EvalContext;
  /** Of the block around them: what theirs leave out. */
  readonly connection: Connection | undefined;
}

/**
 * Those of the object's block, or of the `removed` block that stands for it.
 * The block is asked though the module's instance around it is gone.
 */
export function destroyProvisioners(walk: Walk, address: ResourceInstance, self: Value): DestroyProvisioners {
  const config = formatBlockOf(address);
  const repetition = repetitionOf({ kind: "single" }, address.key);
  const node = walk.graph.nodes[walk.graph.byId.get(config) ?? -1];
  if (node?.kind === "resource") {
    const scope = walk.scopeAt(address.module) ?? new ModuleScope(node.module, address.module);
    const provisioners = node.resource.provisioners.filter(({ when }) => when === "destroy");
    const { connection } = node.resource;
    return { provisioners, context: walk.context(scope, repetition, self), connection };
  }
  const provisioners = removedProvisioners(removedStatements(walk.surroundings.config), config);
  return { provisioners, context: walk.context(walk.root, repetition, self), connection: undefined };
}

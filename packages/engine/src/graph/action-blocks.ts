/** Actions as the graph has them: compiled against their schemas, each with its provider. */

import type { Action, ModuleNode, Resource, TriggeredAction } from "@tutti/config";
import { type Expression, type Traversal, traversalsOf } from "@tutti/hcl";
import type { ProviderSchema, Schema } from "@tutti/plugin";
import { bodyTraversals, type CompiledBody, compileBody } from "./compile-body.ts";
import { nameOf } from "./name.ts";
import { type ProviderAddress, providerOf } from "./provider-address.ts";

/** An `action` block, in all instances of its module at once. */
export interface ActionBlock {
  readonly action: Action;
  readonly module: ModuleNode;
  readonly provider: ProviderAddress;
  readonly schema: Schema;
  readonly body: CompiledBody;
  /** What its arguments and its repetition refer to. */
  readonly traversals: readonly Traversal[];
}

type Schemas = ReadonlyMap<string, ProviderSchema>;

/** Compiles it. Undefined where its provider has no such action: it was told by `validate`. */
export function compileAction(module: ModuleNode, action: Action, schemas: Schemas): ActionBlock | undefined {
  const provider = providerOf(module, action);
  const schema = schemas.get(provider.source)?.actions?.get(action.type);
  if (schema === undefined) return undefined;
  const { body } = compileBody(action.config, schema.block);
  const { count, forEach } = action;
  const traversals = [...bodyTraversals(body), ...traversalsIn(count, forEach, action.provider?.key)];
  return { action, module, provider, schema, body, traversals };
}

/** The keys of the actions that triggers of a resource name, each once. */
export function triggeredKeys({ lifecycle }: Resource): ReadonlySet<string> {
  return new Set(lifecycle.actionTriggers.flatMap(({ actions }) => actions.map(({ key }) => key)));
}

/**
 * What a resource waits for because of its triggers: what they ask, and what the
 * actions are told. They are told of the resource itself when it is there.
 */
export function triggerTraversals(resource: Resource, blocks: readonly ActionBlock[]): readonly Traversal[] {
  const asked = resource.lifecycle.actionTriggers.flatMap(({ condition, actions }) =>
    traversalsIn(condition, ...actions.map(({ instance }: TriggeredAction) => instance)),
  );
  const told = blocks.flatMap(({ traversals }) => traversals);
  return [...asked, ...told].filter((traversal) => {
    const name = nameOf(traversal);
    return name?.kind !== "resource" || name.key !== resource.key;
  });
}

function traversalsIn(...expressions: readonly (Expression | undefined)[]): readonly Traversal[] {
  return expressions.flatMap((expression) => (expression === undefined ? [] : traversalsOf(expression)));
}

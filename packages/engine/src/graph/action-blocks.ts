/** Actions as the graph has them: compiled against their schemas, each with its provider. */

import {
  type Action,
  type Config,
  type ModuleNode,
  modulesOf,
  type Resource,
  type TriggeredAction,
} from "@tutti/config";
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

/** Undefined where its provider has no such action: it was told by `validate`. */
export function actionBlock(module: ModuleNode, action: Action, schemas: Schemas): ActionBlock | undefined {
  const provider = providerOf(module, action);
  const schema = schemas.get(provider.source)?.actions?.get(action.type);
  if (schema === undefined) return undefined;
  const { body } = compileBody(action.config, schema.block);
  const { count, forEach } = action;
  const traversals = [...bodyTraversals(body), ...traversalsIn(count, forEach, action.provider?.key)];
  return { action, module, provider, schema, body, traversals };
}

/** All actions that a configuration declares. */
export function* actionBlocks(config: Config, schemas: Schemas): Generator<ActionBlock> {
  for (const module of modulesOf(config.root))
    for (const action of module.module.actions.values()) {
      const block = actionBlock(module, action, schemas);
      if (block !== undefined) yield block;
    }
}

/** The actions that triggers of a resource name, each once. */
export function triggeredBlocks(
  module: ModuleNode,
  { lifecycle }: Resource,
  schemas: Schemas,
): readonly ActionBlock[] {
  const keys = new Set(lifecycle.actionTriggers.flatMap(({ actions }) => actions.map(({ key }) => key)));
  return [...keys].flatMap((key) => {
    const action = module.module.actions.get(key);
    return (action && actionBlock(module, action, schemas)) ?? [];
  });
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

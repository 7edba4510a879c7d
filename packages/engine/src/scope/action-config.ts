/** What an action is told, and which instances of it there are. */

import { formatKey, formatModule, type InstanceKey, type ModuleInstance } from "@tutti/addresses";
import { configError, EPHEMERAL_IN_ACTION } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { unmarkDeep, type Value } from "@tutti/values";
import type { ActionBlock } from "../graph/action-blocks.ts";
import { evaluateBody } from "./evaluate-body.ts";
import { evaluateExpansion } from "./expansion.ts";
import type { ModuleScope } from "./module-scope.ts";
import { type Expansion, repetitionOf } from "./repetition.ts";
import type { Walk } from "./walk.ts";

/** `module.m["x"].action.TYPE.NAME["k"]` */
export function formatAction({
  module,
  type,
  name,
  key,
}: {
  readonly module: ModuleInstance;
  readonly type: string;
  readonly name: string;
  readonly key: InstanceKey;
}): string {
  const prefix = module.length === 0 ? "" : `${formatModule(module)}.`;
  return `${prefix}action.${type}.${name}${formatKey(key)}`;
}

/** Undefined where that cannot be told: it was reported. */
export function actionExpansion(walk: Walk, block: ActionBlock, scope: ModuleScope): Expansion | undefined {
  const { count, forEach } = block.action;
  const { expansion, diagnostics } = evaluateExpansion({ count, forEach }, walk.context(scope));
  walk.report(diagnostics);
  return expansion.kind === "unknown" ? undefined : expansion;
}

/** What one instance is told; undefined where something of it is wrong: it was reported. */
export function actionConfig(
  walk: Walk,
  block: ActionBlock,
  scope: ModuleScope,
  { expansion, key }: { readonly expansion: Expansion; readonly key: InstanceKey },
): Value | undefined {
  const found: Diagnostic[] = [];
  const value = evaluateBody(block.body, walk.context(scope, repetitionOf(expansion, key)), found);
  if (value.containsMarks && unmarkDeep(value).marks.has("ephemeral"))
    found.push(
      errorDiagnostic(configError("ephemeral-value-in-action"), EPHEMERAL_IN_ACTION, block.action.declRange),
    );
  walk.report(found);
  return hasErrors(found) ? undefined : value;
}

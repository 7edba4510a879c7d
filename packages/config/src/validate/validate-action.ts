import { nameSuggestion, type SourceRange } from "@tutti/hcl";
import type { BlockSchema } from "@tutti/plugin";
import { BOOL, unmarkDeep, type Value } from "@tutti/values";
import { shortProviderSource } from "../address/provider-source.ts";
import { configError } from "../errors.ts";
import type { Action, ActionTrigger, TriggeredAction } from "../module/action.ts";
import type { ModuleNode } from "../module/module.ts";
import { evaluateAs, validateCount, validateForEach, validateProviderKey } from "./repetition.ts";
import { type Place, UnknownScope } from "./unknown-scope.ts";
import { validateBody } from "./validate-body.ts";
import { containsMark } from "./validate-named.ts";
import type { Validation } from "./validation.ts";

export function validateAction(node: ModuleNode, action: Action, validation: Validation): void {
  const { diagnostics } = validation;
  const outside = new UnknownScope(node, validation);
  if (action.count !== undefined) validateCount(action.count, outside, diagnostics);
  else if (action.forEach !== undefined) validateForEach(action.forEach, outside, diagnostics);
  const scope = new UnknownScope(node, validation, placeOf(action));
  validateProviderKey(action.provider?.key, scope, diagnostics);
  const schema = actionSchema(action, validation);
  if (schema === undefined) return;
  const value = validateBody(action.config, schema, scope, diagnostics);
  if (value === undefined) return;
  if (containsMark(value, "ephemeral"))
    diagnostics.error(configError("ephemeral-value-in-action"), EPHEMERAL_IN_ACTION, action.declRange);
  askProvider(action, unmarkDeep(value).value, validation);
}

/** The same while planning. */
export const EPHEMERAL_IN_ACTION =
  "What an action is told stands in the plan, so nothing of it may be ephemeral. Use values that are not.";

function placeOf({ count, forEach }: Action): Place {
  if (count !== undefined) return { repetition: "count" };
  return forEach === undefined ? {} : { repetition: "for_each" };
}

/** Undefined where the provider has none of the type: it was reported. */
function actionSchema(
  { type, typeRange, providerSource }: Action,
  validation: Validation,
): BlockSchema | undefined {
  const provider = validation.schema(providerSource);
  const schema = provider?.actions?.get(type);
  if (provider === undefined || schema !== undefined) return schema?.block;
  const near = nameSuggestion(type, provider.actions?.keys() ?? []);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  validation.diagnostics.error(
    configError("invalid-action-type"),
    `The provider ${shortProviderSource(providerSource)} does not support action "${type}".${hint}`,
    typeRange,
  );
  return undefined;
}

function askProvider(
  { type, providerSource, declRange }: Action,
  config: Value,
  validation: Validation,
): void {
  const calls = validation.options.providers?.(providerSource)?.actions;
  if (calls === undefined) return;
  validation.pending.push(async () => {
    const { diagnostics } = await calls.validate({ type, config });
    for (const { severity, code, summary, detail } of diagnostics)
      validation.diagnostics.add({ severity, code, summary, detail, subject: declRange });
  });
}

/** What a resource's triggers name must be there. */
export function validateTriggers(
  node: ModuleNode,
  triggers: readonly ActionTrigger[],
  place: Place,
  validation: Validation,
): void {
  const scope = new UnknownScope(node, validation, place);
  for (const { condition, actions } of triggers) {
    if (condition !== undefined) evaluateAs(condition, BOOL, scope, validation.diagnostics);
    for (const action of actions) validateTriggered(node, action, scope, validation);
  }
}

function validateTriggered(
  node: ModuleNode,
  { key, instance, range }: TriggeredAction,
  scope: UnknownScope,
  { diagnostics }: Validation,
): void {
  const action = node.module.actions.get(key);
  if (action === undefined) {
    reportUndeclared(node, key, range, diagnostics);
    return;
  }
  const isRepeated = action.count !== undefined || action.forEach !== undefined;
  if (instance !== undefined && !isRepeated)
    diagnostics.error(
      configError("undeclared-action"),
      `${key} has neither count nor for_each, so it has no instances to choose from. Take the key away.`,
      range,
    );
  else if (instance !== undefined) diagnostics.addAll(scope.evaluate(instance).diagnostics);
}

function reportUndeclared(
  { module }: ModuleNode,
  key: string,
  range: SourceRange,
  diagnostics: Validation["diagnostics"],
): void {
  const near = nameSuggestion(key, module.actions.keys());
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  diagnostics.error(configError("undeclared-action"), `This module declares no ${key}.${hint}`, range);
}

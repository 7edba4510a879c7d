/** What was known in the instances of modules: taken out of a walk as data, and put into another. */

import { unmarkDeep, type Value } from "@tutti/values";
import type { PlannedModule } from "../plan.ts";
import { PlanMisfit } from "../plan-misfit.ts";
import { ModuleScope } from "./module-scope.ts";
import { type Expansion, instancesOf, repetitionOf } from "./repetition.ts";
import type { Walk } from "./walk.ts";

/** Wholly known, and allowed in a plan: what is ephemeral is in none. */
export function isCarried(value: Value): boolean {
  return value.isWhollyKnown && !(value.containsMarks && unmarkDeep(value).marks.has("ephemeral"));
}

/** The same of something that must not be kept where it could be read: no marks at all. */
export function isOpen(value: Value): boolean {
  return value.isWhollyKnown && !value.containsMarks;
}

/** All instances of a block are known, with the values of its `for_each`. */
export function isKnownExpansion(expansion: Expansion): boolean {
  if (expansion.kind === "unknown") return false;
  return expansion.kind !== "for_each" || isCarried(expansion.over);
}

export function plannedModules(walk: Walk): readonly PlannedModule[] {
  return walk.scopes().map((scope) => ({
    instance: scope.instance,
    variables: carried(scope.variables),
    locals: carried(scope.locals),
    outputs: carried(scope.outputs),
    resources: scope.expansions,
    calls: scope.callExpansions,
  }));
}

function carried(values: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map([...values].filter(([, value]) => isCarried(value)));
}

/** Makes the same scopes in a walk that has none yet but its root. */
export function restoreModules(walk: Walk, modules: readonly PlannedModule[]): void {
  for (const module of modules) {
    const scope = module.instance.length === 0 ? walk.root : walk.scopeAt(module.instance);
    if (scope === undefined)
      throw new PlanMisfit("the plan names a module's instance before the one around it");
    fill(scope.variables, module.variables);
    fill(scope.locals, module.locals);
    fill(scope.outputs, module.outputs);
    fill(scope.expansions, module.resources);
    for (const [name, expansion] of module.calls) restoreCall(walk, scope, name, expansion);
  }
}

function restoreCall(walk: Walk, scope: ModuleScope, name: string, expansion: Expansion): void {
  const node = scope.node.children.get(name);
  if (node === undefined)
    throw new PlanMisfit(`the plan names the module block ${name}, which its configuration does not have`);
  const instances = new Map<string | number | undefined, ModuleScope>();
  for (const [key] of instancesOf(expansion)) {
    const child = new ModuleScope(
      node,
      [...scope.instance, { name, key }],
      scope,
      repetitionOf(expansion, key),
    );
    instances.set(key, child);
    walk.addScope(child);
  }
  scope.callExpansions.set(name, expansion);
  scope.calls.set(name, { kind: expansion.kind, instances });
}

function fill<T>(into: Map<string, T>, from: ReadonlyMap<string, T>): void {
  for (const [name, item] of from) into.set(name, item);
}

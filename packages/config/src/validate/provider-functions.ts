import type { FunctionScope } from "@tutti/hcl";
import type { Func } from "@tutti/values";
import type { ModuleNode } from "../module/module.ts";
import type { Validation } from "./validation.ts";

const made = new WeakMap<Validation, Map<ModuleNode, FunctionScope>>();

/** The built-in functions, and those of the providers that the module requires, as `provider::name::f`. */
export function moduleFunctions(node: ModuleNode, validation: Validation): FunctionScope {
  let scopes = made.get(validation);
  if (scopes === undefined) {
    scopes = new Map();
    made.set(validation, scopes);
  }
  const known = scopes.get(node);
  if (known !== undefined) return known;
  const scope = withProviders(node, validation);
  scopes.set(node, scope);
  return scope;
}

function withProviders(node: ModuleNode, validation: Validation): FunctionScope {
  const builtin = validation.options.functions(node);
  const { requiredProviders } = node.module;
  if (requiredProviders.size === 0) return builtin;
  const provided = new Map<string, Func>();
  for (const { name, source } of requiredProviders.values()) {
    const functions = validation.options.providerFunctions?.(source);
    for (const [functionName, func] of functions ?? [])
      provided.set(`provider::${name}::${functionName}`, func);
  }
  if (provided.size === 0) return builtin;
  return {
    get: (name) => provided.get(name) ?? builtin.get(name),
    keys: function* () {
      yield* builtin.keys();
      yield* provided.keys();
    },
  };
}

import { finalVariableValue, type InputValue, type Module } from "@tutti/config";
import {
  type Diagnostic,
  type EvalContext,
  errorDiagnostic,
  evaluate,
  type FunctionScope,
  type Traversal,
  type TraversalResolution,
  traversalText,
} from "@tutti/hcl";
import { stringValue, unmarkDeep, type Value } from "@tutti/values";
import { operationError } from "../errors.ts";

/** What expressions of the `encryption` block may refer to: what is known before there is a state. */
export interface StaticNames {
  readonly module: Module;
  readonly variables: ReadonlyMap<string, InputValue>;
  readonly functions: FunctionScope;
  readonly workspace: string;
  readonly directory: string;
}

/**
 * Variables, local values and paths. Marks are taken off: the whole block is
 * secret, and nothing of it is shown.
 */
export function encryptionContext(names: StaticNames): EvalContext {
  const open = new Set<string>();
  const context: EvalContext = {
    functions: names.functions,
    variables: {
      lookup: () => undefined,
      names: () => ["var", "local", "path", "terraform"],
      resolveTraversal: (traversal) => resolve(names, traversal, context, open),
    },
  };
  return context;
}

function resolve(
  names: StaticNames,
  traversal: Traversal,
  context: EvalContext,
  open: Set<string>,
): TraversalResolution {
  const [step] = traversal.steps;
  const name = step?.kind === "attribute" ? step.name : "";
  const known = find(names, traversal, name, context, open);
  if ("diagnostics" in known) return known;
  return { value: unmarkDeep(known.value).value, consumed: 1 };
}

type Found = { readonly value: Value } | { readonly diagnostics: readonly Diagnostic[] };

function find(
  { module, variables, workspace, directory }: StaticNames,
  traversal: Traversal,
  name: string,
  context: EvalContext,
  open: Set<string>,
): Found {
  switch (traversal.rootName) {
    case "var": {
      const variable = module.variables.get(name);
      if (variable === undefined) break;
      const final = finalVariableValue(variable, variables.get(name));
      return final.ok ? { value: final.value } : { diagnostics: [final.diagnostic] };
    }
    case "local": {
      const local = module.locals.get(name);
      if (local === undefined) break;
      if (open.has(name)) return wrong(traversal, "it refers to itself");
      open.add(name);
      const { value, diagnostics } = evaluate(local.expression, context);
      open.delete(name);
      return diagnostics.length > 0 ? { diagnostics } : { value };
    }
    case "path":
      if (name === "cwd") return { value: stringValue(directory) };
      if (name === "module" || name === "root") return { value: stringValue(".") };
      break;
    case "terraform":
      if (name === "workspace") return { value: stringValue(workspace) };
      break;
  }
  return wrong(
    traversal,
    "only variables, local values, path and terraform.workspace are known before the state is read",
  );
}

function wrong(traversal: Traversal, why: string): Found {
  const detail = `${traversalText(traversal)} cannot be used for encryption: ${why}.`;
  return {
    diagnostics: [errorDiagnostic(operationError("invalid-encryption-reference"), detail, traversal.range)],
  };
}

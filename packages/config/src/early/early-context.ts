import {
  type Diagnostic,
  type EvalContext,
  evaluate,
  type FunctionScope,
  type Traversal,
  type TraversalResolution,
} from "@tutti/hcl";
import { stringValue, type Value } from "@tutti/values";
import type { Module } from "../module/module.ts";

/** A value that is known early, or what is wrong with it. */
export type EarlyValue = { readonly value: Value } | { readonly diagnostics: readonly Diagnostic[] };

/** What is known of a module before anything is planned, and before its state is read. */
export interface EarlyNames {
  readonly module: Pick<Module, "locals">;
  /** The value of a variable; undefined where there is no such variable. */
  readonly variable: (name: string) => EarlyValue | undefined;
  readonly functions: FunctionScope;
  readonly workspace: string;
  /** `path.module`, `path.root` and `path.cwd`. */
  readonly paths: Readonly<Record<"module" | "root" | "cwd", string>>;
  /** What is said of a reference that cannot be used, and why. */
  readonly refuse: (traversal: Traversal, why: string) => Diagnostic;
}

const ONLY_EARLY =
  "only variables, local values, path and terraform.workspace are known before the state is read";

/** Where expressions are evaluated that may refer to variables, local values and paths alone. Marks are kept. */
export function earlyContext(names: EarlyNames): EvalContext {
  /** Local values that are being evaluated: one that is met again refers to itself. */
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
  names: EarlyNames,
  traversal: Traversal,
  context: EvalContext,
  open: Set<string>,
): TraversalResolution {
  const [step] = traversal.steps;
  const found =
    step?.kind === "attribute"
      ? find(names, traversal.rootName, step.name, context, open)
      : { why: ONLY_EARLY };
  if ("why" in found) return { diagnostics: [names.refuse(traversal, found.why)] };
  return "value" in found ? { value: found.value, consumed: 1 } : found;
}

function find(
  { module, variable, workspace, paths }: EarlyNames,
  root: string,
  name: string,
  context: EvalContext,
  open: Set<string>,
): EarlyValue | { readonly why: string } {
  switch (root) {
    case "var":
      return variable(name) ?? { why: "there is no such variable" };
    case "local": {
      const local = module.locals.get(name);
      if (local === undefined) return { why: "there is no such local value" };
      if (open.has(name)) return { why: "it refers to itself" };
      open.add(name);
      const { value, diagnostics } = evaluate(local.expression, context);
      open.delete(name);
      return diagnostics.length > 0 ? { diagnostics } : { value };
    }
    case "path":
      if (name === "module" || name === "root" || name === "cwd") return { value: stringValue(paths[name]) };
      break;
    case "terraform":
      if (name === "workspace") return { value: stringValue(workspace) };
      break;
  }
  return { why: ONLY_EARLY };
}

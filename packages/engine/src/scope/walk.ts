import { formatModule, formatModulePath, type ModuleInstance, type ModulePath } from "@tutti/addresses";
import type { CheckRule, ModuleNode } from "@tutti/config";
import {
  type Diagnostic,
  type EvalContext,
  type Expression,
  evaluate,
  type FunctionScope,
  hasErrors,
  type Traversal,
} from "@tutti/hcl";
import { boolValue, type Func, UNKNOWN_DYNAMIC, type Value } from "@tutti/values";
import { bodyExpressions } from "../graph/compile-body.ts";
import type { ConfigGraph } from "../graph/config-node.ts";
import { findKeyedReferences } from "../graph/keyed-references.ts";
import type { PendingConditions } from "../plan.ts";
import type { Surroundings } from "../request.ts";
import { CheckBook } from "./check-book.ts";
import type { ExpansionResult } from "./expansion.ts";
import { contextOf, type WalkFacts } from "./instance-context.ts";
import { ModuleScope } from "./module-scope.ts";
import type { Repetition } from "./repetition.ts";

export type Phase = "plan" | "apply" | "console";

export interface WalkOptions {
  /** What a plan left to be asked. */
  readonly pending?: ReadonlyMap<string, PendingConditions>;
  /** False: no condition is asked, because what is worked out only serves to destroy. */
  readonly conditions?: boolean;
  /** What a condition is that is not met; default: an error. */
  readonly severity?: "error" | "warning";
  /** The same for those of outputs; default: as that of all others. */
  readonly outputSeverity?: "error" | "warning";
  /** Blocks whose instances are not known yet are left for a later plan, and are no mistake; except for these. */
  readonly stages?: { readonly waited: readonly string[] } | undefined;
}

/** One walk over a configuration: the instances of its modules, their values, and what was found wrong. */
export class Walk {
  readonly phase: Phase;
  readonly surroundings: Surroundings;
  readonly graph: ConfigGraph;
  readonly root: ModuleScope;
  readonly diagnostics: Diagnostic[] = [];
  readonly checks = new CheckBook();
  /** Conditions that a plan leaves to apply; while applying, the only ones that are asked. */
  readonly pending: Map<string, PendingConditions>;
  /** Objects some of whose preconditions a plan cannot tell. */
  readonly untold = new Set<string>();
  readonly facts: WalkFacts;
  /** Of a condition of a resource or an output that is not met: a plan that only refreshes goes on. */
  readonly severity: "error" | "warning";
  readonly outputSeverity: "error" | "warning";
  /** What is left for a later plan: the address of a block, and what would be wrong if there were none. */
  readonly postponed = new Map<string, readonly Diagnostic[]>();
  readonly #stages: { readonly waited: readonly string[] } | undefined;
  readonly #conditions: boolean;
  /** Instances of every module, by the text of its path. */
  readonly #scopes = new Map<string, ModuleScope[]>();
  readonly #byText = new Map<string, ModuleScope>();

  constructor(
    phase: Phase,
    surroundings: Surroundings,
    graph: ConfigGraph,
    functions: ProviderFunctions,
    options: WalkOptions = {},
  ) {
    this.phase = phase;
    this.pending = new Map(options.pending);
    this.#conditions = options.conditions !== false;
    this.#stages = options.stages;
    this.severity = options.severity ?? "error";
    this.outputSeverity = options.outputSeverity ?? this.severity;
    this.surroundings = surroundings;
    this.graph = graph;
    this.root = new ModuleScope(surroundings.config.root, []);
    this.#scopes.set("", [this.root]);
    const keyed = new WeakSet<Traversal>();
    for (const node of graph.nodes) {
      if (node.kind !== "resource") continue;
      for (const expression of bodyExpressions(node.body)) findKeyedReferences(expression, keyed);
    }
    const cache = new Map<ModuleNode, FunctionScope>();
    this.facts = {
      workspace: surroundings.workspace,
      applying: boolValue(phase === "apply").withMarks(["ephemeral"]),
      directory: surroundings.directory,
      keyed,
      functionsFor: ({ node }) => {
        let scope = cache.get(node);
        if (scope === undefined) {
          scope = withProviderFunctions(surroundings.functions, functions, node);
          cache.set(node, scope);
        }
        return scope;
      },
    };
  }

  /** The scope of one instance of a module, if it is there. */
  scopeAt(module: ModuleInstance): ModuleScope | undefined {
    return module.length === 0 ? this.root : this.#byText.get(formatModule(module));
  }

  /** The conditions of an object that count in this walk. */
  asked(rules: readonly CheckRule[]): readonly CheckRule[] {
    return this.#conditions ? rules : [];
  }

  /** All of them, parents before their children. */
  scopes(): readonly ModuleScope[] {
    return [this.root, ...this.#byText.values()];
  }

  scopesOf(path: ModulePath): readonly ModuleScope[] {
    return this.#scopes.get(formatModulePath(path)) ?? [];
  }

  addScope(scope: ModuleScope): void {
    this.#byText.set(scope.text, scope);
    const key = formatModulePath(scope.node.path);
    const list = this.#scopes.get(key);
    if (list === undefined) this.#scopes.set(key, [scope]);
    else list.push(scope);
  }

  context(scope: ModuleScope, repetition?: Repetition, self?: Value): EvalContext {
    return contextOf(this.facts, scope, repetition, self);
  }

  /** The value of an expression; what is wrong with it is reported, and then it is unknown. */
  evaluate(expression: Expression, context: EvalContext): { readonly value: Value; readonly ok: boolean } {
    const { value, diagnostics } = evaluate(expression, context);
    this.report(diagnostics);
    const ok = !hasErrors(diagnostics);
    return { value: ok ? value : UNKNOWN_DYNAMIC, ok };
  }

  /** Reports what is wrong with the repetition of a block, unless a later plan may know it. */
  reportExpansion(block: string, { diagnostics, isNotYetKnown }: ExpansionResult): void {
    const mayWait = isNotYetKnown === true && this.#stages?.waited.includes(block) === false;
    if (mayWait) this.postponed.set(block, diagnostics);
    else this.report(diagnostics);
  }

  report(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.diagnostics.push(diagnostic);
  }
}

/** Functions that providers offer, by source. */
export type ProviderFunctions = ReadonlyMap<string, ReadonlyMap<string, Func>>;

/** `provider::local::name`, by the names under which the module requires its providers; what it merely uses has none. */
function withProviderFunctions(
  base: FunctionScope,
  functions: ProviderFunctions,
  node: ModuleNode,
): FunctionScope {
  if (functions.size === 0) return base;
  const own = new Map<string, Func>();
  const add = (local: string, source: string): void => {
    for (const [name, func] of functions.get(source) ?? []) own.set(`provider::${local}::${name}`, func);
  };
  for (const [local, { source }] of node.module.requiredProviders) add(local, source);
  return {
    get: (name) => own.get(name) ?? base.get(name),
    *keys() {
      yield* base.keys();
      yield* own.keys();
    },
  };
}

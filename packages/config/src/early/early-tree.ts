import {
  type Diagnostic,
  type EvalContext,
  errorDiagnostic,
  evaluate,
  type FunctionScope,
  hasErrors,
  traversalText,
} from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Module } from "../module/module.ts";
import type { ModuleCall } from "../module/module-call.ts";
import { finalVariableValue } from "../variables/final-value.ts";
import type { InputValue } from "../variables/input-value.ts";
import { type EarlyValue, earlyContext } from "./early-context.ts";

/** What is known before modules are looked for; asked only where an expression needs it. */
export interface EarlyFacts {
  /** What is given to the variables of the root module, and what is wrong with it. */
  readonly variables: (root: Module) => Promise<{
    readonly given: ReadonlyMap<string, InputValue>;
    readonly diagnostics: readonly Diagnostic[];
  }>;
  /** The functions that these texts may call. */
  readonly functions: (sources: ReadonlyMap<string, string>) => Promise<FunctionScope>;
  readonly workspace: () => Promise<string>;
  /** `path.cwd`. */
  readonly directory: string;
}

/** One module on the way from the root to where an expression stands. */
interface EarlyNode {
  readonly module: Module;
  readonly parent: EarlyNode | undefined;
  readonly call: ModuleCall | undefined;
}

/** Evaluates what must be known before the module tree is: in any module, through the arguments of its calls. */
export class EarlyTree {
  readonly #facts: EarlyFacts;
  readonly #sources: ReadonlyMap<string, string>;
  readonly #diagnostics: DiagnosticList;
  #given: Promise<ReadonlyMap<string, InputValue>> | undefined;

  constructor(facts: EarlyFacts, sources: ReadonlyMap<string, string>, diagnostics: DiagnosticList) {
    this.#facts = facts;
    this.#sources = sources;
    this.#diagnostics = diagnostics;
  }

  /** Where an expression of this module is evaluated; `what` says in words whose it is. */
  async context(node: EarlyNode, what: string): Promise<EvalContext> {
    const root = rootOf(node);
    const { directory } = this.#facts;
    this.#given ??= this.#readVariables(root);
    const [given, functions, workspace] = await Promise.all([
      this.#given,
      this.#facts.functions(this.#sources),
      this.#facts.workspace(),
    ]);
    const contextOf = (inner: EarlyNode, whose: string): EvalContext =>
      earlyContext({
        module: inner.module,
        functions,
        workspace,
        paths: { module: inner.module.directory, root: root.directory, cwd: directory },
        refuse: (traversal, why) =>
          errorDiagnostic(
            configError("dynamic-value-in-static-context"),
            `${traversalText(traversal)} cannot be used for ${whose}: ${why}.`,
            traversal.range,
          ),
        variable: (name) => variableOf(inner, name, given, contextOf),
      });
    return contextOf(node, what);
  }

  async #readVariables(root: Module): Promise<ReadonlyMap<string, InputValue>> {
    const { given, diagnostics } = await this.#facts.variables(root);
    // Whatever else is to be said of variables is said by the command that gives them.
    if (hasErrors(diagnostics)) this.#diagnostics.addAll(diagnostics);
    return given;
  }
}

function rootOf(node: EarlyNode): Module {
  let top = node;
  while (top.parent !== undefined) top = top.parent;
  return top.module;
}

function variableOf(
  { module, parent, call }: EarlyNode,
  name: string,
  given: ReadonlyMap<string, InputValue>,
  contextOf: (node: EarlyNode, whose: string) => EvalContext,
): EarlyValue | undefined {
  const variable = module.variables.get(name);
  if (variable === undefined) return undefined;
  if (parent === undefined || call === undefined) return earlyVariable(module, given, name);
  const address = `module.${call.name}.var.${name}`;
  const argument = call.config.partialContent({ attributes: [{ name }] }).content.attributes.get(name);
  if (argument === undefined) return final(finalVariableValue(variable, undefined, address));
  const { value, diagnostics } = evaluate(argument.expression, contextOf(parent, address));
  if (diagnostics.length > 0) return { diagnostics };
  const source = { kind: "file", path: argument.range.filename, range: argument.expression.range } as const;
  return final(finalVariableValue(variable, { value, source }, address));
}

/** The value of a variable of the root module; undefined where there is no such variable. */
export function earlyVariable(
  { variables }: Pick<Module, "variables">,
  given: ReadonlyMap<string, InputValue>,
  name: string,
): EarlyValue | undefined {
  const variable = variables.get(name);
  return variable && final(finalVariableValue(variable, given.get(name)));
}

function final(found: ReturnType<typeof finalVariableValue>): EarlyValue {
  return found.ok ? { value: found.value } : { diagnostics: [found.diagnostic] };
}

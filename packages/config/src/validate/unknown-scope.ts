import {
  type Diagnostic,
  type EvalContext,
  type Evaluated,
  type Expression,
  errorDiagnostic,
  evaluate,
  nameSuggestion,
  type Traversal,
  type TraversalResolution,
  type VariableScope,
} from "@tutti/hcl";
import type { BlockSchema } from "@tutti/plugin";
import { DYNAMIC, listType, mapType, objectType, UNKNOWN_DYNAMIC, Value } from "@tutti/values";
import { configError } from "../errors.ts";
import type { ModuleNode } from "../module/module.ts";
import type { Variable } from "../module/named-value.ts";
import { parseReference } from "../reference/parse-reference.ts";
import type { Reference } from "../reference/reference.ts";
import { referencesOf } from "../reference/references-of.ts";
import { checkTraversal } from "../schema/static-traversal.ts";
import { unknownVariable } from "../variables/final-value.ts";
import { checkReference } from "./check-reference.ts";
import {
  type Repetition,
  type Resolved,
  resolveCount,
  resolveEach,
  resolvePath,
  resolveTerraform,
  wrong,
} from "./fixed-names.ts";
import { moduleFunctions } from "./provider-functions.ts";
import type { Validation } from "./validation.ts";

/** No resource has a type before it is planned: what is wrong with steps into it was told by its schema. */
const UNKNOWN_EPHEMERAL = UNKNOWN_DYNAMIC.withMarks(["ephemeral"]);

/** What an expression's place adds to the names of its module. */
export interface Place {
  /** Of the instance that a body is for. */
  readonly repetition?: Repetition;
  /** The schema of `self`, where there is one. */
  readonly self?: BlockSchema | undefined;
  /** Names that `dynamic` blocks give. */
  readonly iterators?: readonly string[];
  readonly inCheck?: string | undefined;
  /** A variable whose value is known here: in its own conditions. */
  readonly own?: { readonly variable: Variable; readonly value: Value };
}

/**
 * The names of one module while validating: what only a run will tell is
 * unknown, with its type where the schema has one.
 */
export class UnknownScope {
  readonly #node: ModuleNode;
  readonly #validation: Validation;
  readonly #place: Place;
  readonly context: EvalContext;
  readonly #blind: EvalContext;

  constructor(node: ModuleNode, validation: Validation, place: Place | undefined = {}) {
    this.#node = node;
    this.#validation = validation;
    this.#place = place;
    const variables: VariableScope = {
      lookup: () => undefined,
      resolveTraversal: (traversal) => this.#resolveTraversal(traversal),
    };
    const functions = moduleFunctions(node, validation);
    this.context = { variables, functions };
    this.#blind = { variables: { lookup: () => undefined }, functions };
  }

  /** Everything that is wrong with what an expression refers to. */
  checkReferences(expression: Expression): readonly Diagnostic[] {
    const { references, diagnostics } = referencesOf(expression);
    if (references.length === 0 && diagnostics.length === 0) return diagnostics;
    return [...diagnostics, ...this.checkAll(references)];
  }

  /** What is evaluated together: where one object is not there, what is wrong with plain names is not told. */
  checkAll(references: readonly Reference[]): readonly Diagnostic[] {
    const missing = references.flatMap((reference) => this.#checkStatically(reference));
    if (missing.length > 0) return missing;
    return references.flatMap((reference) => {
      const resolved = this.#resolve(reference);
      return "diagnostic" in resolved ? [resolved.diagnostic] : [];
    });
  }

  #checkStatically(reference: Reference): readonly Diagnostic[] {
    if (reference.subject.kind === "self") {
      const { self } = this.#place;
      return self === undefined ? [noSelf(reference)] : checkTraversal(reference.remaining, self);
    }
    return checkReference(reference, this.#node, this.#validation, this.#place.inCheck);
  }

  /** References first: what they refer to must be there before anything is made of it. */
  evaluate(expression: Expression, context: EvalContext = this.context): Evaluated {
    const wrong = this.checkReferences(expression);
    if (wrong.length > 0) return { value: UNKNOWN_DYNAMIC, diagnostics: wrong };
    return this.evaluateChecked(expression, context);
  }

  /** For bodies, whose references were checked all together. */
  evaluateChecked = (expression: Expression, context: EvalContext | undefined): Evaluated => {
    return evaluate(expression, context);
  };

  /** Conditions are evaluated even when a reference is wrong, of theirs or of what stands `beside` them. */
  evaluateAnyway(expression: Expression, beside: readonly Expression[] = []): Evaluated {
    const wrong = this.checkReferences(expression);
    const references = [expression, ...beside].flatMap((one) => referencesOf(one).references);
    // One that names nothing takes all names away.
    const blind = references.some((one) => this.#checkStatically(one).length > 0);
    const { value, diagnostics } = this.evaluateChecked(expression, blind ? this.#blind : this.context);
    return { value, diagnostics: [...wrong, ...diagnostics] };
  }

  #resolveTraversal(traversal: Traversal): TraversalResolution | undefined {
    const { reference } = parseReference(traversal);
    if (reference === undefined) return undefined;
    const resolved = this.#resolve(reference);
    const failed = "diagnostic" in resolved;
    return {
      value: failed ? UNKNOWN_DYNAMIC : resolved.value,
      consumed: isModule(reference) ? 1 : traversal.steps.length - reference.remaining.length,
    };
  }

  #resolve(reference: Reference): Resolved {
    const { subject } = reference;
    switch (subject.kind) {
      case "variable":
        return this.#variable(subject.name, reference);
      case "local":
        return this.#local(subject.name, reference);
      case "resource":
      case "instance":
        return { value: subject.resource.mode === "ephemeral" ? UNKNOWN_EPHEMERAL : UNKNOWN_DYNAMIC };
      case "module-call":
      case "module-instance":
      case "module-output":
        return { value: this.#module(subject.name) };
      case "count":
        return resolveCount(subject.name, reference, this.#place.repetition);
      case "each":
        return resolveEach(subject.name, reference, this.#place.repetition);
      case "path":
        return resolvePath(subject.name, reference, this.#node, this.#validation);
      case "terraform":
        return resolveTerraform(subject.name, reference, this.#validation);
      default:
        return { value: UNKNOWN_DYNAMIC };
    }
  }

  #variable(name: string, reference: Reference): Resolved {
    const { variables } = this.#node.module;
    const variable = variables.get(name);
    const { own } = this.#place;
    if (variable !== undefined && own?.variable === variable) return { value: own.value };
    if (variable !== undefined) return { value: unknownVariable(variable) };
    const near = nameSuggestion(name, variables.keys());
    const hint =
      near === undefined
        ? `This variable can be declared with a variable "${name}" {} block.`
        : `Did you mean "${near}"?`;
    return wrong(
      configError("reference-to-undeclared-input-variable"),
      `An input variable with the name "${name}" has not been declared. ${hint}`,
      reference,
    );
  }

  #local(name: string, reference: Reference): Resolved {
    const { locals } = this.#node.module;
    if (locals.has(name)) {
      const value = this.#validation.locals.get(localKey(this.#node, name));
      return { value: value ?? UNKNOWN_DYNAMIC };
    }
    const near = nameSuggestion(name, locals.keys());
    const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
    return wrong(
      configError("reference-to-undeclared-local-value"),
      `A local value with the name "${name}" has not been declared.${hint}`,
      reference,
    );
  }

  #module(name: string): Value {
    const call = this.#node.module.moduleCalls.get(name);
    const outputs = this.#node.children.get(name)?.module.outputs;
    if (outputs === undefined) return UNKNOWN_DYNAMIC;
    const type = objectType([...outputs.keys()].map((output) => [output, DYNAMIC] as const));
    if (call?.count !== undefined) return Value.unknown(listType(type));
    if (call?.forEach !== undefined) return Value.unknown(mapType(type));
    return Value.unknown(type);
  }
}

function noSelf({ range }: Reference): Diagnostic {
  return errorDiagnostic(
    configError("invalid-self-reference"),
    'The "self" object is not available in this context. This object can be used only in resource provisioner, connection, and postcondition blocks.',
    range,
  );
}

/** Of a module, what comes behind its name is a matter of its value. */
function isModule({ subject }: Reference): boolean {
  return (
    subject.kind === "module-call" || subject.kind === "module-instance" || subject.kind === "module-output"
  );
}

export function localKey(node: ModuleNode, name: string): string {
  return `${node.path.join(".")}/${name}`;
}

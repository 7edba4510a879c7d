/** Objects to bring in: `import` blocks and the `import` command. */

import {
  formatConfigResource,
  formatInstance,
  type InstanceKey,
  type ModuleStep,
  type ResourceInstance,
} from "@tutti/addresses";
import { configError, type Import, type ModuleNode, moduleAt, type Resource } from "@tutti/config";
import type { ErrorKind } from "@tutti/errors";
import {
  type Diagnostic,
  type EvalContext,
  type Expression,
  errorDiagnostic,
  evaluate,
  hasErrors,
  type TraversalStep,
} from "@tutti/hcl";
import { ConversionError, convertOrError, STRING, toFloat64, unmarkDeep } from "@tutti/values";
import { engineError } from "../errors.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { hasInstance } from "../scope/repetition.ts";
import type { Walk } from "../scope/walk.ts";
import { importRepetitions } from "./import-repetitions.ts";

/** Which instance is to be imported by which id. Blocks are evaluated when their resource is planned. */
export class Imports {
  readonly #ids = new Map<string, string>();
  /** Addresses that blocks name, by the id of the resource's node. */
  readonly #named = new Map<string, ResourceInstance[]>();
  readonly #walk: Walk;

  constructor(walk: Walk, given: readonly { readonly address: string; readonly id: string }[]) {
    this.#walk = walk;
    for (const { address, id } of given) this.#ids.set(address, id);
  }

  idOf(address: ResourceInstance): string | undefined {
    return this.#ids.size === 0 ? undefined : this.#ids.get(formatInstance(address));
  }

  /** Evaluates the blocks that name the resource. */
  prepare(node: ResourceNode): void {
    const { root } = this.#walk;
    const own = formatConfigResource({ ...node.resource, module: node.module.path });
    for (const block of root.node.module.imports) {
      if (formatConfigResource(block.toResource) === own) this.#evaluate(block, node);
    }
  }

  /** Once its instances are known: an error for each that a block names and that is not among them. */
  reportMissing({ resource, id }: ResourceNode): void {
    for (const address of this.#named.get(id) ?? []) {
      const scope = this.#walk.scopeAt(address.module);
      const expansion = scope?.expansions.get(resource.key);
      if (expansion !== undefined && hasInstance(expansion, address.key)) continue;
      this.#walk.report([
        errorDiagnostic(
          configError("configuration-for-import-target-does-not-exist"),
          `The configuration for the given import ${formatInstance(address)} does not exist. All target instances must have an associated configuration to be imported.`,
        ),
      ]);
    }
  }

  #evaluate(block: Import, node: ResourceNode): void {
    const walk = this.#walk;
    const named = this.#named.get(node.id) ?? [];
    this.#named.set(node.id, named);
    for (const repetition of importRepetitions(walk, block)) {
      const context = walk.context(walk.root, repetition);
      const address = addressOf(block.to, context);
      const problem = address === undefined ? NO_ADDRESS : keyProblem(node.resource, address.key);
      if (address === undefined || problem !== undefined) {
        const [summary, detail] = problem ?? NO_ADDRESS;
        walk.report([{ ...errorDiagnostic(summary, detail, block.to.range), evalContext: context }]);
        continue;
      }
      named.push(address);
      const id = this.#id(block, context);
      if (id !== undefined) this.#ids.set(formatInstance(address), id);
    }
  }

  #id(block: Import, context: EvalContext): string | undefined {
    if (block.id === undefined) return undefined;
    const { value: marked, ok } = this.#walk.evaluate(block.id, context);
    if (!ok) return undefined;
    const refuse = (detail: string, kind = engineError("invalid-import-id-argument")): undefined => {
      const at = { expression: block.id, evalContext: context };
      this.#walk.report([{ ...errorDiagnostic(kind, detail, block.id?.range), ...at }]);
      return undefined;
    };
    const value = convertOrError(unmarkDeep(marked).value, STRING);
    if (value instanceof ConversionError)
      return refuse(`Invalid expression value: ${value.message}.`, configError("incorrect-value-type"));
    if (value.isNull) return refuse("The import ID cannot be null.");
    if (value.isUnknown) {
      return refuse(
        'The import block "id" argument depends on resource attributes that cannot be determined until apply, so <Tutti> cannot plan to import this resource.',
      );
    }
    if (value.asString === "")
      return refuse("The import ID value evaluates to an empty string, please provide a non-empty value.");
    return value.asString;
  }
}

type Problem = readonly [kind: ErrorKind, detail: string];

const NO_ADDRESS: Problem = [
  configError("invalid-address"),
  "Invalid resource instance key: either a string or an integer is required.",
];

/** What is wrong with a key, or with none, for a block that is repeated in that way. */
function keyProblem({ count, forEach }: Resource, key: InstanceKey): Problem | undefined {
  const wrong = (detail: string): Problem => [engineError("invalid-import-to-expression"), detail];
  if (typeof key === "number" && count === undefined) return wrong("The target resource does not use count.");
  if (typeof key === "string" && forEach === undefined)
    return wrong("The target resource does not use for_each.");
  if (key !== undefined) return undefined;
  if (count !== undefined) return wrong("The target resource is using count.");
  return forEach === undefined ? undefined : wrong("The target resource is using for_each.");
}

/** Import blocks whose resource the configuration does not have. */
export function missingImportTargets(root: ModuleNode): readonly Diagnostic[] {
  return root.module.imports.flatMap(({ to, toResource }) => {
    const node = moduleAt(root, toResource.module);
    const key = formatConfigResource({ ...toResource, module: [] });
    if (node?.module.resources.has(key) === true) return [];
    const address = formatConfigResource(toResource);
    return [
      errorDiagnostic(
        configError("configuration-for-import-target-does-not-exist"),
        toResource.module.length > 0
          ? `Resource ${address} not found. Only resources within the root module are eligible for config generation.`
          : `The configuration for the given import target ${address} does not exist. If you wish to automatically generate config for this resource, use the -generate-config-out option within <tutti> plan. Otherwise, make sure the target resource exists within your configuration. For example:\n\n  <tutti> plan -generate-config-out=generated.tf`,
        to.range,
      ),
    ];
  });
}

type Step = Exclude<TraversalStep, { kind: "splat" }>;

/** The address that `to` names, its keys evaluated; undefined where one is not known. */
function addressOf(expression: Expression, context: EvalContext): ResourceInstance | undefined {
  const steps = stepsOf(expression, context);
  if (steps === undefined) return undefined;
  const module: ModuleStep[] = [];
  let at = 0;
  const name = (): string | undefined => {
    const step = steps[at];
    if (step?.kind !== "attribute") return undefined;
    at += 1;
    return step.name;
  };
  const key = (): string | number | undefined => {
    const step = steps[at];
    if (step?.kind !== "index") return undefined;
    at += 1;
    return step.key.type.kind === "number" ? toFloat64(step.key.asNumber) : step.key.asString;
  };
  let first = name();
  while (first === "module") {
    const child = name();
    if (child === undefined) return undefined;
    module.push({ name: child, key: key() });
    first = name();
  }
  const second = name();
  if (first === undefined || second === undefined) return undefined;
  return { module, mode: "managed", type: first, name: second, key: key() };
}

function stepsOf(expression: Expression, context: EvalContext): readonly Step[] | undefined {
  switch (expression.kind) {
    case "scope-traversal": {
      const { rootName, rootRange, steps } = expression.traversal;
      return [
        { kind: "attribute", name: rootName, range: rootRange },
        ...steps.filter((step) => step.kind !== "splat"),
      ];
    }
    case "relative-traversal": {
      const source = stepsOf(expression.source, context);
      return source && [...source, ...expression.steps.filter((step) => step.kind !== "splat")];
    }
    case "index": {
      const source = stepsOf(expression.collection, context);
      const { value, diagnostics } = evaluate(expression.key, context);
      const key = value.withoutMarks();
      const isKey = key.isKnown && !key.isNull && (key.type.kind === "string" || key.type.kind === "number");
      if (source === undefined || hasErrors(diagnostics) || !isKey) return undefined;
      return [...source, { kind: "index", key, range: expression.range }];
    }
    default:
      return undefined;
  }
}

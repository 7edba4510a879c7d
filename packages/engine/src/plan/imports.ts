/** Objects to bring in: `import` blocks and the `import` command. */

import {
  formatConfigResource,
  formatInstance,
  type ModuleStep,
  type ResourceInstance,
} from "@tutti/addresses";
import { type Import, moduleAt } from "@tutti/config";
import {
  type EvalContext,
  type Expression,
  errorDiagnostic,
  evaluate,
  hasErrors,
  type TraversalStep,
} from "@tutti/hcl";
import { ConversionError, convertOrError, STRING, toFloat64 } from "@tutti/values";
import type { ResourceNode } from "../graph/config-node.ts";
import { evaluateExpansion } from "../scope/expansion.ts";
import { instancesOf } from "../scope/repetition.ts";
import type { Walk } from "../scope/walk.ts";

/** Which instance is to be imported by which id. Blocks are evaluated when their resource is planned. */
export class Imports {
  readonly #ids = new Map<string, string>();
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
      if (formatConfigResource(block.toResource) === own) this.#evaluate(block);
    }
  }

  #evaluate(block: Import): void {
    const walk = this.#walk;
    const { expansion, diagnostics } = evaluateExpansion(
      { count: undefined, forEach: block.forEach },
      walk.context(walk.root),
    );
    walk.report(diagnostics);
    for (const [, repetition] of instancesOf(expansion)) {
      const context = walk.context(walk.root, repetition);
      const address = addressOf(block.to, context);
      const id = address === undefined ? undefined : this.#id(block, context);
      if (address !== undefined && id !== undefined) this.#ids.set(formatInstance(address), id);
    }
  }

  #id(block: Import, context: EvalContext): string | undefined {
    if (block.id === undefined) return undefined;
    const { value: marked, ok } = this.#walk.evaluate(block.id, context);
    if (!ok) return undefined;
    const refuse = (detail: string): undefined => {
      const at = { expression: block.id, evalContext: context };
      this.#walk.report([
        { ...errorDiagnostic("Invalid import id argument", detail, block.id?.range), ...at },
      ]);
      return undefined;
    };
    if (marked.hasMark("sensitive")) {
      return refuse("The import ID cannot be sensitive.");
    }
    const value = convertOrError(marked, STRING);
    if (value instanceof ConversionError)
      return refuse(`The import ID value is unsuitable: ${value.message}.`);
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

/** Import blocks whose resource the configuration does not have. */
export function missingImportTargets(walk: Walk): boolean {
  let ok = true;
  for (const { to, toResource } of walk.root.node.module.imports) {
    const node = moduleAt(walk.root.node, toResource.module);
    const key = formatConfigResource({ ...toResource, module: [] });
    if (node?.module.resources.has(key) === true) continue;
    ok = false;
    const address = formatConfigResource(toResource);
    walk.report([
      errorDiagnostic(
        "Configuration for import target does not exist",
        `The configuration for the given import target ${address} does not exist. If you wish to automatically generate config for this resource, use the -generate-config-out option within tutti plan. Otherwise, make sure the target resource exists within your configuration. For example:\n\n  tutti plan -generate-config-out=generated.tf`,
        to.range,
      ),
    ]);
  }
  return ok;
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
    if (step?.kind !== "index" || !step.key.isKnown) return undefined;
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
      if (source === undefined || hasErrors(diagnostics) || !value.isKnown) return undefined;
      return [...source, { kind: "index", key: value.withoutMarks(), range: expression.range }];
    }
    default:
      return undefined;
  }
}

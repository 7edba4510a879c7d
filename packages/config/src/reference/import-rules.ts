/** What `import` blocks must be, while validating and while planning. */

import type { InstanceKey, ModuleStep, ResourceInstance } from "@tutti/addresses";
import type { ErrorKind } from "@tutti/errors";
import { type EvalContext, type Expression, evaluate, hasErrors, type TraversalStep } from "@tutti/hcl";
import { ConversionError, convertOrError, STRING, toFloat64, unmarkDeep, type Value } from "@tutti/values";
import { configError } from "../errors.ts";
import type { Resource } from "../module/resource.ts";

/** What is wrong with an `import` block: the kind of error, and its words. */
export interface ImportMistake {
  readonly kind: ErrorKind;
  readonly detail: string;
}

/** A key in `to` that is no text and no whole number. */
export const NO_IMPORT_ADDRESS: ImportMistake = {
  kind: configError("invalid-address"),
  detail: "Invalid resource instance key: either a string or an integer is required.",
};

/** What is wrong with a key, or with none, for a block that is repeated in that way. */
export function importKeyMistake(
  { count, forEach }: Partial<Pick<Resource, "count" | "forEach">>,
  key: InstanceKey,
): ImportMistake | undefined {
  const wrong = (detail: string): ImportMistake => ({
    kind: configError("invalid-import-to-expression"),
    detail,
  });
  if (typeof key === "number" && count === undefined) return wrong("The target resource does not use count.");
  if (typeof key === "string" && forEach === undefined)
    return wrong("The target resource does not use for_each.");
  if (key !== undefined) return undefined;
  if (count !== undefined) return wrong("The target resource is using count.");
  return forEach === undefined ? undefined : wrong("The target resource is using for_each.");
}

/** The id itself; nothing where it is not known yet. */
export function importId(value: Value): string | ImportMistake | undefined {
  const wrong = (detail: string, kind = configError("invalid-import-id-argument")): ImportMistake => ({
    kind,
    detail,
  });
  const text = convertOrError(unmarkDeep(value).value, STRING);
  if (text instanceof ConversionError)
    return wrong(`Invalid expression value: ${text.message}.`, configError("incorrect-value-type"));
  if (text.isNull) return wrong("The import ID cannot be null.");
  if (text.isUnknown) return undefined;
  return text.asString === ""
    ? wrong("The import ID value evaluates to an empty string, please provide a non-empty value.")
    : text.asString;
}

type Step = Exclude<TraversalStep, { kind: "splat" }>;

/** The address that `to` names, its keys evaluated; undefined where one is not known. */
export function importAddress(expression: Expression, context: EvalContext): ResourceInstance | undefined {
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

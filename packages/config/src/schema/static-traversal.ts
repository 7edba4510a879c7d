import {
  type Diagnostic,
  errorDiagnostic,
  hclError,
  isIdentifier,
  nameSuggestion,
  type TraversalStep,
  takeStep,
} from "@tutti/hcl";
import type { BlockSchema, NestedBlockSchema } from "@tutti/plugin";
import { Value, withoutOptional } from "@tutti/values";
import { configError } from "../errors.ts";

/** Whether steps into an object of this schema can be right, whatever its values. */
export function checkTraversal(steps: readonly TraversalStep[], schema: BlockSchema): readonly Diagnostic[] {
  const [first, ...rest] = steps;
  if (first === undefined || first.kind === "splat") return [];
  if (first.kind === "index") {
    const detail = `Only attribute access is allowed here${meantName(first.key)}`;
    return [errorDiagnostic(configError("invalid-index-operation"), detail, first.range)];
  }
  const { name } = first;
  const attribute = schema.attributes.get(name);
  if (attribute !== undefined) return stepInto(Value.unknown(withoutOptional(attribute.type)), rest);
  const nested = schema.blocks.get(name);
  if (nested !== undefined) return stepIntoBlocks(nested, rest);
  const candidates = [...schema.attributes.keys(), ...schema.blocks.keys()].sort();
  const near = nameSuggestion(name, candidates);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const detail = `This object has no argument, nested block, or exported attribute named "${name}".${hint}`;
  return [errorDiagnostic(hclError("unsupported-attribute"), detail, first.range)];
}

function meantName(key: Value): string {
  return key.type.kind === "string" && isIdentifier(key.asString)
    ? `. Did you mean to access attribute "${key.asString}" using the dot operator?`
    : ", using the dot operator.";
}

function stepInto(value: Value, steps: readonly TraversalStep[]): readonly Diagnostic[] {
  let at = value;
  for (const step of steps) {
    if (step.kind === "splat") return [];
    const result = takeStep(at, step);
    if ("problem" in result) return [result.problem];
    at = result.value;
  }
  return [];
}

function stepIntoBlocks(nested: NestedBlockSchema, steps: readonly TraversalStep[]): readonly Diagnostic[] {
  if (nested.nesting === "single" || nested.nesting === "group") return checkTraversal(steps, nested.block);
  const [first, ...rest] = steps;
  if (first === undefined || nested.nesting === "set") return [];
  if (first.kind === "attribute" && nested.nesting === "list") {
    const detail =
      "Block type is represented by a list of objects, so it must be indexed using a numeric key, like [0].";
    return [errorDiagnostic(configError("invalid-operation"), detail, first.range)];
  }
  return checkTraversal(rest, nested.block);
}

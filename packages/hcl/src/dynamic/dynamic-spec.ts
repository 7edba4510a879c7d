/** One `dynamic` block, read and checked. */

import {
  ConversionError,
  convertOrError,
  goQuote,
  STRING,
  typeFriendlyName,
  UNKNOWN_DYNAMIC,
  type Value,
} from "@tutti/values";
import type { Expression } from "../ast/expression.ts";
import type { Block, BlockHeaderSchema, Body, BodySchema } from "../body/body.ts";
import { type Diagnostic, errorDiagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { isIterable } from "../eval/elements.ts";
import { evaluate } from "../eval/evaluate.ts";
import { childContext, type EvalContext } from "../scope/context.ts";
import type { SourceRange } from "../source/range.ts";
import { absoluteTraversal } from "../static/keyword.ts";
import { staticList } from "../static/static-views.ts";

/** A further check of what `for_each` came to. */
type CheckForEach = (
  value: Value,
  expression: Expression,
  context: EvalContext | undefined,
) => readonly Diagnostic[];

/** How `dynamic` blocks are expanded. */
export interface DynamicOptions {
  readonly context: EvalContext | undefined;
  readonly checkForEach?: CheckForEach | undefined;
}

export interface DynamicSpec {
  readonly block: Block;
  readonly forEach: Value;
  readonly iteratorName: string;
  readonly labels: readonly Expression[];
  readonly content: Body;
}

export const DYNAMIC_HEADER: BlockHeaderSchema = { type: "dynamic", labelNames: ["type"] };

export function dynamicSchema(labelled: boolean): BodySchema {
  const attributes = [{ name: "for_each", required: true }, { name: "iterator" }];
  return {
    attributes: labelled ? [...attributes, { name: "labels", required: true }] : attributes,
    blocks: [{ type: "content" }],
  };
}

/** Undefined, with diagnostics, where nothing can be made of it. */
export function readDynamic(
  block: Block,
  header: BlockHeaderSchema,
  options: DynamicOptions,
  diagnostics: Diagnostic[],
): DynamicSpec | undefined {
  const labelNames = header.labelNames ?? [];
  const { content, diagnostics: found } = block.body.content(dynamicSchema(labelNames.length > 0));
  diagnostics.push(...found);
  const forEachExpression = content.attributes.get("for_each")?.expression;
  if (hasErrors(found) || forEachExpression === undefined) return undefined;
  const iterator = content.attributes.get("iterator")?.expression;
  const iteratorName = iterator === undefined ? header.type : readIterator(iterator, diagnostics);
  if (iteratorName === undefined) return undefined;
  const forEach = readForEach(forEachExpression, options, diagnostics);
  if (forEach === undefined) return undefined;
  const labels = readLabels(content.attributes.get("labels")?.expression, header, diagnostics);
  if (labels === undefined) return undefined;
  const [first, second] = content.blocks;
  if (first === undefined) {
    diagnostics.push(
      errorDiagnostic(
        hclError("missing-dynamic-content-block"),
        'A dynamic block must have a nested block of type "content" to describe the body of each generated block.',
        content.missingItemRange,
      ),
    );
    return undefined;
  }
  if (second !== undefined) {
    diagnostics.push(
      errorDiagnostic(
        hclError("extraneous-dynamic-content-block"),
        "Only one nested content block is allowed for each dynamic block.",
        second.defRange,
      ),
    );
    return undefined;
  }
  return { block, forEach, iteratorName, labels, content: first.body };
}

function readIterator(expression: Expression, diagnostics: Diagnostic[]): string | undefined {
  const result = absoluteTraversal(expression);
  if (!result.ok) {
    diagnostics.push(result.diagnostic);
    return undefined;
  }
  const { rootName, steps, range } = result.traversal;
  if (steps.length === 0) return rootName;
  diagnostics.push(
    errorDiagnostic(
      hclError("invalid-dynamic-iterator-name"),
      "Dynamic iterator must be a single variable name.",
      range,
    ),
  );
  return undefined;
}

function readForEach(
  expression: Expression,
  { context, checkForEach }: DynamicOptions,
  diagnostics: Diagnostic[],
): Value | undefined {
  const evaluated = evaluate(expression, context);
  diagnostics.push(...evaluated.diagnostics);
  if (hasErrors(evaluated.diagnostics)) return undefined;
  const { value } = evaluated;
  const refused = checkForEach?.(value, expression, context) ?? [];
  diagnostics.push(...refused);
  if (hasErrors(refused)) return undefined;
  let problem: string | undefined;
  if (!isIterable(value) && value.type.kind !== "dynamic") {
    problem = `Cannot use a ${typeFriendlyName(value.type)} value in for_each. An iterable collection is required.`;
  } else if (value.isNull) problem = "Cannot use a null value in for_each.";
  if (problem === undefined) return value;
  diagnostics.push({
    ...errorDiagnostic(hclError("invalid-dynamic-for-each-value"), problem, expression.range),
    expression,
    evalContext: context,
  });
  return undefined;
}

function readLabels(
  expression: Expression | undefined,
  { type, labelNames = [] }: BlockHeaderSchema,
  diagnostics: Diagnostic[],
): readonly Expression[] | undefined {
  if (expression === undefined) return [];
  const list = staticList(expression);
  if (!list.ok) {
    diagnostics.push(list.diagnostic);
    return undefined;
  }
  const wanted = labelNames.length;
  if (list.value.length === wanted) return list.value;
  const extra = list.value[wanted];
  diagnostics.push(
    errorDiagnostic(
      extra === undefined
        ? hclError("insufficient-dynamic-block-labels")
        : hclError("extraneous-dynamic-block-label"),
      `Blocks of type ${goQuote(type)} require ${wanted} label(s).`,
      (extra ?? expression).range,
    ),
  );
  return undefined;
}

export interface Labels {
  readonly labels: readonly string[];
  readonly labelRanges: readonly SourceRange[];
}

/** The labels of one block that is made; undefined, with diagnostics, where they are none. */
export function evaluateLabels(
  { labels: expressions }: DynamicSpec,
  names: ReadonlyMap<string, Value>,
  context: EvalContext | undefined,
  diagnostics: Diagnostic[],
): Labels | undefined {
  const labels: string[] = [];
  const labelRanges: SourceRange[] = [];
  const inner = childContext(context, names);
  for (const expression of expressions) {
    const evaluated = evaluate(expression, inner);
    diagnostics.push(...evaluated.diagnostics);
    if (hasErrors(evaluated.diagnostics)) return undefined;
    const label = convertOrError(evaluated.value, STRING);
    const problem = labelProblem(label);
    if (problem !== undefined || label instanceof ConversionError) {
      diagnostics.push({
        ...errorDiagnostic(hclError("invalid-dynamic-block-label"), problem ?? "", expression.range),
        expression,
        evalContext: inner,
      });
      return undefined;
    }
    labels.push(label.asString);
    labelRanges.push(expression.range);
  }
  return { labels, labelRanges };
}

function labelProblem(label: Value | ConversionError): string | undefined {
  if (label instanceof ConversionError) {
    return `Cannot use this value as a dynamic block label: ${label.message}.`;
  }
  if (label.isNull) return "Cannot use a null value as a dynamic block label.";
  if (label.isUnknown) {
    return "This value is not yet known. Dynamic block labels must be immediately-known values.";
  }
  if (label.marks === undefined) return undefined;
  return "This value has dynamic marks that make it unsuitable for use as a block label.";
}

/** What an iterator's name stands for where it is not known what it will be. */
export const UNKNOWN_ELEMENT = { key: UNKNOWN_DYNAMIC, value: UNKNOWN_DYNAMIC };

import { type Block, childContext, type EvalContext, type Expression, hclError } from "@tutti/hcl";
import type { BlockSchema } from "@tutti/plugin";
import {
  numberValue,
  objectValue,
  stringValue,
  UNKNOWN_DYNAMIC,
  unmarkDeep,
  type Value,
} from "@tutti/values";
import { listItems } from "../decode/static-view.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import type { Evaluate } from "./evaluate.ts";

/** A block as it is decoded: written so, or made by a `dynamic` block with its own names in sight. */
export interface ExpandedBlock {
  readonly block: Block;
  readonly context: EvalContext | undefined;
  /** It is not known how many of it there will be. */
  readonly unknown: boolean;
}

export interface Expansion {
  readonly type: string;
  readonly blocks: readonly ExpandedBlock[];
}

export const DYNAMIC_SCHEMA = {
  attributes: [{ name: "for_each", required: true }, { name: "iterator" }, { name: "labels" }],
  blocks: [{ type: "content" }],
};

/** The blocks that `dynamic "x" { for_each = … }` stands for. */
export function expandDynamic(
  block: Block,
  schema: BlockSchema,
  context: EvalContext | undefined,
  evaluate: Evaluate,
  diagnostics: DiagnosticList,
): Expansion {
  const type = block.labels[0] ?? "";
  const nothing = { type, blocks: [] };
  if (!schema.blocks.has(type)) {
    diagnostics.error(
      hclError("unsupported-block-type"),
      `Blocks of type "${type}" are not expected here.`,
      block.labelRanges[0],
    );
    return nothing;
  }
  const { content, diagnostics: found } = block.body.content(DYNAMIC_SCHEMA);
  if (!diagnostics.addAll(found)) return nothing;
  const forEach = content.attributes.get("for_each")?.expression;
  const [inner, second] = content.blocks;
  if (inner === undefined || forEach === undefined) {
    diagnostics.error(
      hclError("missing-dynamic-content-block"),
      'A dynamic block must have a nested block of type "content" to describe the body of each generated block.',
      content.missingItemRange,
    );
    return nothing;
  }
  if (second !== undefined) {
    diagnostics.error(
      hclError("extraneous-dynamic-content-block"),
      "Only one nested content block is allowed for each dynamic block.",
      second.defRange,
    );
    return nothing;
  }
  const iterator = content.attributes.get("iterator")?.expression;
  const name = iteratorName(iterator, type, diagnostics);
  if (name === undefined) return nothing;
  const labels = content.attributes.get("labels")?.expression;
  const elements = elementsOf(forEach, context, evaluate, diagnostics);
  if (elements === undefined) return nothing;
  const blocks = elements.map(({ key, value, unknown }): ExpandedBlock => {
    const each = objectValue([
      ["key", key],
      ["value", value],
    ]);
    const own = childContext(context, new Map([[name, each]]));
    const given = labels === undefined ? [] : labelTexts(labels, own, evaluate, diagnostics);
    // Named by a variable: which block it is shows once that has a value.
    const unnamed = given.includes(undefined);
    const made: Block = {
      type,
      labels: given.map((label) => label ?? ""),
      labelRanges: given.map(() => block.typeRange),
      body: inner.body,
      defRange: block.defRange,
      typeRange: block.typeRange,
    };
    return { block: made, context: own, unknown: unknown || unnamed };
  });
  return { type, blocks };
}

/** The name that stands for the element: the block's type, unless `iterator` gives another. */
export function iteratorName(
  iterator: Expression | undefined,
  type: string,
  diagnostics?: DiagnosticList,
): string | undefined {
  if (iterator === undefined) return type;
  if (iterator.kind === "scope-traversal" && iterator.traversal.steps.length === 0) {
    return iterator.traversal.rootName;
  }
  diagnostics?.error(
    hclError("invalid-expression"),
    "A single static variable reference is required: only attribute access and indexing with constant keys. No calculations, function calls, template expressions, etc are allowed here.",
    iterator.range,
  );
  return undefined;
}

interface Element {
  readonly key: Value;
  readonly value: Value;
  readonly unknown: boolean;
}

function elementsOf(
  expression: Expression,
  context: EvalContext | undefined,
  evaluate: Evaluate,
  diagnostics: DiagnosticList,
): readonly Element[] | undefined {
  const { value, diagnostics: found } = evaluate(expression, context);
  if (!diagnostics.addAll(found)) return undefined;
  const summary = hclError("invalid-dynamic-for-each-value");
  if (value.isNull) {
    diagnostics.error(summary, "Cannot use a null value in for_each.", expression.range);
    return undefined;
  }
  if (value.isUnknown) return [{ key: UNKNOWN_DYNAMIC, value: UNKNOWN_DYNAMIC, unknown: true }];
  const { marks } = value;
  const bare = value.withoutMarks();
  switch (bare.type.kind) {
    case "list":
    case "tuple":
      return bare.asItems.map((item, index) => ({
        key: numberValue(index).withMarks(marks),
        value: item.withMarks(marks),
        unknown: false,
      }));
    case "set":
      return bare.asItems.map((item) => ({
        key: item.withMarks(marks),
        value: item.withMarks(marks),
        unknown: false,
      }));
    case "map":
    case "object":
      return [...bare.asEntries].map(([key, item]) => ({
        key: stringValue(key).withMarks(marks),
        value: item.withMarks(marks),
        unknown: false,
      }));
    default:
      diagnostics.error(
        summary,
        `Cannot use a ${bare.type.kind} value in for_each. An iterable collection is required.`,
        expression.range,
      );
      return undefined;
  }
}

/** Undefined stands for a label that is not known yet. */
function labelTexts(
  expression: Expression,
  context: EvalContext,
  evaluate: Evaluate,
  diagnostics: DiagnosticList,
): readonly (string | undefined)[] {
  const out: (string | undefined)[] = [];
  for (const item of listItems(expression, diagnostics)) {
    const { value, diagnostics: found } = evaluate(item, context);
    if (!diagnostics.addAll(found)) continue;
    const bare = unmarkDeep(value).value;
    if (bare.isUnknown) out.push(undefined);
    else if (!bare.isNull && bare.type.kind === "string") out.push(bare.asString);
    else {
      diagnostics.error(
        hclError("invalid-dynamic-block-label"),
        bare.isNull
          ? "Cannot use a null value as a dynamic block label."
          : "This value is not a string. Dynamic block labels must be immediately-known strings.",
        item.range,
      );
    }
  }
  return out;
}

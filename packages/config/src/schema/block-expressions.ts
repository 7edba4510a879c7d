import type { Body, Expression } from "@tutti/hcl";
import type { BlockSchema } from "@tutti/plugin";
import type { Reference } from "../reference/reference.ts";
import { type References, referencesOf } from "../reference/references-of.ts";
import { bodySchemaOf } from "./decode-block.ts";
import { DYNAMIC_SCHEMA, iteratorName } from "./dynamic-block.ts";

/** An expression of a body, with the names that `dynamic` blocks around it give. */
interface BlockExpression {
  readonly expression: Expression;
  readonly iterators: readonly string[];
}

/** Every expression in a body, by its schema. */
function blockExpressions(body: Body, schema: BlockSchema): readonly BlockExpression[] {
  const out: BlockExpression[] = [];
  collect(body, schema, [], out);
  return out;
}

function collect(
  body: Body,
  schema: BlockSchema,
  iterators: readonly string[],
  out: BlockExpression[],
): void {
  const { content } = body.partialContent(bodySchemaOf(schema));
  for (const { expression } of content.attributes.values()) out.push({ expression, iterators });
  for (const block of content.blocks) {
    const nested = schema.blocks.get(block.type === "dynamic" ? (block.labels[0] ?? "") : block.type);
    if (nested === undefined) continue;
    if (block.type !== "dynamic") {
      collect(block.body, nested.block, iterators, out);
      continue;
    }
    const dynamic = block.body.partialContent(DYNAMIC_SCHEMA).content;
    const forEach = dynamic.attributes.get("for_each")?.expression;
    if (forEach !== undefined) out.push({ expression: forEach, iterators });
    const name = iteratorName(dynamic.attributes.get("iterator")?.expression, block.labels[0] ?? "");
    const inner = name === undefined ? iterators : [...iterators, name];
    const labels = dynamic.attributes.get("labels")?.expression;
    if (labels !== undefined) out.push({ expression: labels, iterators: inner });
    for (const content of dynamic.blocks) collect(content.body, nested.block, inner, out);
  }
}

const known = new WeakMap<Body, References>();

/** What a body refers to. Worked out once for each body. */
export function bodyReferences(body: Body, schema: BlockSchema): References {
  const found = known.get(body);
  if (found !== undefined) return found;
  const references: Reference[] = [];
  const diagnostics: References["diagnostics"][number][] = [];
  for (const { expression, iterators } of blockExpressions(body, schema)) {
    const one = referencesOf(expression);
    if (iterators.length === 0) {
      references.push(...one.references);
      diagnostics.push(...one.diagnostics);
      continue;
    }
    for (const reference of one.references) {
      if (!iterators.includes(reference.traversal.rootName)) references.push(reference);
    }
  }
  const result = { references, diagnostics };
  known.set(body, result);
  return result;
}

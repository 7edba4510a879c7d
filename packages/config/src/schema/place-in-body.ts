import {
  type Block,
  type Body,
  type Expression,
  evaluate,
  type SourceRange,
  staticList,
  staticMap,
} from "@tutti/hcl";
import { type Path, type PathStep, toFloat64, type Value } from "@tutti/values";

/**
 * Where in a body stands what a provider says a value by its path: the
 * argument's expression, or the item of it that the last step names. What was
 * not written is missing in the deepest block that was.
 */
export function placeInBody(body: Body, path: Path | undefined): SourceRange {
  const [first, ...rest] = path ?? [];
  if (first?.kind !== "attribute") return body.missingItemRange;
  const [step] = rest;
  const blocks = blocksOf(body, first.name, step);
  if (blocks.length > 0) {
    const inside =
      step?.kind === "index" ? blockAt(blocks, step.key) : blocks.length === 1 ? blocks[0] : undefined;
    return inside === undefined
      ? body.missingItemRange
      : placeInBody(inside.body, step?.kind === "index" ? rest.slice(1) : rest);
  }
  const { content } = body.partialContent({ attributes: [{ name: first.name }] });
  const attribute = content.attributes.get(first.name);
  return attribute === undefined ? body.missingItemRange : partAt(attribute.expression, rest).range;
}

/** A step by a text means a label. */
function blocksOf(body: Body, type: string, step: PathStep | undefined): readonly Block[] {
  const labelled = step?.kind === "index" && step.key.type.kind === "string";
  const labelNames = labelled ? ["key"] : [];
  return body.partialContent({ blocks: [{ type, labelNames }] }).content.blocks;
}

function blockAt(blocks: readonly Block[], key: Value): Block | undefined {
  if (!key.isKnown || key.isNull) return undefined;
  if (key.type.kind === "number") return blocks[toFloat64(key.asNumber)];
  return key.type.kind === "string" ? blocks.find(({ labels }) => labels[0] === key.asString) : undefined;
}

/** The part of a written list or object that a path leads to, as far as it can be seen without evaluating. */
function partAt(expression: Expression, [step, ...rest]: Path): Expression {
  const part = step === undefined ? undefined : itemAt(expression, step);
  return part === undefined ? expression : partAt(part, rest);
}

function itemAt(expression: Expression, step: PathStep): Expression | undefined {
  if (step.kind === "attribute") return memberAt(expression, step.name);
  const { key } = step;
  if (!key.isKnown || key.isNull) return undefined;
  if (key.type.kind === "string") return memberAt(expression, key.asString);
  if (key.type.kind !== "number") return undefined;
  const list = staticList(expression);
  return list.ok ? list.value[toFloat64(key.asNumber)] : undefined;
}

function memberAt(expression: Expression, name: string): Expression | undefined {
  const object = staticMap(expression);
  if (!object.ok) return undefined;
  return object.value.find(({ key }) => staticKey(key) === name)?.value;
}

function staticKey(key: Expression): string | undefined {
  const { value, diagnostics } = evaluate(key, undefined);
  const isText = diagnostics.length === 0 && value.type.kind === "string" && value.isKnown && !value.isNull;
  return isText ? value.asString : undefined;
}

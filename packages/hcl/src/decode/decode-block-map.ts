/** Nested blocks by their labels. */

import {
  ConversionError,
  convertOrError,
  goQuote,
  mapType,
  mapValue,
  objectValue,
  type Type,
  unify,
  Value,
  withoutOptional,
} from "@tutti/values";
import type { Block, BodyContent } from "../body/body.ts";
import { errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { rangeBetween } from "../source/range.ts";
import type { BlockDecoder } from "./block-decoder.ts";
import type { BlockMapSpec } from "./spec.ts";
import { impliedType } from "./spec-schema.ts";

/** A level of labels; at the last one, values. */
type Level = Map<string, Level | Value>;

export function decodeBlockMap(decoder: BlockDecoder, content: BodyContent, spec: BlockMapSpec): Value {
  const root: Level = new Map();
  const depth = spec.labelNames.length;
  for (const block of content.blocks) {
    if (block.type !== spec.type) continue;
    const value = decoder.block({ ...block, labels: block.labels.slice(depth) }, spec.nested);
    if (block.body.unknown === true) return Value.unknown(withoutOptional(impliedType(spec)));
    if (!place(root, block.labels.slice(0, depth), value)) decoder.report([duplicate(block, depth)]);
  }
  if (spec.kind === "block-object") return asObject(root);
  const leaves = leavesOf(root);
  const nested = withoutOptional(impliedType(spec.nested));
  const element =
    leaves.length === 0
      ? nested
      : unify(
          leaves.map(({ type }) => type),
          { unsafe: true },
        );
  return asMap(root, depth, element ?? nested);
}

/** False where something has these labels already. */
function place(root: Level, labels: readonly string[], value: Value): boolean {
  let level = root;
  for (const [index, label] of labels.entries()) {
    const existing = level.get(label);
    if (index === labels.length - 1) {
      if (existing !== undefined) return false;
      level.set(label, value);
    } else if (existing instanceof Map) level = existing;
    else {
      const next: Level = new Map();
      level.set(label, next);
      level = next;
    }
  }
  return true;
}

function duplicate(block: Block, depth: number): ReturnType<typeof errorDiagnostic> {
  const { type, labels, labelRanges, typeRange } = block;
  const names = labels
    .slice(0, depth)
    .map((label) => ` ${goQuote(label)}`)
    .join("");
  const last = labelRanges[depth - 1] ?? typeRange;
  return errorDiagnostic(
    hclError("duplicate-block", type),
    `A block for ${type}${names} was already defined. The ${type} labels must be unique.`,
    rangeBetween(labelRanges[0] ?? typeRange, last),
  );
}

function leavesOf(level: Level): readonly Value[] {
  return [...level.values()].flatMap((item) => (item instanceof Map ? leavesOf(item) : [item]));
}

function asObject(level: Level): Value {
  return objectValue(
    [...level].map(([label, item]) => [label, item instanceof Map ? asObject(item) : item] as const),
  );
}

function asMap(level: Level, depth: number, leaf: Type): Value {
  let element = leaf;
  for (let at = 1; at < depth; at++) element = mapType(element);
  return mapValue(
    element,
    [...level].map(([label, item]) => [
      label,
      item instanceof Map ? asMap(item, depth - 1, leaf) : convertedLeaf(item, leaf),
    ]),
  );
}

function convertedLeaf(value: Value, type: Type): Value {
  const converted = convertOrError(value, type);
  return converted instanceof ConversionError ? Value.unknown(type) : converted;
}

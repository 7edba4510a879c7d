/** Nested blocks as a list, set or tuple. */

import {
  ConversionError,
  convertOrError,
  goQuote,
  listValue,
  setValue,
  tupleValue,
  UNKNOWN_DYNAMIC,
  unify,
  Value,
  withoutOptional,
} from "@tutti/values";
import type { Block, BodyContent } from "../body/body.ts";
import { errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import type { BlockDecoder } from "./block-decoder.ts";
import type { BlocksSpec } from "./spec.ts";
import { impliedType } from "./spec-schema.ts";

export function decodeBlocks(decoder: BlockDecoder, content: BodyContent, spec: BlocksSpec): Value {
  const blocks = content.blocks.filter(({ type }) => type === spec.type);
  const items: Value[] = [];
  for (const block of blocks) {
    const value = decoder.block(block, spec.nested);
    // If it is not known how many one of them will be, nothing is known of all.
    if (block.body.unknown === true) {
      return Value.unknown(withoutOptional(impliedType(spec))).withMarks(block.body.valueMarks);
    }
    items.push(value);
  }
  checkCount(decoder, content, spec, blocks);
  if (spec.kind === "block-tuple") return tupleValue(items);
  return collectionOf(decoder, spec, blocks, items);
}

function checkCount(
  decoder: BlockDecoder,
  content: BodyContent,
  { type, min = 0, max = 0 }: BlocksSpec,
  blocks: readonly Block[],
): void {
  if (blocks.length < min) {
    decoder.report([
      errorDiagnostic(
        hclError("insufficient-blocks", type),
        `At least ${min} ${goQuote(type)} blocks are required.`,
        content.missingItemRange,
      ),
    ]);
  } else if (max > 0 && blocks.length > max) {
    decoder.report([
      errorDiagnostic(
        hclError("too-many-blocks", type),
        `No more than ${max} ${goQuote(type)} blocks are allowed`,
        blocks[max]?.defRange,
      ),
    ]);
  }
}

function collectionOf(
  decoder: BlockDecoder,
  spec: BlocksSpec,
  blocks: readonly Block[],
  items: readonly Value[],
): Value {
  const make = spec.kind === "block-set" ? setValue : listValue;
  if (items.length === 0) return make(withoutOptional(impliedType(spec.nested)), []);
  const inconsistent = (index: number, detail: string): Value => {
    const summary = hclError("inconsistent-argument-types-in-blocks", spec.type);
    decoder.report([errorDiagnostic(summary, detail, blocks[index]?.defRange)]);
    return UNKNOWN_DYNAMIC;
  };
  const element = unify(
    items.map(({ type }) => type),
    { unsafe: true },
  );
  if (element === undefined) {
    return inconsistent(0, "Corresponding attributes in all blocks of this type must be the same.");
  }
  const converted: Value[] = [];
  for (const [index, item] of items.entries()) {
    const value = convertOrError(item, element);
    if (value instanceof ConversionError) {
      return inconsistent(
        index,
        `Block with index ${index} has inconsistent argument types: ${value.message}.`,
      );
    }
    converted.push(value);
  }
  return make(element, converted);
}

/** A body of the native syntax. */

import { goQuote } from "@tutti/values";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { nameSuggestion } from "../source/name-suggestion.ts";
import { rangeBefore, rangeBetween, type SourceRange } from "../source/range.ts";
import type {
  Attribute,
  AttributesResult,
  Block,
  BlockHeaderSchema,
  Body,
  BodySchema,
  ContentResult,
  PartialContentResult,
} from "./body.ts";

/** An attribute of the native syntax, with its `=`. */
export interface NativeAttribute extends Attribute {
  readonly equalsRange: SourceRange;
}

/** A block of the native syntax, with its braces. */
export interface NativeBlock extends Block {
  readonly body: NativeBody;
  readonly openBraceRange: SourceRange;
  readonly closeBraceRange: SourceRange;
  readonly range: SourceRange;
}

const NONE: ReadonlySet<string> = new Set();

/** A body in native syntax. */
export class NativeBody implements Body {
  /** In the order written. */
  readonly attributes: ReadonlyMap<string, NativeAttribute>;
  readonly blocks: readonly NativeBlock[];
  readonly range: SourceRange;
  readonly endRange: SourceRange;
  /** What was taken out of a body that is the rest of another one. */
  readonly #takenAttributes: ReadonlySet<string>;
  readonly #takenBlocks: ReadonlySet<string>;

  constructor(
    attributes: ReadonlyMap<string, NativeAttribute>,
    blocks: readonly NativeBlock[],
    ranges: { readonly range: SourceRange; readonly endRange: SourceRange },
    takenAttributes: ReadonlySet<string> = NONE,
    takenBlocks: ReadonlySet<string> = NONE,
  ) {
    this.attributes = attributes;
    this.blocks = blocks;
    this.range = ranges.range;
    this.endRange = ranges.endRange;
    this.#takenAttributes = takenAttributes;
    this.#takenBlocks = takenBlocks;
  }

  get missingItemRange(): SourceRange {
    return rangeBefore(this.range);
  }

  content(schema: BodySchema): ContentResult {
    const { content, diagnostics } = this.#take(schema);
    const found = [...diagnostics];
    const argumentNames = (schema.attributes ?? []).map(({ name }) => name);
    const blockTypes = (schema.blocks ?? []).map(({ type }) => type);
    for (const attribute of this.attributes.values()) {
      if (content.attributes.has(attribute.name) || this.#takenAttributes.has(attribute.name)) continue;
      if (argumentNames.includes(attribute.name)) continue;
      const unset = argumentNames.filter((name) => !content.attributes.has(name));
      found.push(unsupportedArgument(attribute, unset, blockTypes));
    }
    for (const block of this.blocks) {
      if (blockTypes.includes(block.type) || this.#takenBlocks.has(block.type)) continue;
      found.push(unsupportedBlock(block, blockTypes, argumentNames));
    }
    return { content, diagnostics: found };
  }

  partialContent(schema: BodySchema): PartialContentResult {
    const { content, diagnostics } = this.#take(schema);
    const takenAttributes = new Set(this.#takenAttributes);
    for (const name of content.attributes.keys()) takenAttributes.add(name);
    const takenBlocks = new Set(this.#takenBlocks);
    for (const { type } of schema.blocks ?? []) takenBlocks.add(type);
    const remain = new NativeBody(this.attributes, this.blocks, this, takenAttributes, takenBlocks);
    return { content, remain, diagnostics };
  }

  justAttributes(): AttributesResult {
    const diagnostics: Diagnostic[] = [];
    const [block] = this.blocks;
    if (block !== undefined) {
      diagnostics.push(
        errorDiagnostic(
          hclError("unexpected-block", goQuote(block.type)),
          "Blocks are not allowed here.",
          block.typeRange,
        ),
      );
    }
    if (this.#takenAttributes.size === 0) return { attributes: this.attributes, diagnostics };
    const attributes = new Map<string, Attribute>();
    for (const [name, attribute] of this.attributes) {
      if (!this.#takenAttributes.has(name)) attributes.set(name, attribute);
    }
    return { attributes, diagnostics };
  }

  #take(schema: BodySchema): ContentResult {
    const diagnostics: Diagnostic[] = [];
    const attributes = new Map<string, Attribute>();
    for (const { name, required } of schema.attributes ?? []) {
      const attribute = this.#takenAttributes.has(name) ? undefined : this.attributes.get(name);
      if (attribute !== undefined) attributes.set(name, attribute);
      else if (required === true) diagnostics.push(missingArgument(name, this.missingItemRange));
    }
    const wanted = new Map((schema.blocks ?? []).map((header) => [header.type, header]));
    const blocks: Block[] = [];
    for (const block of wanted.size === 0 ? [] : this.blocks) {
      const header = this.#takenBlocks.has(block.type) ? undefined : wanted.get(block.type);
      if (header === undefined) continue;
      const problem = labelProblem(block, header);
      if (problem === undefined) blocks.push(block);
      else diagnostics.push(problem);
    }
    return {
      content: { attributes, blocks, missingItemRange: this.missingItemRange },
      diagnostics,
    };
  }
}

export function missingArgument(name: string, subject: SourceRange): Diagnostic {
  return errorDiagnostic(
    hclError("missing-required-argument"),
    `The argument ${goQuote(name)} is required, but no definition was found.`,
    subject,
  );
}

function unsupportedArgument(
  { name, nameRange }: Attribute,
  argumentNames: readonly string[],
  blockTypes: readonly string[],
): Diagnostic {
  const similar = nameSuggestion(name, argumentNames);
  let suggestion = "";
  if (similar !== undefined) suggestion = ` Did you mean ${goQuote(similar)}?`;
  else if (blockTypes.includes(name))
    suggestion = ` Did you mean to define a block of type ${goQuote(name)}?`;
  return errorDiagnostic(
    hclError("unsupported-argument"),
    `An argument named ${goQuote(name)} is not expected here.${suggestion}`,
    nameRange,
  );
}

function unsupportedBlock(
  { type, typeRange }: Block,
  blockTypes: readonly string[],
  argumentNames: readonly string[],
): Diagnostic {
  const similar = nameSuggestion(type, blockTypes);
  let suggestion = "";
  if (similar !== undefined) suggestion = ` Did you mean ${goQuote(similar)}?`;
  else if (argumentNames.includes(type)) {
    suggestion = ` Did you mean to define argument ${goQuote(type)}? If so, use the equals sign to assign it a value.`;
  }
  return errorDiagnostic(
    hclError("unsupported-block-type"),
    `Blocks of type ${goQuote(type)} are not expected here.${suggestion}`,
    typeRange,
  );
}

function labelProblem(block: NativeBlock, header: BlockHeaderSchema): Diagnostic | undefined {
  const names = header.labelNames ?? [];
  const { type, labels, labelRanges } = block;
  if (labels.length === names.length) return undefined;
  const context = rangeBetween(block.typeRange, block.openBraceRange);
  const list = names.join(", ");
  if (labels.length > names.length) {
    const detail =
      names.length === 0
        ? `No labels are expected for ${type} blocks.`
        : `Only ${names.length} labels (${list}) are expected for ${type} blocks.`;
    return errorDiagnostic(hclError("extraneous-label", type), detail, labelRanges[names.length], context);
  }
  return errorDiagnostic(
    hclError("missing-label", String(names[labels.length]), type),
    `All ${type} blocks must have ${names.length} labels (${list}).`,
    block.openBraceRange,
    context,
  );
}

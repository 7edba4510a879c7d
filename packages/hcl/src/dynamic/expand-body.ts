/** `dynamic` blocks: a body in which they are already the blocks that they make. */

import { goQuote, type Marks, objectValue, UNKNOWN_DYNAMIC, type Value } from "@tutti/values";
import type {
  Attribute,
  AttributesResult,
  Block,
  Body,
  BodyContent,
  BodySchema,
  ContentResult,
  PartialContentResult,
} from "../body/body.ts";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { type Element, elementsOf } from "../eval/elements.ts";
import { childContext } from "../scope/context.ts";
import type { SourceRange } from "../source/range.ts";
import {
  DYNAMIC_HEADER,
  type DynamicOptions,
  evaluateLabels,
  readDynamic,
  UNKNOWN_ELEMENT,
} from "./dynamic-spec.ts";

/**
 * The body with its `dynamic` blocks, at any depth, expanded when its content
 * is asked for. `for_each` is evaluated in the context given here.
 */
export function expandDynamicBlocks(body: Body, options: DynamicOptions): Body {
  return new ExpandedBody(body, options, { names: NO_NAMES, marks: undefined, unknown: false });
}

const NO_NAMES: ReadonlyMap<string, Value> = new Map();

/** What the content of a block that was made sees, beside what the context has. */
interface Surroundings {
  /** Iterators, those of outer blocks too. */
  readonly names: ReadonlyMap<string, Value>;
  readonly marks: Marks | undefined;
  /** It is not known how many such blocks there will be. */
  readonly unknown: boolean;
}

class ExpandedBody implements Body {
  readonly unknown: boolean;
  readonly valueMarks: Marks | undefined;
  readonly #original: Body;
  readonly #options: DynamicOptions;
  readonly #around: Surroundings;
  /** Schemas that took their part of the original already. */
  readonly #taken: readonly BodySchema[];

  constructor(
    original: Body,
    options: DynamicOptions,
    around: Surroundings,
    taken: readonly BodySchema[] = [],
  ) {
    this.#original = original;
    this.#options = options;
    this.#around = around;
    this.#taken = taken;
    this.unknown = around.unknown;
    this.valueMarks = around.marks;
  }

  get missingItemRange(): SourceRange {
    return this.#original.missingItemRange;
  }

  content(schema: BodySchema): ContentResult {
    const raw = this.#original.content(this.#extended(schema));
    return this.#expanded(schema, raw, false);
  }

  partialContent(schema: BodySchema): PartialContentResult {
    const raw = this.#original.partialContent(this.#extended(schema));
    const taken = [...this.#taken, schema];
    const remain = new ExpandedBody(this.#original, this.#options, this.#around, taken);
    return { ...this.#expanded(schema, raw, true), remain };
  }

  justAttributes(): AttributesResult {
    const { attributes, diagnostics } = this.#original.justAttributes();
    return { attributes: this.#scoped(attributes), diagnostics };
  }

  /** The original is asked for `dynamic` too, and for what was taken before, lest it complain. */
  #extended(schema: BodySchema): BodySchema {
    return {
      attributes: [
        ...(schema.attributes ?? []),
        ...this.#taken.flatMap(({ attributes = [] }) => attributes.map(({ name }) => ({ name }))),
      ],
      blocks: [
        ...(schema.blocks ?? []),
        DYNAMIC_HEADER,
        ...this.#taken.flatMap(({ blocks = [] }) => [...blocks]),
      ],
    };
  }

  #isTakenBlock(blockType: string): boolean {
    return this.#taken.some(({ blocks = [] }) => blocks.some(({ type }) => type === blockType));
  }

  #isTakenAttribute(attribute: string): boolean {
    return this.#taken.some(({ attributes = [] }) => attributes.some(({ name }) => name === attribute));
  }

  #expanded(schema: BodySchema, raw: ContentResult, partial: boolean): ContentResult {
    const diagnostics = [...raw.diagnostics];
    const blocks: Block[] = [];
    for (const block of raw.content.blocks) {
      if (block.type === DYNAMIC_HEADER.type) {
        for (const made of this.#expand(schema, block, partial, diagnostics)) blocks.push(made);
      } else if (!this.#isTakenBlock(block.type)) {
        blocks.push({ ...block, body: this.#child(block.body, { ...this.#around, marks: undefined }) });
      }
    }
    const content: BodyContent = {
      attributes: this.#scoped(raw.content.attributes),
      blocks,
      missingItemRange: this.missingItemRange,
    };
    return { content, diagnostics };
  }

  #child(body: Body, around: Surroundings): Body {
    return new ExpandedBody(body, { ...this.#options }, around);
  }

  #expand(schema: BodySchema, block: Block, partial: boolean, diagnostics: Diagnostic[]): readonly Block[] {
    const [type = ""] = block.labels;
    if (this.#isTakenBlock(type)) return [];
    const header = schema.blocks?.find((candidate) => candidate.type === type);
    if (header === undefined) {
      if (!partial) {
        diagnostics.push(
          errorDiagnostic(
            hclError("unsupported-block-type"),
            `Blocks of type ${goQuote(type)} are not expected here.`,
            block.labelRanges[0],
          ),
        );
      }
      return [];
    }
    const context = childContext(this.#options.context, this.#around.names);
    const spec = readDynamic(block, header, { ...this.#options, context }, diagnostics);
    if (spec === undefined) return [];
    const { forEach, iteratorName, content } = spec;
    const elements: Iterable<Element> = forEach.isKnown ? elementsOf(forEach) : [UNKNOWN_ELEMENT];
    const unknown = this.#around.unknown || forEach.isUnknown;
    const made: Block[] = [];
    for (const { key, value } of elements) {
      const names = new Map(this.#around.names).set(iteratorName, objectValue({ key, value }));
      const labels = evaluateLabels(spec, names, this.#options.context, diagnostics);
      if (labels === undefined) continue;
      made.push({
        type: header.type,
        ...labels,
        body: this.#child(content, { names, marks: forEach.marks, unknown }),
        defRange: block.defRange,
        typeRange: block.labelRanges[0] ?? block.typeRange,
      });
    }
    return made;
  }

  #scoped(attributes: ReadonlyMap<string, Attribute>): ReadonlyMap<string, Attribute> {
    const { names, marks, unknown } = this.#around;
    if (this.#taken.length === 0 && names.size === 0 && marks === undefined && !unknown) return attributes;
    const out = new Map<string, Attribute>();
    for (const [name, attribute] of attributes) {
      if (this.#isTakenAttribute(name)) continue;
      const { expression: inner } = attribute;
      const { range } = inner;
      // In content that may come any number of times nothing is known.
      const expression = unknown
        ? ({ kind: "literal", value: UNKNOWN_DYNAMIC.withMarks(marks), range } as const)
        : ({ kind: "scoped", inner, names, marks, range } as const);
      out.set(name, { ...attribute, expression });
    }
    return out;
  }
}

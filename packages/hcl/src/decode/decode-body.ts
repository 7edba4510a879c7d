/** From a body to a value. */

import type { ErrorKind } from "@tutti/errors";
import {
  ConversionError,
  convertOrError,
  goQuote,
  mapValue,
  NULL,
  objectValue,
  stringValue,
  type Type,
  tupleValue,
  Value,
  withoutOptional,
} from "@tutti/values";
import type { Attribute, Block, Body, BodyContent } from "../body/body.ts";
import { type Diagnostic, errorDiagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { evaluate } from "../eval/evaluate.ts";
import type { EvalContext } from "../scope/context.ts";
import { rangeBetween, rangeText } from "../source/range.ts";
import type { BlockDecoder } from "./block-decoder.ts";
import { decodeBlockMap } from "./decode-block-map.ts";
import { decodeBlocks } from "./decode-blocks.ts";
import type { AttributeSpec, BlockAttributesSpec, BlockSpec, ObjectSpec, Spec } from "./spec.ts";
import { impliedSchema, impliedType } from "./spec-schema.ts";

/** The value of a decoded body, and what was wrong with it. */
export interface Decoded {
  /** Of the spec's type; unknown where an error left nothing better. */
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

/** Decodes all of a body. For `dynamic` blocks, hand in what `expandDynamicBlocks` gives. */
export function decodeBody(body: Body, spec: Spec, context?: EvalContext): Decoded {
  const decoder = new Decoder(context);
  const value = decoder.body(body, spec, []);
  return { value, diagnostics: decoder.diagnostics };
}

/** Decodes what the spec names, and gives the rest as a body. */
export function decodePartialBody(
  body: Body,
  spec: Spec,
  context?: EvalContext,
): Decoded & { readonly remain: Body } {
  const decoder = new Decoder(context);
  const { content, remain, diagnostics } = body.partialContent(impliedSchema(spec));
  decoder.report(diagnostics);
  const value = decoder.content(content, spec, []);
  return { value, diagnostics: decoder.diagnostics, remain };
}

class Decoder implements BlockDecoder {
  readonly diagnostics: Diagnostic[] = [];
  readonly #context: EvalContext | undefined;

  constructor(context: EvalContext | undefined) {
    this.#context = context;
  }

  report(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.diagnostics.push(diagnostic);
  }

  body(body: Body, spec: Spec, labels: readonly string[]): Value {
    const { content, diagnostics } = body.content(impliedSchema(spec));
    this.report(diagnostics);
    return this.content(content, spec, labels);
  }

  block({ body, labels }: Block, spec: Spec): Value {
    return this.body(body, spec, labels).withMarks(body.valueMarks);
  }

  content(content: BodyContent, spec: Spec, labels: readonly string[]): Value {
    switch (spec.kind) {
      case "attribute":
        return this.#attribute(content, spec);
      case "literal":
        return spec.value;
      case "object":
        return this.#object(content, spec, labels);
      case "tuple":
        return tupleValue(spec.items.map((item) => this.content(content, item, labels)));
      case "block":
        return this.#block(content, spec);
      case "block-list":
      case "block-set":
      case "block-tuple":
        return decodeBlocks(this, content, spec);
      case "block-map":
      case "block-object":
        return decodeBlockMap(this, content, spec);
      case "block-attributes":
        return this.#blockAttributes(content, spec);
      case "label": {
        const label = labels[spec.index];
        return label === undefined ? NULL : stringValue(label);
      }
      case "default": {
        const value = this.content(content, spec.primary, labels);
        return value.isNull ? this.content(content, spec.fallback, labels) : value;
      }
    }
  }

  #object(content: BodyContent, spec: ObjectSpec, labels: readonly string[]): Value {
    const entries = new Map<string, Value>();
    for (const [name, member] of spec.members) entries.set(name, this.content(content, member, labels));
    return objectValue(entries);
  }

  #attribute(content: BodyContent, { name, type }: AttributeSpec): Value {
    const attribute = content.attributes.get(name);
    if (attribute === undefined) return Value.null(withoutOptional(type));
    const { value, diagnostics } = evaluate(attribute.expression, this.#context);
    this.report(diagnostics);
    return this.#convert(attribute, value, type, (problem) => [
      hclError("incorrect-attribute-value-type"),
      `Inappropriate value for attribute ${goQuote(name)}: ${problem}.`,
    ]);
  }

  #convert(
    { expression, nameRange }: Attribute,
    value: Value,
    type: Type,
    describe: (problem: string) => readonly [ErrorKind, string],
  ): Value {
    const converted = convertOrError(value, type);
    if (!(converted instanceof ConversionError)) return converted;
    const [kind, detail] = describe(converted.message);
    this.diagnostics.push({
      ...errorDiagnostic(kind, detail, expression.range, rangeBetween(nameRange, expression.range)),
      expression,
      evalContext: this.#context,
    });
    return Value.unknown(withoutOptional(type));
  }

  /** The first block of the type; more, or none where one is required, is an error. */
  #only(content: BodyContent, type: string, required: boolean): Block | undefined {
    const [first, second] = content.blocks.filter((block) => block.type === type);
    if (first === undefined) {
      if (required) {
        this.diagnostics.push(
          errorDiagnostic(
            hclError("missing-block", type),
            `A block of type ${goQuote(type)} is required here.`,
            content.missingItemRange,
          ),
        );
      }
      return undefined;
    }
    if (second !== undefined) {
      this.diagnostics.push(
        errorDiagnostic(
          hclError("duplicate-block", type),
          `Only one block of type ${goQuote(type)} is allowed. Previous definition was at ${rangeText(first.defRange)}.`,
          second.defRange,
        ),
      );
    }
    return first;
  }

  #block(content: BodyContent, spec: BlockSpec): Value {
    const block = this.#only(content, spec.type, spec.required === true);
    if (block === undefined) return Value.null(withoutOptional(impliedType(spec.nested)));
    const value = this.block(block, spec.nested);
    return block.body.unknown === true
      ? Value.unknown(withoutOptional(impliedType(spec.nested))).withMarks(block.body.valueMarks)
      : value;
  }

  #blockAttributes(content: BodyContent, spec: BlockAttributesSpec): Value {
    const block = this.#only(content, spec.type, spec.required === true);
    if (block === undefined) return Value.null(impliedType(spec));
    const { attributes, diagnostics } = block.body.justAttributes();
    this.report(diagnostics);
    if (hasErrors(diagnostics)) return Value.unknown(impliedType(spec));
    const entries = new Map<string, Value>();
    for (const [name, attribute] of attributes) {
      const evaluated = evaluate(attribute.expression, this.#context);
      this.report(evaluated.diagnostics);
      const value = this.#convert(attribute, evaluated.value, spec.element, (problem) => [
        hclError("invalid-attribute-value"),
        `Invalid value for attribute of ${goQuote(spec.type)} block: ${problem}.`,
      ]);
      entries.set(name, value);
    }
    return mapValue(spec.element, entries);
  }
}

import {
  type Attribute,
  type Block,
  type Body,
  type BodySchema,
  type Diagnostic,
  type EvalContext,
  errorDiagnostic,
  evaluate,
  hclError,
  type SourceRange,
} from "@tutti/hcl";
import { type BlockSchema, impliedType, type NestedBlockSchema, writtenType } from "@tutti/plugin";
import {
  convert,
  listValue,
  mapValue,
  objectOfType,
  objectValue,
  setValue,
  type Type,
  tupleValue,
  typeHasDynamic,
  UNKNOWN_DYNAMIC,
  Value,
  withoutOptional,
} from "@tutti/values";
import { DiagnosticList } from "../diagnostic-list.ts";
import { type ExpandedBlock, expandDynamic } from "./dynamic-block.ts";
import type { Evaluate } from "./evaluate.ts";

/** The value of a block by its schema, and what is wrong with it. */
export interface DecodedBlock {
  /** Of the schema's implied type. */
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

const DYNAMIC = { type: "dynamic", labelNames: ["type"] };

const known = new WeakMap<BlockSchema, BodySchema>();

/** What a body may hold, as the language has it; `dynamic` blocks apart. */
export function bodySchemaOf(schema: BlockSchema): BodySchema {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const blocks = [...schema.blocks].map(([type, nested]) =>
    nested.nesting === "map" ? { type, labelNames: ["key"] } : { type },
  );
  const made: BodySchema = {
    attributes: [...schema.attributes].map(([name, attribute]) => ({
      name,
      required: attribute.required === true,
    })),
    blocks: schema.blocks.has("dynamic") ? blocks : [...blocks, DYNAMIC],
  };
  known.set(schema, made);
  return made;
}

/** The value of a body by its schema: arguments evaluated and converted, nested blocks made objects. */
export function decodeBlock(
  body: Body,
  schema: BlockSchema,
  context: EvalContext | undefined,
  evaluateWith: Evaluate = evaluate,
): DecodedBlock {
  const decoder = new Decoder(evaluateWith);
  const value = decoder.block(body, schema, context);
  return { value, diagnostics: decoder.diagnostics.all };
}

class Decoder {
  readonly diagnostics = new DiagnosticList();
  readonly #evaluate: Evaluate;

  constructor(evaluateWith: Evaluate) {
    this.#evaluate = evaluateWith;
  }

  block(body: Body, schema: BlockSchema, context: EvalContext | undefined): Value {
    const { content, diagnostics } = body.content(bodySchemaOf(schema));
    this.diagnostics.addAll(diagnostics);
    const entries: [string, Value][] = [];
    for (const [name, attribute] of schema.attributes) {
      entries.push([name, this.#attribute(content.attributes.get(name), writtenType(attribute), context)]);
    }
    if (schema.blocks.size > 0 || content.blocks.length > 0) {
      const byType = this.#expand(content.blocks, schema, context);
      for (const [name, nested] of schema.blocks) {
        entries.push([name, this.#nested(name, nested, byType.get(name) ?? [], content.missingItemRange)]);
      }
    }
    const type = impliedType(schema);
    return typeHasDynamic(type) ? objectValue(entries) : objectOfType(type, entries);
  }

  #attribute(attribute: Attribute | undefined, type: Type, context: EvalContext | undefined): Value {
    const plain = withoutOptional(type);
    if (attribute === undefined) return Value.null(plain);
    const { expression } = attribute;
    const { value, diagnostics } = this.#evaluate(expression, context);
    if (!this.diagnostics.addAll(diagnostics)) return Value.unknown(plain);
    const converted = convert(value, type);
    if (converted.ok) return converted.value;
    this.diagnostics.add({
      ...errorDiagnostic(
        hclError("incorrect-attribute-value-type"),
        `Inappropriate value for attribute "${attribute.name}": ${converted.error.message}.`,
        expression.range,
      ),
      expression,
      evalContext: context,
    });
    return Value.unknown(plain);
  }

  #expand(
    blocks: readonly Block[],
    schema: BlockSchema,
    context: EvalContext | undefined,
  ): ReadonlyMap<string, readonly ExpandedBlock[]> {
    const byType = new Map<string, ExpandedBlock[]>();
    for (const block of blocks) {
      const expanded =
        block.type === "dynamic"
          ? expandDynamic(block, schema, context, this.#evaluate, this.diagnostics)
          : { type: block.type, blocks: [{ block, context, unknown: false }] };
      const list = byType.get(expanded.type);
      if (list === undefined) byType.set(expanded.type, [...expanded.blocks]);
      else list.push(...expanded.blocks);
    }
    return byType;
  }

  #nested(
    name: string,
    nested: NestedBlockSchema,
    blocks: readonly ExpandedBlock[],
    missing: SourceRange,
  ): Value {
    const uncertain = blocks.some(({ unknown }) => unknown);
    if (!uncertain) this.#checkCount(name, nested, blocks, missing);
    const element = impliedType(nested.block);
    const exact = !typeHasDynamic(element);
    const items = blocks.map(({ block, context }) => this.block(block.body, nested.block, context));
    switch (nested.nesting) {
      case "single":
      case "group":
        return this.#single(nested, items, uncertain);
      case "list":
        if (uncertain) return exact ? Value.unknown({ kind: "list", element }) : UNKNOWN_DYNAMIC;
        return exact ? listValue(element, items) : tupleValue(items);
      case "set":
        if (uncertain) return Value.unknown({ kind: "set", element });
        return setValue(element, items);
      case "map":
        return this.#map(blocks, items, exact ? element : undefined, uncertain);
    }
  }

  #single(nested: NestedBlockSchema, items: readonly Value[], uncertain: boolean): Value {
    const type = impliedType(nested.block);
    if (uncertain) return Value.unknown(type);
    const [item] = items;
    if (item !== undefined) return item;
    if (nested.nesting === "single") return Value.null(type);
    const entries = [...type.attributes].map(([name, inner]): [string, Value] => [name, Value.null(inner)]);
    return objectOfType(type, entries);
  }

  #map(
    blocks: readonly ExpandedBlock[],
    items: readonly Value[],
    element: Type | undefined,
    uncertain: boolean,
  ): Value {
    if (uncertain) return element === undefined ? UNKNOWN_DYNAMIC : Value.unknown({ kind: "map", element });
    const entries = new Map<string, Value>();
    for (const [index, { block }] of blocks.entries()) {
      const key = block.labels[0] ?? "";
      const item = items[index];
      if (item === undefined) continue;
      if (entries.has(key)) {
        this.diagnostics.error(
          hclError("duplicate-block", block.type),
          `A block of type "${block.type}" with the label "${key}" was already declared. Labels must be unique.`,
          block.defRange,
        );
      }
      entries.set(key, item);
    }
    return element === undefined ? objectValue(entries) : mapValue(element, entries);
  }

  #checkCount(
    name: string,
    nested: NestedBlockSchema,
    blocks: readonly ExpandedBlock[],
    missing: SourceRange,
  ): void {
    const min = nested.minItems ?? 0;
    const single = nested.nesting === "single" || nested.nesting === "group";
    const max = single ? 1 : (nested.maxItems ?? 0);
    if (blocks.length < min) {
      if (single) {
        this.diagnostics.error(hclError("missing-block", name), `A ${name} block is required.`, missing);
      } else {
        this.diagnostics.error(
          hclError("insufficient-blocks", name),
          `At least ${min} "${name}" blocks are required.`,
          missing,
        );
      }
      return;
    }
    if (max === 0 || blocks.length <= max) return;
    const surplus = blocks[max]?.block.defRange;
    if (single) {
      this.diagnostics.error(
        hclError("duplicate-block", name),
        `Only one block of type "${name}" is allowed. Previous definition was at ${place(blocks[0]?.block.defRange)}.`,
        surplus,
      );
    } else {
      this.diagnostics.error(
        hclError("too-many-blocks", name),
        `No more than ${max} "${name}" blocks are allowed`,
        surplus,
      );
    }
  }
}

function place(range: SourceRange | undefined): string {
  if (range === undefined) return "another place";
  return `${range.filename}:${range.start.line},${range.start.column}-${range.end.column}`;
}

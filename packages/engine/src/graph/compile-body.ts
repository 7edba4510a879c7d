/**
 * A block's body against its provider's schema. It is read once
 * (`compileBody`); then each instance only evaluates the expressions.
 */

import type { Attribute, Block, Body, Diagnostic, Expression, SourceRange, Traversal } from "@tutti/hcl";
import { errorDiagnostic, hclError, traversalsOf } from "@tutti/hcl";
import type { BlockSchema, NestedBlockSchema } from "@tutti/plugin";
import type { Type } from "@tutti/values";
import { engineError } from "../errors.ts";

export interface CompiledBody {
  readonly schema: BlockSchema;
  readonly attributes: readonly CompiledAttribute[];
  /** By block type, in the order of the schema. */
  readonly blocks: readonly CompiledBlocks[];
  readonly missingRange: SourceRange;
}

interface CompiledAttribute {
  readonly name: string;
  readonly type: Type;
  readonly expression: Expression;
  readonly writeOnly: boolean;
}

export interface CompiledBlocks {
  readonly type: string;
  readonly nested: NestedBlockSchema;
  readonly items: readonly CompiledBlock[];
}

export type CompiledBlock =
  | {
      readonly kind: "static";
      readonly key: string | undefined;
      readonly body: CompiledBody;
      readonly range: SourceRange;
    }
  | {
      readonly kind: "dynamic";
      readonly iterator: string;
      readonly forEach: Expression;
      readonly labels: Expression | undefined;
      readonly body: CompiledBody;
      readonly range: SourceRange;
    };

export interface Compilation {
  readonly body: CompiledBody;
  readonly diagnostics: readonly Diagnostic[];
}

const DYNAMIC_HEADER = { type: "dynamic", labelNames: ["type"] } as const;

export function compileBody(body: Body, schema: BlockSchema): Compilation {
  const diagnostics: Diagnostic[] = [];
  return { body: compile(body, schema, diagnostics), diagnostics };
}

function compile(body: Body, schema: BlockSchema, diagnostics: Diagnostic[]): CompiledBody {
  const { content, diagnostics: found } = body.content({
    attributes: [...schema.attributes].map(([name, { required }]) => ({ name, required: required === true })),
    blocks: [
      ...[...schema.blocks].map(([type, nested]) => ({
        type,
        labelNames: nested.nesting === "map" ? ["key"] : [],
      })),
      ...(schema.blocks.size === 0 ? [] : [DYNAMIC_HEADER]),
    ],
  });
  diagnostics.push(...found);
  return {
    schema,
    attributes: compileAttributes(content.attributes, schema),
    blocks: [...schema.blocks].map(([type, nested]) => ({
      type,
      nested,
      items: content.blocks.flatMap((block) => compileBlock(block, type, nested, diagnostics)),
    })),
    missingRange: content.missingItemRange,
  };
}

function compileAttributes(
  attributes: ReadonlyMap<string, Attribute>,
  schema: BlockSchema,
): readonly CompiledAttribute[] {
  const compiled: CompiledAttribute[] = [];
  for (const [name, { type, writeOnly }] of schema.attributes) {
    const attribute = attributes.get(name);
    if (attribute === undefined) continue;
    compiled.push({ name, type, expression: attribute.expression, writeOnly: writeOnly === true });
  }
  return compiled;
}

function compileBlock(
  block: Block,
  type: string,
  nested: NestedBlockSchema,
  diagnostics: Diagnostic[],
): readonly CompiledBlock[] {
  if (block.type === type) {
    const body = compile(block.body, nested.block, diagnostics);
    return [{ kind: "static", key: block.labels[0], body, range: block.defRange }];
  }
  if (block.type !== "dynamic" || block.labels[0] !== type) return [];
  return compileDynamic(block, type, nested, diagnostics);
}

function compileDynamic(
  block: Block,
  type: string,
  nested: NestedBlockSchema,
  diagnostics: Diagnostic[],
): readonly CompiledBlock[] {
  const { content, diagnostics: found } = block.body.content({
    attributes: [{ name: "for_each", required: true }, { name: "iterator" }, { name: "labels" }],
    blocks: [{ type: "content", labelNames: [] }],
  });
  diagnostics.push(...found);
  const forEach = content.attributes.get("for_each");
  const [inner, second] = content.blocks;
  if (inner === undefined || second !== undefined) {
    diagnostics.push(
      errorDiagnostic(
        inner === undefined
          ? engineError("missing-content-block")
          : hclError("extraneous-dynamic-content-block"),
        inner === undefined
          ? 'A dynamic block must have a nested block of type "content" to describe the body of each generated block.'
          : "Only one nested content block is allowed for each dynamic block.",
        (second ?? block).defRange,
      ),
    );
  }
  if (forEach === undefined || inner === undefined) return [];
  const iterator = content.attributes.get("iterator")?.expression;
  return [
    {
      kind: "dynamic",
      iterator: iterator === undefined ? type : (traversalsOf(iterator)[0]?.rootName ?? type),
      forEach: forEach.expression,
      labels: content.attributes.get("labels")?.expression,
      body: compile(inner.body, nested.block, diagnostics),
      range: block.defRange,
    },
  ];
}

/** Every reference in the body; those to a dynamic block's own iterator are left out. */
export function bodyTraversals(body: CompiledBody): readonly Traversal[] {
  const found: Traversal[] = [];
  for (const expression of bodyExpressions(body)) found.push(...traversalsOf(expression));
  const iterators = new Set(iteratorsOf(body));
  return iterators.size === 0 ? found : found.filter(({ rootName }) => !iterators.has(rootName));
}

/** Every expression in it, nested blocks' too. */
export function* bodyExpressions(body: CompiledBody): Generator<Expression> {
  for (const { expression } of body.attributes) yield expression;
  for (const { items } of body.blocks) {
    for (const item of items) {
      if (item.kind === "dynamic") {
        yield item.forEach;
        if (item.labels !== undefined) yield item.labels;
      }
      yield* bodyExpressions(item.body);
    }
  }
}

/** Names that its dynamic blocks give to their items. */
export function* iteratorsOf(body: CompiledBody): Generator<string> {
  for (const { items } of body.blocks) {
    for (const item of items) {
      if (item.kind === "dynamic") yield item.iterator;
      yield* iteratorsOf(item.body);
    }
  }
}

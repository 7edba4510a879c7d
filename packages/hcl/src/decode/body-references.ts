/** What a body refers to, as far as a spec looks into it. */

import type { Traversal } from "../ast/traversal.ts";
import type { Block, Body, BodySchema } from "../body/body.ts";
import { DYNAMIC_HEADER, dynamicSchema } from "../dynamic/dynamic-spec.ts";
import { keywordOf } from "../static/keyword.ts";
import { traversalsOf } from "../static/references.ts";
import type { Spec } from "./spec.ts";
import { impliedSchema } from "./spec-schema.ts";

/** All references in a body that will be decoded by the spec, those in `dynamic` blocks too. */
export function bodyReferences(body: Body, spec: Spec): readonly Traversal[] {
  const out: Traversal[] = [];
  collect(body, spec, new Set(), out);
  return out;
}

function collect(body: Body, spec: Spec, iterators: ReadonlySet<string>, out: Traversal[]): void {
  const schema = impliedSchema(spec);
  const extended: BodySchema = { ...schema, blocks: [...(schema.blocks ?? []), DYNAMIC_HEADER] };
  const { content } = body.partialContent(extended);
  for (const { expression } of content.attributes.values()) {
    for (const traversal of traversalsOf(expression)) {
      if (!iterators.has(traversal.rootName)) out.push(traversal);
    }
  }
  for (const block of content.blocks) {
    if (block.type === DYNAMIC_HEADER.type) collectDynamic(block, spec, iterators, out);
    else collectBlock(block, spec, iterators, out);
  }
}

function collectBlock(block: Block, spec: Spec, iterators: ReadonlySet<string>, out: Traversal[]): void {
  const nested = nestedSpecs(spec).find(({ type }) => type === block.type);
  if (nested === undefined) return;
  if (nested.spec !== undefined) {
    collect(block.body, nested.spec, iterators, out);
    return;
  }
  for (const { expression } of block.body.justAttributes().attributes.values()) {
    for (const traversal of traversalsOf(expression)) {
      if (!iterators.has(traversal.rootName)) out.push(traversal);
    }
  }
}

function collectDynamic(block: Block, spec: Spec, iterators: ReadonlySet<string>, out: Traversal[]): void {
  const [type = ""] = block.labels;
  const { content } = block.body.partialContent(dynamicSchema(true));
  const iterator = content.attributes.get("iterator")?.expression;
  const name = (iterator === undefined ? undefined : keywordOf(iterator)) ?? type;
  const inner = new Set(iterators).add(name);
  for (const [argument, names] of [
    ["for_each", iterators],
    ["labels", inner],
  ] as const) {
    const expression = content.attributes.get(argument)?.expression;
    if (expression === undefined) continue;
    for (const traversal of traversalsOf(expression)) if (!names.has(traversal.rootName)) out.push(traversal);
  }
  for (const made of content.blocks) collectBlock({ ...made, type }, spec, inner, out);
}

/** The specs of nested blocks; without a spec, all arguments of the block are meant. */
function nestedSpecs(spec: Spec): readonly { readonly type: string; readonly spec: Spec | undefined }[] {
  switch (spec.kind) {
    case "object":
      return [...spec.members.values()].flatMap(nestedSpecs);
    case "tuple":
      return spec.items.flatMap(nestedSpecs);
    case "default":
      return [...nestedSpecs(spec.primary), ...nestedSpecs(spec.fallback)];
    case "block":
    case "block-list":
    case "block-set":
    case "block-tuple":
    case "block-map":
    case "block-object":
      return [{ type: spec.type, spec: spec.nested }];
    case "block-attributes":
      return [{ type: spec.type, spec: undefined }];
    default:
      return [];
  }
}

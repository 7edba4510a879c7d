/** What is written in a block, as texts that are others whenever something else is written. */

import { isPureFunction } from "@tutti/functions";
import { type Expression, traversalText, walkExpression, writtenParts } from "@tutti/hcl";
import type { Schema } from "@tutti/plugin";
import type { CompiledBlock, CompiledBody } from "../graph/compile-body.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { encodeValue } from "../object/value-codec.ts";
import { digestOf } from "./remembered.ts";

export interface BlockText {
  /** What decides whether an object stays, once it is known what the body comes to. */
  readonly around: string;
  readonly body: string;
}

/**
 * Undefined where more than what is written decides: the world (files, the
 * time), other objects' changes, a value that is nowhere kept. What only
 * matters once there is something to do (provisioners), or is asked of what
 * stays as well (dependencies), is not in it.
 */
export function blockText({ resource, schema, body }: ResourceNode): BlockText | undefined {
  if (resource.mode !== "managed" || resource.lifecycle.replaceTriggeredBy.length > 0) return undefined;
  if (resource.preconditions.length + resource.postconditions.length > 0) return undefined;
  const text = bodyText(body);
  if (text === undefined) return undefined;
  const { ignoreAllChanges, ignoreChanges } = resource.lifecycle;
  const ignored = [String(ignoreAllChanges), ...ignoreChanges.map(traversalText)];
  return { around: JSON.stringify([schemaDigest(schema), ignored]), body: JSON.stringify(text) };
}

function bodyText({ attributes, blocks }: CompiledBody): readonly unknown[] | undefined {
  const parts: unknown[] = [];
  for (const { name, expression, writeOnly } of attributes) {
    const text = expressionText(expression);
    if (text === undefined || writeOnly) return undefined;
    parts.push(name, text);
  }
  for (const { type, items } of blocks) {
    for (const item of items) {
      const text = itemText(item);
      if (text === undefined) return undefined;
      parts.push([type, text]);
    }
  }
  return parts;
}

function itemText(item: CompiledBlock): unknown {
  const body = bodyText(item.body);
  if (body === undefined) return undefined;
  if (item.kind === "static") return [item.key ?? null, body];
  const forEach = expressionText(item.forEach);
  const labels = item.labels === undefined ? "" : expressionText(item.labels);
  return forEach === undefined || labels === undefined ? undefined : [item.iterator, forEach, labels, body];
}

const texts = new WeakMap<Expression, string | null>();

/**
 * What is written in an expression; undefined where what it gives does not follow from its
 * names' values: a part of it looks at the world, or is read in another way than as a tree (JSON syntax).
 */
function expressionText(expression: Expression): string | undefined {
  let text = texts.get(expression);
  if (text === undefined) {
    text = looksElsewhere(expression) ? null : writtenText(expression);
    texts.set(expression, text);
  }
  return text ?? undefined;
}

function writtenText(expression: Expression): string {
  const parts: string[] = [];
  for (const part of writtenParts(expression))
    parts.push(typeof part === "string" ? part : `=${JSON.stringify(encodeValue(part))}`);
  return parts.join("\n");
}

function looksElsewhere(expression: Expression): boolean {
  let elsewhere = false;
  walkExpression(expression, (part) => {
    if (part.kind === "json" || part.kind === "syntax-error") elsewhere = true;
    if (part.kind === "call" && !isPureFunction(part.name)) elsewhere = true;
  });
  return elsewhere;
}

const schemas = new WeakMap<Schema, string>();

function schemaDigest(schema: Schema): string {
  let digest = schemas.get(schema);
  if (digest === undefined) {
    digest = digestOf([
      JSON.stringify(schema, (_, item: unknown) => (item instanceof Map ? [...item.entries()] : item)),
    ]);
    schemas.set(schema, digest);
  }
  return digest;
}

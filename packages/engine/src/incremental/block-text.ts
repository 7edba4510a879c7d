/** What is written in a block, as a text that is another one whenever something else is written. */

import { isPureFunction } from "@tutti/functions";
import { type Expression, traversalText } from "@tutti/hcl";
import type { Schema } from "@tutti/plugin";
import { Value } from "@tutti/values";
import type { CompiledBlock, CompiledBody } from "../graph/compile-body.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { encodeValue } from "../object/value-codec.ts";
import { digestOf } from "./remembered.ts";

/**
 * Undefined where more than what is written decides: the world (files, the
 * time), other objects' changes, a value that is nowhere kept. What only
 * matters once there is something to do (provisioners), or is asked of what
 * stays as well (dependencies), is not in it.
 */
export function blockText({ resource, schema, body }: ResourceNode): string | undefined {
  if (resource.mode !== "managed" || resource.lifecycle.replaceTriggeredBy.length > 0) return undefined;
  if (resource.preconditions.length + resource.postconditions.length > 0) return undefined;
  const text = bodyText(body);
  if (text === undefined) return undefined;
  const { ignoreAllChanges, ignoreChanges } = resource.lifecycle;
  const ignored = [String(ignoreAllChanges), ...ignoreChanges.map(traversalText)];
  return JSON.stringify([schemaDigest(schema), ignored, text]);
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
 * The tree of an expression without its places; undefined where what it gives does not follow from its
 * names' values: a part of it looks at the world, or is read in another way than as a tree (JSON syntax).
 */
function expressionText(expression: Expression): string | undefined {
  let text = texts.get(expression);
  if (text === undefined) {
    let follows = true;
    const tree = JSON.stringify(expression, (name, item: unknown) => {
      if (name === "range" || name.endsWith("Range")) return undefined;
      if (item instanceof Value) return JSON.stringify(encodeValue(item));
      if (looksElsewhere(item)) follows = false;
      return item;
    });
    text = follows ? tree : null;
    texts.set(expression, text);
  }
  return text ?? undefined;
}

function looksElsewhere(item: unknown): boolean {
  if (typeof item !== "object" || item === null || !("kind" in item)) return false;
  if (item.kind === "json" || item.kind === "syntax-error") return true;
  return item.kind === "call" && !("name" in item && isPureFunction(String(item.name)));
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

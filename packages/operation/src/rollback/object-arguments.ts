/** The arguments that make an object as it was recorded. */

import type { AttributeSchema, BlockSchema, NestedBlockSchema } from "@tutti/plugin";
import type { Value } from "@tutti/values";
import { type IsSensitive, literal, quoted } from "./literal.ts";

/** Somebody may set it, and it is kept. */
export function isSettable({ required, optional, writeOnly }: AttributeSchema): boolean {
  return (required === true || optional === true) && writeOnly !== true;
}

/**
 * All that can be set of an object, as an object of the language; blocks are
 * lists, by their label where they have one. What the provider may decide as
 * well is said too: left out, it could decide otherwise now.
 */
export function objectLiteral(
  value: Value,
  block: BlockSchema,
  isSensitive: IsSensitive,
  steps: readonly string[] = [],
): string {
  const entries = value.asEntries;
  const members: string[] = [];
  for (const [name, attribute] of block.attributes) {
    const recorded = entries.get(name);
    if (!isSettable(attribute) || recorded === undefined) continue;
    members.push(`${name} = ${recorded.isNull ? "null" : literal(recorded, isSensitive, [...steps, name])}`);
  }
  for (const [name, nested] of block.blocks) {
    const recorded = entries.get(name);
    if (recorded === undefined) continue;
    const items = blocksOf(nested, recorded).map(([key, item]) => {
      const inner = [...steps, name, ...(key === undefined ? [] : [key])];
      const text = objectLiteral(item, nested.block, isSensitive, inner);
      return `{ key = ${key === undefined ? "null" : quoted(key)}, value = ${text} }`;
    });
    members.push(`${name} = [${items.join(", ")}]`);
  }
  return `{${members.join(", ")}}`;
}

function blocksOf(
  nested: NestedBlockSchema,
  value: Value,
): readonly (readonly [string | undefined, Value])[] {
  if (value.isNull) return [];
  switch (nested.nesting) {
    case "single":
    case "group":
      return [[undefined, value]];
    case "map":
      return [...value.asEntries];
    default:
      return value.asItems.map((item, at) => [String(at), item]);
  }
}

/** The lines of a block whose values stand at `own`. */
export function argumentLines(block: BlockSchema, own: string, depth = 1): string {
  const margin = "  ".repeat(depth);
  let text = "";
  for (const [name, attribute] of block.attributes)
    if (isSettable(attribute)) text += `${margin}${name} = ${own}.${name}\n`;
  for (const [name, nested] of block.blocks) {
    const iterator = `b${depth}`;
    const labels = nested.nesting === "map" ? `${margin}  labels = [${iterator}.value.key]\n` : "";
    text += `${margin}dynamic ${quoted(name)} {\n${margin}  for_each = ${own}.${name}\n${margin}  iterator = ${iterator}\n${labels}${margin}  content {\n${argumentLines(nested.block, `${iterator}.value.value`, depth + 2)}${margin}  }\n${margin}}\n`;
  }
  return text;
}

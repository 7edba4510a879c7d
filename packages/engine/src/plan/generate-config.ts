/** Configuration for an object that was brought in, as `-generate-config-out` writes it. */

import { writtenProvider } from "@tutti/config";
import { format, parseConfig } from "@tutti/hcl";
import type { AttributeSchema, BlockSchema, NestedBlockSchema } from "@tutti/plugin";
import { compareCodePoints, type Value } from "@tutti/values";
import { compileBody } from "../graph/compile-body.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { jsonCallText, nameText, valueText } from "./written-config.ts";

/** What is to be known of a block. */
export interface Described {
  readonly resource: Pick<ResourceNode["resource"], "type" | "name" | "provider">;
  readonly schema: Pick<ResourceNode["schema"], "block">;
}

/** The block, without a line break behind it: what can be given, with the values that the object has. */
export function generateConfig({ resource, schema }: Described, value: Value): string {
  const lines: string[] = [];
  const reference = resource.provider;
  const implied = resource.type.split("_")[0];
  if (reference !== undefined && (reference.name !== implied || reference.alias !== undefined))
    lines.push(`provider = ${writtenProvider(reference)}`);
  lines.push(...bodyLinesOf(schema, value));
  return blockText(resource, lines);
}

/** A resource with these lines, laid out. */
export function blockText(
  { type, name }: { readonly type: string; readonly name: string },
  lines: readonly string[],
): string {
  const body = lines.map((line) => `${line}\n`).join("");
  return format(`resource ${nameText(type)} ${nameText(name)} {\n${body}}`).trimEnd();
}

/** What can be given of an object. */
export function bodyLinesOf({ block }: Described["schema"], value: Value): readonly string[] {
  return bodyLines(withoutOwnId(block), value);
}

/** The same block with what was written as its body. */
export function withGenerated(node: ResourceNode, text: string): ResourceNode {
  const { body } = parseConfig(text, node.resource.declRange.filename);
  const [block] = body.content({
    attributes: [],
    blocks: [{ type: "resource", labelNames: ["type", "name"] }],
  }).content.blocks;
  if (block === undefined) return node;
  return { ...node, body: compileBody(block.body, node.schema.block).body };
}

/** Some providers show an id that nobody can give. */
function withoutOwnId(block: BlockSchema): BlockSchema {
  const id = block.attributes.get("id");
  if (id?.optional !== true || id.computed !== true) return block;
  return { ...block, attributes: new Map([...block.attributes].filter(([name]) => name !== "id")) };
}

function bodyLines({ attributes, blocks }: BlockSchema, value: Value): readonly string[] {
  const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([a], [b]) => compareCodePoints(a, b));
  return [
    ...sorted(attributes).flatMap(([name, schema]) => attributeLines(name, schema, value)),
    ...sorted(blocks).flatMap(([name, nested]) => blockLines(name, nested, value.asEntries.get(name))),
  ];
}

function attributeLines(name: string, schema: AttributeSchema, object: Value): readonly string[] {
  if (schema.deprecated === true || (schema.required !== true && schema.optional !== true)) return [];
  const value = object.asEntries.get(name);
  if (schema.sensitive === true || value?.containsMarks === true) return [`${name} = null # sensitive`];
  // A text without anything in it stands for none where none is allowed.
  const empty = value === undefined || (schema.optional === true && isEmptyText(value));
  return [`${name} = ${empty ? "null" : (jsonCallText(value) ?? valueText(value))}`];
}

function isEmptyText(value: Value): boolean {
  return value.isKnown && value.type.kind === "string" && value.asString === "";
}

function blockLines(
  name: string,
  { nesting, block }: NestedBlockSchema,
  value: Value | undefined,
): readonly string[] {
  if (block.deprecated === true || value === undefined || !value.isKnown) return [];
  const one = (header: string, item: Value): readonly string[] =>
    item.isNull ? [] : [`${header} {`, ...bodyLines(block, item), "}"];
  switch (nesting) {
    case "single":
    case "group":
      return one(name, value);
    case "list":
    case "set":
      return value.asItems.flatMap((item) => one(name, item));
    case "map":
      return [...value.asEntries]
        .sort(([a], [b]) => compareCodePoints(a, b))
        .flatMap(([key, item]) => one(`${name} ${nameText(key)}`, item));
  }
}

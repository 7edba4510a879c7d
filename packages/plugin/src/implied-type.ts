import {
  DYNAMIC,
  listType,
  mapType,
  type ObjectType,
  objectType,
  setType,
  type Type,
  typeHasDynamic,
} from "@tutti/values";
import type { AttributeSchema, BlockSchema, NestedAttributes, NestedBlockSchema } from "./schema.ts";

const known = new WeakMap<BlockSchema, ObjectType>();

/**
 * The type of the values that a block of this schema describes. Built once a
 * schema, so that all values of one resource type share their type.
 */
export function impliedType(block: BlockSchema): ObjectType {
  const found = known.get(block);
  if (found !== undefined) return found;
  const attributes: [string, Type][] = [];
  for (const [name, attribute] of block.attributes) attributes.push([name, attribute.type]);
  for (const [name, nested] of block.blocks) attributes.push([name, nestedType(nested)]);
  const type = objectType(attributes);
  known.set(block, type);
  return type;
}

/** What the attribute of a nested block holds: an object, or a collection of them. */
export function nestedType(nested: NestedBlockSchema): Type {
  const element = impliedType(nested.block);
  switch (nested.nesting) {
    case "single":
    case "group":
      return element;
    case "set":
      return setType(element);
    case "list":
      // Elements may differ in what stands for `any`: then no list type fits them all.
      return typeHasDynamic(element) ? DYNAMIC : listType(element);
    case "map":
      return typeHasDynamic(element) ? DYNAMIC : mapType(element);
  }
}

/** What an attribute with parts holds. */
export function nestedAttributeType({ nesting, attributes }: NestedAttributes): Type {
  return collected(nesting, objectType([...attributes].map(([name, { type }]) => [name, type] as const)));
}

const written = new WeakMap<AttributeSchema, Type>();

/** What may be written for an attribute: of parts that need not be given some may be left out. */
export function writtenType(attribute: AttributeSchema): Type {
  const { nested } = attribute;
  if (nested === undefined) return attribute.type;
  const found = written.get(attribute);
  if (found !== undefined) return found;
  const parts = [...nested.attributes];
  const type = objectType(
    parts.map(([name, part]) => [name, writtenType(part)] as const),
    parts.flatMap(([name, { required }]) => (required === true ? [] : [name])),
  );
  const whole = collected(nested.nesting, type);
  written.set(attribute, whole);
  return whole;
}

function collected(nesting: NestedAttributes["nesting"], element: ObjectType): Type {
  switch (nesting) {
    case "single":
      return element;
    case "list":
      return listType(element);
    case "set":
      return setType(element);
    case "map":
      return mapType(element);
  }
}

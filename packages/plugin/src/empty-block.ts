import { listValue, mapValue, objectOfType, setValue, tupleValue, Value } from "@tutti/values";
import { impliedType, nestedType } from "./implied-type.ts";
import type { BlockSchema, NestedBlockSchema } from "./schema.ts";

/** All attributes null, no nested blocks. */
export function emptyBlock(schema: BlockSchema): Value {
  let empty = emptyBlocks.get(schema);
  if (empty === undefined) {
    empty = createEmptyBlock(schema);
    emptyBlocks.set(schema, empty);
  }
  return empty;
}

/** Values do not change, so every new object of a type may begin with the same one. */
const emptyBlocks = new WeakMap<BlockSchema, Value>();

function createEmptyBlock(schema: BlockSchema): Value {
  const entries: [string, Value][] = [];
  for (const [name, attribute] of schema.attributes) entries.push([name, Value.null(attribute.type)]);
  for (const [name, nested] of schema.blocks) entries.push([name, emptyNested(nested)]);
  return objectOfType(impliedType(schema), entries);
}

/** What there is where no block of the type stands. */
export function emptyNested(nested: NestedBlockSchema): Value {
  switch (nested.nesting) {
    case "single":
      return Value.null(nestedType(nested));
    case "group":
      return emptyBlock(nested.block);
    case "list": {
      const type = nestedType(nested);
      return type.kind === "list" ? listValue(type.element, []) : tupleValue([]);
    }
    case "set":
      return setValue(impliedType(nested.block), []);
    case "map": {
      const type = nestedType(nested);
      return type.kind === "map" ? mapValue(type.element, []) : objectOfType(EMPTY_OBJECT, []);
    }
  }
}

const EMPTY_OBJECT = { kind: "object", attributes: new Map(), optional: new Set<string>() } as const;

import type { BlockSchema, NestedBlockSchema } from "./schema.ts";

const known = new WeakMap<BlockSchema, ReadonlyMap<string, NestedBlockSchema>>();

/**
 * What has a schema of its own inside of a block, by name: nested blocks, and
 * attributes with parts, which are as blocks of their nesting that may be null.
 */
export function innerSchemas(schema: BlockSchema): ReadonlyMap<string, NestedBlockSchema> {
  let found = known.get(schema);
  if (found === undefined) {
    const parts = [...schema.attributes].flatMap(([name, { nested }]): [string, NestedBlockSchema][] =>
      nested === undefined
        ? []
        : [[name, { nesting: nested.nesting, block: { attributes: nested.attributes, blocks: new Map() } }]],
    );
    found = parts.length === 0 ? schema.blocks : new Map([...schema.blocks, ...parts]);
    known.set(schema, found);
  }
  return found;
}

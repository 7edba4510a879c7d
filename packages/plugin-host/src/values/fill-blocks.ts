import { type BlockSchema, emptyNested, impliedType, type NestedBlockSchema } from "@tutti/plugin";
import { objectOfType, type Value, withChildren } from "@tutti/values";

/**
 * The object with what old plugins leave out: they say null where there are no
 * nested blocks of a kind, and null where there is a group, which is always there.
 */
export function fillBlocks(block: BlockSchema, value: Value): Value {
  if (block.blocks.size === 0 || !value.isKnown) return value;
  return objectOfType(
    impliedType(block),
    [...value.asEntries].map(([name, entry]) => {
      const nested = block.blocks.get(name);
      return [name, nested === undefined ? entry : fillNested(nested, entry)] as const;
    }),
  );
}

function fillNested(nested: NestedBlockSchema, value: Value): Value {
  if (value.isNull) return emptyNested(nested);
  if (!value.isKnown) return value;
  if (nested.nesting === "single" || nested.nesting === "group") return fillBlocks(nested.block, value);
  return withChildren(value, (item) => fillBlocks(nested.block, item));
}

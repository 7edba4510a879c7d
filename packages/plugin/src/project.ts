import { type ObjectType, objectOfType, Value } from "@tutti/values";
import { impliedType } from "./implied-type.ts";
import type { BlockSchema } from "./schema.ts";

/** An object with only what a block describes. */
export function project(value: Value, block: BlockSchema): Value {
  const type: ObjectType = impliedType(block);
  if (value.isNull) return Value.null(type);
  if (!value.isKnown) return Value.unknown(type);
  const entries = value.asEntries;
  return objectOfType(
    type,
    [...type.attributes].map(
      ([name, attribute]) => [name, entries.get(name) ?? Value.null(attribute)] as const,
    ),
  );
}

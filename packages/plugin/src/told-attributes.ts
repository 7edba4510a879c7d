/** What handlers tell of an object, laid over what is known of it. */

import { Value } from "@tutti/values";
import type { ResourceDefinition } from "./definition.ts";
import { fromPlain, type Plain, type PlainRecord } from "./plain.ts";
import { mapAttributes } from "./plan-block.ts";

/** The object with what was told of it over what it had. */
export function withAttributes(object: Value, found: PlainRecord): Value {
  return mapAttributes(object, (name, value) =>
    Object.hasOwn(found, name) ? fromPlain(value.type, found[name]) : value,
  );
}

/** What was made: found attributes over the planned ones; what nobody told is null. */
export function settle(planned: Value, found: PlainRecord): Value {
  return mapAttributes(withAttributes(planned, found), (_, value) =>
    value.isUnknown ? Value.null(value.type) : value,
  );
}

/** Nested blocks are empty collections, never null. */
export function emptyBlocks(
  resource: Pick<ResourceDefinition<never>, "block">,
  found: PlainRecord,
): PlainRecord {
  const out: Record<string, Plain | undefined> = { ...found };
  for (const [name, nested] of resource.block.blocks) {
    if (out[name] !== undefined && out[name] !== null) continue;
    if (nested.nesting === "list" || nested.nesting === "set") out[name] = [];
    if (nested.nesting === "map") out[name] = {};
  }
  return out;
}

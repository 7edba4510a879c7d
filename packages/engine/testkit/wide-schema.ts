/** One schema with a block of each kind of nesting, for tables of what is done with objects. */

import { type BlockSchema, block, computed, type NestedBlockSchema, optional } from "@tutti/plugin";
import { DYNAMIC, listType, mapType, NUMBER, STRING } from "@tutti/values";

const INNER = block({ given: optional(STRING), told: computed(STRING) });
const OPEN = block({ any: optional(DYNAMIC) });

function nested(nesting: NestedBlockSchema["nesting"], inner: BlockSchema): NestedBlockSchema {
  return { nesting, block: inner };
}

/** `given` stands in the configuration, `told` comes from the provider, `both` may come from either. */
export const WIDE: BlockSchema = {
  attributes: new Map([
    ...block({
      given: optional(STRING),
      told: computed(NUMBER),
      both: { type: STRING, optional: true, computed: true },
      list: optional(listType(STRING)),
      map: optional(mapType(STRING)),
    }).attributes,
  ]),
  blocks: new Map([
    ["one", nested("single", INNER)],
    ["always", nested("group", INNER)],
    ["some", nested("list", INNER)],
    ["any", nested("set", INNER)],
    ["named", nested("map", INNER)],
  ]),
};

/** What may be of any type has another type in each object. */
export const OPEN_WIDE: BlockSchema = {
  attributes: new Map([["any", { type: DYNAMIC, optional: true }]]),
  blocks: new Map([
    ["one", nested("single", OPEN)],
    ["some", nested("list", OPEN)],
    ["named", nested("map", OPEN)],
  ]),
};

import { type BlockSchema, impliedType, type NestedBlockSchema } from "@tutti/plugin";
import { Value } from "@tutti/values";
import { exactType } from "./exact-type.ts";

/** The configuration, with what the provider will tell unknown. */
export function withUnknowns(schema: BlockSchema, config: Value): Value {
  return fill(schema, config, (type) => Value.unknown(type));
}

/** The same with nothing in their place: the state of what could not be read. */
export function nullsFor(schema: BlockSchema, config: Value): Value {
  return fill(schema, config, (type) => Value.null(type));
}

function fill(schema: BlockSchema, config: Value, make: (type: Value["type"]) => Value): Value {
  if (!config.isKnown || config.type.kind !== "object") return config;
  const out = new Map<string, Value>();
  for (const [name, value] of config.asEntries) {
    const attribute = schema.attributes.get(name);
    const nested = schema.blocks.get(name);
    if (attribute !== undefined)
      out.set(name, attribute.computed === true && value.isNull ? make(attribute.type) : value);
    else out.set(name, nested === undefined ? value : fillNested(nested, value, make));
  }
  return exactType(Value.knownUnchecked(impliedType(schema), out));
}

function fillNested(nested: NestedBlockSchema, value: Value, make: (type: Value["type"]) => Value): Value {
  if (!value.isKnown) return value;
  if (nested.nesting === "single" || nested.nesting === "group") return fill(nested.block, value, make);
  if (value.data instanceof Map) {
    const entries = [...value.asEntries].map(([key, item]) => [key, fill(nested.block, item, make)] as const);
    return Value.knownUnchecked(value.type, new Map(entries));
  }
  return Value.knownUnchecked(
    value.type,
    value.asItems.map((item) => fill(nested.block, item, make)),
  );
}

/**
 * What the configuration asks of an object that is already there: the
 * configuration's values where it says something, what there was before where
 * a computed attribute is left to the provider.
 */

import type { BlockSchema, NestedBlockSchema } from "@tutti/plugin";
import { emptyBlock, emptyNested, impliedType, innerSchemas } from "@tutti/plugin";
import { listValue, objectOfType, rawEquals, setValue, tupleValue, Value } from "@tutti/values";

/** `prior` is null for an object that is new; neither side carries marks. */
export function proposedNew(schema: BlockSchema, prior: Value, config: Value): Value {
  if (!config.isKnown) return prior;
  return mergeBlock(schema, prior.isNull ? emptyBlock(schema) : prior, config);
}

function mergeBlock(schema: BlockSchema, prior: Value, config: Value): Value {
  if (!config.isKnown) return config;
  const before = prior.isKnown ? prior.asEntries : undefined;
  const given = config.asEntries;
  const entries: [string, Value][] = [];
  for (const [name, attribute] of schema.attributes) {
    const value = given.get(name) ?? Value.null(attribute.type);
    const old = before?.get(name);
    const parts = attribute.nested && innerSchemas(schema).get(name);
    if (value.isNull) entries.push([name, attribute.computed === true && old !== undefined ? old : value]);
    else entries.push([name, parts === undefined ? value : mergeNested(parts, old ?? value, value)]);
  }
  for (const [name, nested] of schema.blocks) {
    const value = given.get(name) ?? emptyNested(nested);
    entries.push([name, mergeNested(nested, before?.get(name) ?? emptyNested(nested), value)]);
  }
  return objectOfType(impliedType(schema), entries);
}

function mergeNested(nested: NestedBlockSchema, prior: Value, config: Value): Value {
  if (!config.isKnown) return config;
  const { block } = nested;
  switch (nested.nesting) {
    case "single":
    case "group":
      return mergeBlock(block, prior.isKnown ? prior : emptyBlock(block), config);
    case "list": {
      const old = prior.isKnown ? prior.asItems : [];
      const items = config.asItems.map((item, i) => mergeBlock(block, old[i] ?? emptyBlock(block), item));
      return config.type.kind === "list" ? listValue(config.type.element, items) : tupleValue(items);
    }
    case "map": {
      const old = prior.isKnown ? prior.asEntries : new Map<string, Value>();
      const entries = new Map<string, Value>();
      for (const [key, item] of config.asEntries) {
        entries.set(key, mergeBlock(block, old.get(key) ?? emptyBlock(block), item));
      }
      return Value.knownUnchecked(config.type, entries);
    }
    case "set":
      return mergeSet(block, prior, config);
  }
}

/** Elements of a set have no name: one belongs to the first of before that the configuration does not contradict. */
function mergeSet(block: BlockSchema, prior: Value, config: Value): Value {
  const left = prior.isKnown ? [...prior.asItems] : [];
  const items = config.asItems.map((item) => {
    const at = left.findIndex((old) => rawEquals(mergeBlock(block, old, item), old));
    const [old] = at < 0 ? [] : left.splice(at, 1);
    return mergeBlock(block, old ?? emptyBlock(block), item);
  });
  return setValue(impliedType(block), items);
}

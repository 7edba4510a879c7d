import {
  children,
  type Entries,
  listValue,
  mapValue,
  objectOfType,
  type Path,
  rawEquals,
  setValue,
  Value,
} from "@tutti/values";
import type { AttributeDefinition, BlockDefinition, NestedBlockDefinition } from "./definition.ts";
import { attributePath } from "./failure.ts";
import { impliedType } from "./implied-type.ts";
import { fromPlain, isList, toPlain } from "./plain.ts";

/**
 * The default plan of a block: the configuration; where it is silent the
 * default, else what is there already, else unknown until apply. `prior` is
 * undefined for a create.
 */
export function planBlock(definition: BlockDefinition, config: Value, prior: Value | undefined): Value {
  if (!config.isKnown) return config;
  const given = config.asEntries;
  const before = prior?.isKnown === true ? prior.asEntries : undefined;
  const planned: [string, Value][] = [];
  for (const [name, attribute] of definition.attributes) {
    const value = given.get(name) ?? Value.null(attribute.type);
    const there = before?.get(name);
    const stays = definition.olderKit === true && there !== undefined && isZero(value) && isZero(there);
    planned.push([name, stays ? there : planAttribute(attribute, value, there)]);
  }
  for (const [name, nested] of definition.blocks) {
    const value = given.get(name);
    if (value !== undefined) planned.push([name, planNested(nested, value, before?.get(name))]);
  }
  return objectOfType(
    impliedType(definition),
    planned.toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Nothing, or what an older kit takes for it. */
function isZero(value: Value): boolean {
  if (!value.isKnown) return value.isNull;
  if (value.isNull) return true;
  const plain = toPlain(value);
  return plain === "" || plain === 0 || plain === false || (isList(plain) && plain.length === 0);
}

function planAttribute(definition: AttributeDefinition, config: Value, prior: Value | undefined): Value {
  // The provider gets it with the configuration; nothing keeps it.
  if (definition.writeOnly === true) return Value.null(definition.type);
  if (!config.isNull || definition.computed !== true) return config;
  if (definition.default !== undefined) return fromPlain(definition.type, definition.default);
  return prior ?? Value.unknown(definition.type);
}

/** The default plan of nested blocks, by their nesting. */
export function planNested(
  definition: NestedBlockDefinition,
  config: Value,
  prior: Value | undefined,
): Value {
  if (!config.isKnown) return config;
  if (definition.computed === true && [...children(config)].length === 0)
    return prior ?? Value.unknown(config.type);
  const inner = definition.block;
  switch (definition.nesting) {
    case "single":
    case "group":
      return planBlock(inner, config, prior?.isKnown === true ? prior : undefined);
    case "list": {
      const before = prior?.isKnown === true ? prior.asItems : [];
      const items = config.asItems.map((item, index) => planBlock(inner, item, before[index]));
      return config.type.kind === "list" ? listValue(config.type.element, items) : config;
    }
    case "map": {
      const before: Entries = prior?.isKnown === true ? prior.asEntries : new Map();
      const entries = [...config.asEntries].map(
        ([key, item]) => [key, planBlock(inner, item, before.get(key))] as const,
      );
      return config.type.kind === "map" ? mapValue(config.type.element, entries) : config;
    }
    case "set": {
      const before = prior?.isKnown === true ? [...children(prior)] : [];
      const items = config.asItems.map((item) =>
        planBlock(inner, item, likeElement(definition, item, before)),
      );
      return config.type.kind === "set" ? setValue(config.type.element, items) : config;
    }
  }
}

/** Of a set, the element of before that has everything the configuration says of this one. */
function likeElement(
  definition: NestedBlockDefinition,
  config: Value,
  before: readonly Value[],
): Value | undefined {
  return before.find((candidate) => rawEquals(planBlock(definition.block, config, candidate), candidate));
}

/** Names of the attributes and blocks at the top that differ. */
export function changedNames(a: Value, b: Value): readonly string[] {
  const left = a.asEntries;
  const right = b.asEntries;
  const changed: string[] = [];
  for (const [name, value] of left) {
    const other = right.get(name);
    if (other === undefined || !rawEquals(value, other)) changed.push(name);
  }
  return changed;
}

/** Which of the changed ones need a new object. */
export function replacementPaths(definition: BlockDefinition, changed: readonly string[]): readonly Path[] {
  return changed
    .filter(
      (name) =>
        definition.attributes.get(name)?.forceNew === true || definition.blocks.get(name)?.forceNew === true,
    )
    .map((name) => attributePath(name));
}

/** Computed attributes that an update computes anew become unknown. */
export function forgetVolatile(definition: BlockDefinition, config: Value, planned: Value): Value {
  const given = config.asEntries;
  return mapAttributes(planned, (name, value) => {
    const attribute = definition.attributes.get(name);
    return attribute?.volatile === true && given.get(name)?.isNull !== false
      ? Value.unknown(attribute.type)
      : value;
  });
}

/** An object with some of its attributes replaced; their types stay. */
export function mapAttributes(object: Value, change: (name: string, value: Value) => Value): Value {
  const type = object.type;
  if (type.kind !== "object") return object;
  return objectOfType(
    type,
    [...object.asEntries].map(([name, value]) => [name, change(name, value)] as const),
  );
}

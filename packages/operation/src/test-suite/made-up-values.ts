/** Values that a mocked provider makes up: what was configured stays, what a provider would have computed is filled in. */

import { type BlockSchema, impliedType, type NestedBlockSchema } from "@tutti/plugin";
import type { Random } from "@tutti/runtime";
import {
  boolValue,
  ConversionError,
  convertOrError,
  listValue,
  mapValue,
  numberValue,
  objectOfType,
  setValue,
  stringValue,
  type Type,
  Value,
  withChildren,
} from "@tutti/values";

/** Which computed attributes get a value, and from where. */
export interface Filling {
  /** The attribute is to be filled. */
  readonly isOpen: (value: Value) => boolean;
  /** Undefined: they are left unknown. */
  readonly make: ((type: Type) => Value) | undefined;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const TEXT_LENGTH = 8;

/** A value of any type, as Terraform makes them up: eight letters, nought, false, nothing in collections. */
export function madeUp(type: Type, random: Random): Value {
  switch (type.kind) {
    case "string":
      return stringValue(
        Array.from({ length: TEXT_LENGTH }, () => LETTERS[random.integer(LETTERS.length)]).join(""),
      );
    case "number":
      return numberValue(0);
    case "bool":
      return boolValue(false);
    case "list":
      return listValue(type.element, []);
    case "set":
      return setValue(type.element, []);
    case "map":
      return mapValue(type.element, []);
    case "object":
      return objectOfType(
        type,
        [...type.attributes].map(([name, inner]) => [name, madeUp(inner, random)] as const),
      );
    default:
      return Value.null(type);
  }
}

/** The object with every open computed attribute filled: by `given` where that says something, else made up. */
export function fillObject(
  schema: BlockSchema,
  value: Value,
  given: Value | undefined,
  filling: Filling,
): Value {
  if (!value.isKnown) return value;
  const entries: [string, Value][] = [];
  const type = impliedType(schema);
  const said = given?.isKnown === true && given.data instanceof Map ? given.asEntries : new Map();
  for (const [name, inner] of type.attributes) {
    const now = value.asEntries.get(name) ?? Value.null(inner);
    const attribute = schema.attributes.get(name);
    const nested = schema.blocks.get(name);
    if (nested !== undefined) entries.push([name, fillNested(nested, now, said.get(name), filling)]);
    else if (attribute?.computed === true && filling.isOpen(now))
      entries.push([name, fillAttribute(attribute.type, said.get(name), filling)]);
    else entries.push([name, now]);
  }
  return objectOfType(type, entries);
}

function fillAttribute(type: Type, given: Value | undefined, { make }: Filling): Value {
  if (make === undefined) return Value.unknown(type);
  if (given === undefined) return make(type);
  const converted = convertOrError(given, type);
  return converted instanceof ConversionError ? make(type) : converted;
}

function fillNested(
  { nesting, block }: NestedBlockSchema,
  value: Value,
  given: Value | undefined,
  filling: Filling,
): Value {
  if (!value.isKnown) return value;
  if (nesting === "single" || nesting === "group") return fillObject(block, value, given, filling);
  return withChildren(value, (child) => fillObject(block, child, given, filling));
}

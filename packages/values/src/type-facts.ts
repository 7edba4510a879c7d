/** What is asked of the same types over and over, computed once for each. */

import {
  listType,
  mapType,
  type ObjectType,
  objectType,
  setType,
  type Type,
  tupleType,
  typeHasDynamic,
} from "./type.ts";

interface Facts {
  /** The type without `optional` anywhere: what values have. */
  readonly plain: Type;
  readonly hasDynamic: boolean;
}

const known = new WeakMap<Type, Facts>();

function factsOf(type: Type): Facts {
  let facts = known.get(type);
  if (facts === undefined) {
    facts = { plain: stripOptional(type), hasDynamic: typeHasDynamic(type) };
    known.set(type, facts);
  }
  return facts;
}

/** The type that values have which are converted to `type`: nothing in it is optional any more. */
export function withoutOptional(type: Type): Type {
  return factsOf(type).plain;
}

/** `typeHasDynamic`, remembered. */
export function isInexact(type: Type): boolean {
  return type.kind === "dynamic" || factsOf(type).hasDynamic;
}

function stripOptional(type: Type): Type {
  switch (type.kind) {
    case "list":
    case "set":
    case "map": {
      const element = withoutOptional(type.element);
      if (element === type.element) return type;
      return type.kind === "list"
        ? listType(element)
        : type.kind === "set"
          ? setType(element)
          : mapType(element);
    }
    case "tuple": {
      const elements = type.elements.map(withoutOptional);
      return elements.every((element, i) => element === type.elements[i]) ? type : tupleType(elements);
    }
    case "object":
      return stripObject(type);
    default:
      return type;
  }
}

function stripObject(type: ObjectType): ObjectType {
  let changed = type.optional.size > 0;
  const attributes: [string, Type][] = [];
  for (const [name, attribute] of type.attributes) {
    const plain = withoutOptional(attribute);
    if (plain !== attribute) changed = true;
    attributes.push([name, plain]);
  }
  return changed ? objectType(attributes) : type;
}

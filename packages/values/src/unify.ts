/**
 * Which types convert to which, and the most general type that several types
 * convert to. A conversion is *safe* when it cannot fail for any value
 * (number → string); the others (string → number) are *unsafe*.
 */

import { byGenerality } from "./generality.ts";
import {
  DYNAMIC,
  isPrimitiveType,
  listType,
  mapType,
  type ObjectType,
  objectType,
  setType,
  type TupleType,
  type Type,
  tupleType,
  typesEqual,
} from "./type.ts";

/** How far conversion may go. */
export interface ConversionOptions {
  /** Take conversions too that may fail for some values. */
  readonly unsafe?: boolean;
}

/** True if values of `from` convert to `to`, or may do so when `unsafe`. A type converts to itself. */
export function canConvert(from: Type, to: Type, options?: ConversionOptions): boolean {
  return convertible(from, to, options?.unsafe === true);
}

/**
 * The most general of the types, or one made from them, that all of them
 * convert to; undefined when there is none or no type was given.
 */
export function unify(types: readonly Type[], options?: ConversionOptions): Type | undefined {
  return unifyDistinct(distinctTypes(types), options?.unsafe === true);
}

function convertible(from: Type, to: Type, unsafe: boolean): boolean {
  if (to.kind === "dynamic" || typesEqual(from, to)) return true;
  if (from.kind === "dynamic") return unsafe;
  switch (to.kind) {
    case "string":
      return isPrimitiveType(from);
    case "number":
    case "bool":
      return unsafe && from.kind === "string";
    case "object":
      return toObject(from, to, unsafe);
    case "tuple":
      return (
        from.kind === "tuple" &&
        from.elements.length === to.elements.length &&
        from.elements.every((element, i) => convertible(element, to.elements[i] ?? DYNAMIC, unsafe))
      );
    case "list":
      if (from.kind === "list" || from.kind === "set") return convertible(from.element, to.element, unsafe);
      return from.kind === "tuple" && allTo(from.elements, to.element, unsafe, true);
    case "set":
      if (from.kind === "set" || (from.kind === "list" && unsafe))
        return convertible(from.element, to.element, unsafe);
      return from.kind === "tuple" && allTo(from.elements, to.element, unsafe, true);
    case "map":
      if (from.kind === "map") return convertible(from.element, to.element, unsafe);
      return from.kind === "object" && allTo([...from.attributes.values()], to.element, unsafe, false);
  }
}

function toObject(from: Type, to: ObjectType, unsafe: boolean): boolean {
  if (from.kind === "object") {
    for (const [name, wanted] of to.attributes) {
      const given = from.attributes.get(name);
      if (given === undefined ? !to.optional.has(name) : !convertible(given, wanted, unsafe)) return false;
    }
    return true;
  }
  if (from.kind !== "map" || !unsafe) return false;
  for (const [name, wanted] of to.attributes) {
    if (!to.optional.has(name) && !convertible(from.element, wanted, true)) return false;
  }
  return true;
}

/** Every type of a structure to one element type; where that is `any`, to a common one. */
function allTo(types: readonly Type[], element: Type, unsafe: boolean, sequence: boolean): boolean {
  const distinct = distinctTypes(types);
  let wanted = element;
  if (element.kind === "dynamic" && distinct.length > 0) {
    const common = unifyDistinct(distinct, unsafe);
    if (common === undefined) return false;
    if (sequence && common.kind === "dynamic" && distinct.some((type) => type.kind !== "dynamic"))
      return false;
    wanted = common;
  }
  return distinct.every((type) => convertible(type, wanted, unsafe));
}

/** Each type once, in order of first appearance; thousands of equal ones are common. */
function distinctTypes(types: readonly Type[]): readonly Type[] {
  if (types.length < 2) return types;
  const out: Type[] = [];
  const seen = new Set<Type>();
  for (const type of types) {
    if (seen.has(type)) continue;
    seen.add(type);
    if (!out.some((other) => typesEqual(other, type))) out.push(type);
  }
  return out;
}

function unifyDistinct(types: readonly Type[], unsafe: boolean): Type | undefined {
  const [first] = types;
  if (first === undefined || types.length === 1) return first;
  const kinds = new Set(types.map((type) => type.kind));
  const dynamic = kinds.delete("dynamic");
  const [kind, second] = kinds;
  if (kinds.size === 1 && kind !== undefined && !isPrimitiveKind(kind)) {
    // What the unknown types will turn out to be decides the path taken, so nothing can be said yet.
    return dynamic ? DYNAMIC : unifySameKind(types, unsafe);
  }
  if (kinds.size === 2) {
    if (kinds.has("map") && kinds.has("object")) {
      const asMaps = unifyReplacing(types, isObject, objectsAsMap, unsafe);
      if (asMaps?.kind === "map") return asMaps;
    } else if (kinds.has("list") && kinds.has("tuple")) {
      const asLists = unifyReplacing(types, isTuple, tuplesAsList, unsafe);
      if (asLists?.kind === "list") return asLists;
    }
  }
  if (second !== undefined && kinds.has("object") && kinds.has("tuple")) return undefined;
  for (const wanted of byGenerality(types)) {
    if (types.every((type) => convertible(type, wanted, unsafe))) return wanted;
  }
  return undefined;
}

function isPrimitiveKind(kind: Type["kind"]): boolean {
  return kind === "string" || kind === "number" || kind === "bool";
}
function isObject(type: Type): type is ObjectType {
  return type.kind === "object";
}
function isTuple(type: Type): type is TupleType {
  return type.kind === "tuple";
}

/** Objects beside maps are often maps in disguise, tuples beside lists lists: unify with those in their place. */
function unifyReplacing<T extends Type>(
  types: readonly Type[],
  isDisguised: (type: Type) => type is T,
  reveal: (types: readonly T[], unsafe: boolean) => Type | undefined,
  unsafe: boolean,
): Type | undefined {
  const revealed = reveal(types.filter(isDisguised), unsafe);
  if (revealed === undefined) return undefined;
  return unifyDistinct(distinctTypes(types.map((type) => (isDisguised(type) ? revealed : type))), unsafe);
}

function unifySameKind(types: readonly Type[], unsafe: boolean): Type | undefined {
  const [first] = types;
  switch (first?.kind) {
    case "object":
      return unifyObjects(types.filter(isObject), first, unsafe);
    case "tuple":
      return unifyTuples(types.filter(isTuple), first, unsafe);
    case "list":
    case "set":
    case "map": {
      const elements = types.map((type) => ("element" in type ? type.element : DYNAMIC));
      const element = unifyDistinct(distinctTypes(elements), unsafe);
      if (element === undefined) return undefined;
      const make = first.kind === "list" ? listType : first.kind === "set" ? setType : mapType;
      return make(element);
    }
    default:
      return undefined;
  }
}

/**
 * With the same names, name by name; otherwise as a map. Stricter than
 * conversion, which drops attributes: to unify to fewer would surprise.
 */
function unifyObjects(types: readonly ObjectType[], first: ObjectType, unsafe: boolean): Type | undefined {
  const sameNames = types.every(
    (type) =>
      type.attributes.size === first.attributes.size &&
      [...type.attributes.keys()].every((name) => first.attributes.has(name)),
  );
  if (!sameNames) return objectsAsMap(types, unsafe);
  const attributes: [string, Type][] = [];
  for (const name of first.attributes.keys()) {
    const across = types.map((type) => type.attributes.get(name) ?? DYNAMIC);
    const attribute = unifyDistinct(distinctTypes(across), unsafe);
    if (attribute === undefined) return undefined;
    attributes.push([name, attribute]);
  }
  const common = objectType(attributes);
  return types.every((type) => convertible(type, common, unsafe)) ? common : objectsAsMap(types, unsafe);
}

function unifyTuples(types: readonly TupleType[], first: TupleType, unsafe: boolean): Type | undefined {
  if (types.some((type) => type.elements.length !== first.elements.length))
    return tuplesAsList(types, unsafe);
  const elements: Type[] = [];
  for (let i = 0; i < first.elements.length; i++) {
    const across = types.map((type) => type.elements[i] ?? DYNAMIC);
    const element = unifyDistinct(distinctTypes(across), unsafe);
    if (element === undefined) return undefined;
    elements.push(element);
  }
  const common = tupleType(elements);
  return types.every((type) => convertible(type, common, unsafe)) ? common : tuplesAsList(types, unsafe);
}

function objectsAsMap(types: readonly ObjectType[], unsafe: boolean): Type | undefined {
  const all = types.flatMap((type) => [...type.attributes.values()]);
  const element = unifyDistinct(distinctTypes(all), unsafe);
  if (element === undefined) return undefined;
  const map = mapType(element);
  return types.every((type) => convertible(type, map, unsafe)) ? map : undefined;
}

function tuplesAsList(types: readonly TupleType[], unsafe: boolean): Type | undefined {
  const all = types.flatMap((type) => type.elements);
  const element = unifyDistinct(distinctTypes(all), unsafe);
  if (element === undefined) return undefined;
  const list = listType(element);
  return types.every((type) => convertible(type, list, unsafe)) ? list : undefined;
}

/**
 * The type system of the language: what cty calls a type. Types are plain
 * immutable data; the four primitive ones are shared constants.
 */

export interface DynamicType {
  readonly kind: "dynamic";
}
/** Text, normalised to NFC. */
export interface StringType {
  readonly kind: "string";
}
/** Numbers of 512 bits. */
export interface NumberType {
  readonly kind: "number";
}
/** True and false. */
export interface BoolType {
  readonly kind: "bool";
}
/** Any number of elements of one type, in order. */
export interface ListType {
  readonly kind: "list";
  readonly element: Type;
}
/** Any number of different elements of one type; their order is that of their hashes in Terraform. */
export interface SetType {
  readonly kind: "set";
  readonly element: Type;
}
/** Any number of elements of one type, each under a key. */
export interface MapType {
  readonly kind: "map";
  readonly element: Type;
}
/** So many elements, each of a type of its own. */
export interface TupleType {
  readonly kind: "tuple";
  readonly elements: readonly Type[];
}
/** `optional` holds the attribute names that a type constraint lets callers leave out. */
export interface ObjectType {
  readonly kind: "object";
  readonly attributes: ReadonlyMap<string, Type>;
  readonly optional: ReadonlySet<string>;
}

/** The types without a part. */
export type PrimitiveType = StringType | NumberType | BoolType;
/** The types whose elements share one type. */
type CollectionType = ListType | SetType | MapType;
/** Every type that a value or a constraint may have; `dynamic` stands for any. */
export type Type = DynamicType | PrimitiveType | CollectionType | TupleType | ObjectType;

/** Any type: what `any` is in a constraint, and the type of a value whose type is unknown. */
export const DYNAMIC: DynamicType = { kind: "dynamic" };
/** The type of all texts. */
export const STRING: StringType = { kind: "string" };
/** The type of all numbers. */
export const NUMBER: NumberType = { kind: "number" };
/** The type of true and false. */
export const BOOL: BoolType = { kind: "bool" };

const NONE: ReadonlySet<string> = new Set();

/** The list of an element type. */
export function listType(element: Type): ListType {
  return { kind: "list", element };
}

/** The set of an element type. */
export function setType(element: Type): SetType {
  return { kind: "set", element };
}

/** The map of an element type. */
export function mapType(element: Type): MapType {
  return { kind: "map", element };
}

/** The tuple of these element types. */
export function tupleType(elements: readonly Type[]): TupleType {
  return { kind: "tuple", elements };
}

/** Attributes are kept in code-point order of their names, so that every walk of an object is in one order. */
export function objectType(
  attributes: Iterable<readonly [string, Type]> | Readonly<Record<string, Type>>,
  optional: Iterable<string> = NONE,
): ObjectType {
  const optionalNames = optional === NONE ? NONE : new Set(optional);
  return {
    kind: "object",
    attributes: sortedByName(Symbol.iterator in attributes ? attributes : Object.entries(attributes)),
    optional: optionalNames.size === 0 ? NONE : optionalNames,
  };
}

/** When the attributes are in order already, and nobody else has their map. */
export function objectTypeUnchecked(attributes: ReadonlyMap<string, Type>): ObjectType {
  return { kind: "object", attributes, optional: NONE };
}

/** Whether a type is string, number or bool. */
export function isPrimitiveType(type: Type): type is PrimitiveType {
  return type.kind === "string" || type.kind === "number" || type.kind === "bool";
}

/** Whether two types are the same, optional attributes included. */
export function typesEqual(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "dynamic":
    case "string":
    case "number":
    case "bool":
      return a.kind === b.kind;
    case "list":
    case "set":
    case "map":
      return a.kind === b.kind && typesEqual(a.element, b.element);
    case "tuple":
      return (
        b.kind === "tuple" &&
        a.elements.length === b.elements.length &&
        a.elements.every((element, index) => {
          const other = b.elements[index];
          return other !== undefined && typesEqual(element, other);
        })
      );
    case "object":
      return b.kind === "object" && objectTypesEqual(a, b);
  }
}

function objectTypesEqual(a: ObjectType, b: ObjectType): boolean {
  if (a.attributes.size !== b.attributes.size || a.optional.size !== b.optional.size) return false;
  for (const [name, type] of a.attributes) {
    const other = b.attributes.get(name);
    if (other === undefined || !typesEqual(type, other) || a.optional.has(name) !== b.optional.has(name))
      return false;
  }
  return true;
}

/** True if `any` stands anywhere in the type. */
export function typeHasDynamic(type: Type): boolean {
  switch (type.kind) {
    case "dynamic":
      return true;
    case "string":
    case "number":
    case "bool":
      return false;
    case "list":
    case "set":
    case "map":
      return typeHasDynamic(type.element);
    case "tuple":
      return type.elements.some(typeHasDynamic);
    case "object":
      for (const attribute of type.attributes.values()) if (typeHasDynamic(attribute)) return true;
      return false;
  }
}

/** Entries in code-point order of their names; of equal names the last counts. Mostly they are in order, which costs one look at each. */
export function sortedByName<T extends object>(
  entries: Iterable<readonly [string, T]>,
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  let before = "";
  let sorted = true;
  for (const [name, item] of entries) {
    sorted &&= compareCodePoints(before, name) <= 0;
    found.set(name, item);
    before = name;
  }
  if (sorted) return found;
  const names = [...found.keys()];
  // Without surrogates the engine's own order is the same, and costs a quarter.
  if (names.some((name) => SURROGATE.test(name))) names.sort(compareCodePoints);
  else names.sort();
  const inOrder = new Map<string, T>();
  for (const name of names) {
    const item = found.get(name);
    if (item !== undefined) inOrder.set(name, item);
  }
  return inOrder;
}

const SURROGATE = /[\ud800-\udfff]/;

/** Orders texts by Unicode code point, as Go orders strings; JavaScript's `<` goes by UTF-16 unit. */
export function compareCodePoints(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Only a surrogate (above the BMP) against a unit of U+E000 and up is ordered otherwise by code point.
    if (x >= 0xd800 && y >= 0xd800) return fixUp(x) - fixUp(y);
    return x - y;
  }
  return a.length - b.length;
}

function fixUp(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

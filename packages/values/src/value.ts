/**
 * Values of the language. A value is immutable and carries its type; it is
 * known, null or unknown; it may carry marks ("sensitive", "ephemeral").
 *
 * `data` by type, when the value is known:
 *   string  → string, in Unicode NFC       number → Num (see number.ts)
 *   bool    → boolean                      list, tuple → readonly Value[]
 *   set     → readonly Value[], without doubles, in the order of `compareElements`
 *   map, object → ReadonlyMap<string, Value>, keys in code-point order
 */

import { type Num, numbersEqual, toNum } from "./number.ts";
import {
  BOOL,
  DYNAMIC,
  listType,
  mapType,
  NUMBER,
  objectTypeUnchecked,
  STRING,
  sortedByName,
  type Type,
  tupleType,
  typesEqual,
} from "./type.ts";

/** Marks travel with a value through every operation. */
export type Mark = string;
/** What clings to a value and to all that is made of it: `sensitive`, `ephemeral`, a deprecation. */
export type Marks = ReadonlySet<Mark>;

/** The elements of a list, set or tuple. */
export type Items = readonly Value[];
/** The elements of a map or object by key, sorted. */
export type Entries = ReadonlyMap<string, Value>;
/** What a known value holds besides its type. */
export type Data = string | Num | boolean | Items | Entries;

/** What is known of an unknown value. */
export interface Refinement {
  readonly notNull?: boolean;
  readonly prefix?: string;
  readonly min?: { readonly value: Num; readonly inclusive: boolean };
  readonly max?: { readonly value: Num; readonly inclusive: boolean };
  readonly lengthMin?: number;
  readonly lengthMax?: number;
}

const UNKNOWN = Symbol("unknown");

const LOOKED = 1;
const WHOLLY_KNOWN = 2;
const MARKED = 4;

/** An immutable value with its type: known, unknown or null, with its marks. */
export class Value {
  readonly type: Type;
  readonly marks: Marks | undefined;
  readonly refinement: Refinement | undefined;
  readonly #data: Data | null | typeof UNKNOWN;
  /** Bits of what is in it; 0 until somebody asks. */
  #contents = 0;

  private constructor(
    type: Type,
    data: Data | null | typeof UNKNOWN,
    marks: Marks | undefined,
    refinement?: Refinement,
  ) {
    this.type = type;
    this.#data = data;
    this.marks = marks;
    this.refinement = refinement;
  }

  /** For constructors in this file and codecs; everybody else uses the functions below. */
  static knownUnchecked(type: Type, data: Data, marks?: Marks): Value {
    return new Value(type, data, marks);
  }
  static null(type: Type, marks?: Marks): Value {
    return new Value(type, null, marks);
  }
  static unknown(type: Type, refinement?: Refinement, marks?: Marks): Value {
    return new Value(type, UNKNOWN, marks, refinement);
  }

  get isNull(): boolean {
    return this.#data === null;
  }
  get isUnknown(): boolean {
    return this.#data === UNKNOWN;
  }
  /** Neither null nor unknown (what is inside may still be unknown). */
  get isKnown(): boolean {
    return this.#data !== null && this.#data !== UNKNOWN;
  }
  /** Nothing in it is unknown; null counts as known. */
  get isWhollyKnown(): boolean {
    return (this.#lookInside() & WHOLLY_KNOWN) !== 0;
  }
  /** It or anything in it is marked. */
  get containsMarks(): boolean {
    return (this.#lookInside() & MARKED) !== 0;
  }

  #lookInside(): number {
    if (this.#contents === 0) {
      let known = !this.isUnknown;
      let marked = this.marks !== undefined;
      for (const child of children(this)) {
        if (known && !child.isWhollyKnown) known = false;
        if (!marked && child.containsMarks) marked = true;
        if (!known && marked) break;
      }
      this.#contents = LOOKED | (known ? WHOLLY_KNOWN : 0) | (marked ? MARKED : 0);
    }
    return this.#contents;
  }

  /** The data of a known value; a bug in the caller otherwise. */
  get data(): Data {
    if (this.#data === null || this.#data === UNKNOWN) {
      throw new TypeError(
        `the data of ${this.isNull ? "a null" : "an unknown"} ${this.type.kind} was asked for`,
      );
    }
    return this.#data;
  }
  get asString(): string {
    return this.data as string;
  }
  get asNumber(): Num {
    return this.data as Num;
  }
  get asBool(): boolean {
    return this.data as boolean;
  }
  /** Elements of a list, set or tuple. */
  get asItems(): Items {
    return this.data as Items;
  }
  /** Entries of a map or object. */
  get asEntries(): Entries {
    return this.data as Entries;
  }

  hasMark(mark: Mark): boolean {
    return this.marks?.has(mark) === true;
  }
  /** The same value with more marks. */
  withMarks(marks: Marks | Iterable<Mark> | undefined): Value {
    if (marks === undefined) return this;
    const all = new Set(this.marks);
    for (const mark of marks) all.add(mark);
    if (all.size === (this.marks?.size ?? 0)) return this;
    return new Value(this.type, this.#data, all, this.refinement);
  }
  /** The same value without its own marks; what is inside keeps its marks. */
  withoutMarks(): Value {
    return this.marks === undefined ? this : new Value(this.type, this.#data, undefined, this.refinement);
  }
}

/** The values directly inside of one. */
export function children(value: Value): Iterable<Value> {
  if (!value.isKnown) return [];
  const data = value.data;
  if (Array.isArray(data)) return data as Items;
  if (data instanceof Map) return (data as Entries).values();
  return [];
}

/** The value `true`. */
export const TRUE: Value = Value.knownUnchecked(BOOL, true);
/** The value `false`. */
export const FALSE: Value = Value.knownUnchecked(BOOL, false);
/** `null` with no type of its own. */
export const NULL: Value = Value.null(DYNAMIC);
/** A value of which not even the type is known. */
export const UNKNOWN_DYNAMIC: Value = Value.unknown(DYNAMIC);

const EMPTY_STRING = Value.knownUnchecked(STRING, "");

/** The value of a text, normalised to NFC. */
export function stringValue(text: string): Value {
  return text === ""
    ? EMPTY_STRING
    : Value.knownUnchecked(STRING, isAscii(text) ? text : text.normalize("NFC"));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** `number` may be any finite JavaScript number or ±Infinity; NaN is a bug. */
export function numberValue(number: Num): Value {
  return Value.knownUnchecked(NUMBER, typeof number === "number" ? toNum(number) : number);
}

/** `TRUE` or `FALSE`. */
export function boolValue(bool: boolean): Value {
  return bool ? TRUE : FALSE;
}

/** All items must have type `element`. */
export function listValue(element: Type, items: Items): Value {
  return Value.knownUnchecked(listType(element), items);
}

/** The tuple of these values. */
export function tupleValue(items: Items): Value {
  return Value.knownUnchecked(tupleType(items.map((item) => item.type)), items);
}

/** The map of these entries, which all have the element type already. */
export function mapValue(element: Type, entries: Iterable<readonly [string, Value]>): Value {
  return Value.knownUnchecked(mapType(element), sortedByName(entries));
}

/** The object of these attributes. */
export function objectValue(
  entries: Iterable<readonly [string, Value]> | Readonly<Record<string, Value>>,
): Value {
  const data = sortedByName(Symbol.iterator in entries ? entries : Object.entries(entries));
  const attributes = new Map<string, Type>();
  for (const [name, value] of data) attributes.set(name, value.type);
  return Value.knownUnchecked(objectTypeUnchecked(attributes), data);
}

/** When the object's type is at hand (a schema's implied type), so that it is shared and not built again. */
export function objectOfType(
  type: Type & { kind: "object" },
  entries: Iterable<readonly [string, Value]>,
): Value {
  return Value.knownUnchecked(type, sortedByName(entries));
}

/** Sensitive marks and the like, taken off everything inside. */
export function unmarkDeep(value: Value): { readonly value: Value; readonly marks: Marks } {
  const marks = new Set<Mark>();
  return { value: value.containsMarks ? stripInto(value, marks) : value, marks };
}

function stripInto(value: Value, marks: Set<Mark>): Value {
  if (!value.containsMarks) return value;
  for (const mark of value.marks ?? []) marks.add(mark);
  const own = value.withoutMarks();
  return own.isKnown ? withChildren(own, (child) => stripInto(child, marks)) : own;
}

/** Rebuilds a list, set, tuple, map or object from its children; the type stays, so `change` must keep each child's type. */
export function withChildren(value: Value, change: (child: Value) => Value): Value {
  const data = value.data;
  if (Array.isArray(data)) return Value.knownUnchecked(value.type, (data as Items).map(change), value.marks);
  if (data instanceof Map) {
    const out = new Map<string, Value>();
    for (const [key, child] of data as Entries) out.set(key, change(child));
    return Value.knownUnchecked(value.type, out, value.marks);
  }
  return value;
}

/** Equal in type and content, marks apart; unknown is equal to unknown of the same type. For tests, diffs and caches; `==` of the language is in hcl. */
export function rawEquals(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (!typesEqual(a.type, b.type)) return false;
  if (!a.isKnown || !b.isKnown) return a.isNull === b.isNull && a.isUnknown === b.isUnknown;
  return dataEquals(a.data, b.data, a.type);
}

function dataEquals(a: Data, b: Data, type: Type): boolean {
  if (type.kind === "number") return numbersEqual(a as Num, b as Num);
  if (Array.isArray(a)) {
    const items = a as Items;
    const others = b as Items;
    return (
      items.length === others.length &&
      items.every((item, index) => {
        const other = others[index];
        return other !== undefined && rawEquals(item, other);
      })
    );
  }
  if (a instanceof Map) {
    const entries = a as Entries;
    const others = b as Entries;
    if (entries.size !== others.size) return false;
    for (const [key, value] of entries) {
      const other = others.get(key);
      if (other === undefined || !rawEquals(value, other)) return false;
    }
    return true;
  }
  return a === b;
}

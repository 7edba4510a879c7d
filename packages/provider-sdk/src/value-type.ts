import type { Plain } from "@tutti/plugin";
import {
  BOOL,
  DYNAMIC,
  listType,
  mapType,
  NUMBER,
  objectType,
  STRING,
  setType,
  type Type,
} from "@tutti/values";

declare const plain: unique symbol;

/** A type of the configuration language, with what its values are in TypeScript. */
export interface ValueType<T> {
  readonly type: Type;
  /** A function's parameter of the type takes null, which is undefined here. */
  readonly isNullable?: boolean;
  /** Never there: it carries `T`. */
  readonly [plain]?: T;
}

/** What the values of a type are in TypeScript. */
export type PlainOf<V> = V extends ValueType<infer T> ? T : never;

/** Text. */
export const string: ValueType<string> = { type: STRING };
/** Numbers; what JavaScript cannot hold exactly is rounded for the handlers, and kept exactly where they leave it alone. */
export const number: ValueType<number> = { type: NUMBER };
/** True and false. */
export const bool: ValueType<boolean> = { type: BOOL };
/** Anything that is written. */
export const any: ValueType<Plain> = { type: DYNAMIC };

/** Any number of values of one type, in order. */
export function list<T>(of: ValueType<T>): ValueType<readonly T[]> {
  return { type: listType(of.type) };
}

/** Any number of different values of one type, in no order that counts. */
export function set<T>(of: ValueType<T>): ValueType<readonly T[]> {
  return { type: setType(of.type) };
}

/** Values of one type, each under a key. */
export function map<T>(of: ValueType<T>): ValueType<Readonly<Record<string, T>>> {
  return { type: mapType(of.type) };
}

/** Parts with names and types of their own. All are written; one that is null is undefined here. */
export function object<const Parts extends Readonly<Record<string, ValueType<unknown>>>>(
  parts: Parts,
): ValueType<{ readonly [Name in keyof Parts]: PlainOf<Parts[Name]> | undefined }> {
  return { type: objectType(Object.entries(parts).map(([name, part]) => [name, part.type] as const)) };
}

/** A value that may be missing: of a computed attribute that has none at times, of a function's parameter. */
export function nullable<T>(of: ValueType<T>): ValueType<T | undefined> {
  return { type: of.type, isNullable: true };
}

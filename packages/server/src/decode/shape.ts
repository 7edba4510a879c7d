import type { Buffer } from "node:buffer";
import type { Free } from "./json-value.ts";

/**
 * What a body may hold, as data. Each type has the name that Go's messages use
 * (`string`, `types.CheckID`, `structs.RegisterRequest`), since clients show
 * them; what is decoded has the type that the declaration says (`Decoded`).
 */
export type Shape =
  | { readonly kind: "text" | "moment" | "flag" | "float" | "bytes" | "any"; readonly go: string }
  | { readonly kind: "integer"; readonly go: string; readonly bits: number; readonly signed: boolean }
  /**
   * A text such as `10s`, or nanoseconds. What is neither counts as not given where
   * `loose`, as in Consul's types that read themselves, and is refused elsewhere.
   */
  | { readonly kind: "duration"; readonly go: string; readonly loose: boolean }
  | ListShape
  | MapShape
  | { readonly kind: "pointer"; readonly go: string; readonly of: Shape }
  | StructShape;

/** A list, which null or nothing leaves out. */
export interface ListShape {
  readonly kind: "list";
  readonly go: string;
  readonly of: Shape;
}

/** A map by texts. */
export interface MapShape {
  readonly kind: "map";
  readonly go: string;
  readonly of: Shape;
}

/** A record with declared fields. */
export interface StructShape {
  readonly kind: "struct";
  readonly go: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Set where Consul's type reads itself: messages then name the type by this, and fields without a type. */
  readonly reads?: string;
  /** Takes keys that it does not know; the others refuse them. */
  readonly open?: boolean;
}

/** A field of a record. */
export interface Field {
  readonly shape: Shape;
  /** Other names of the field; the first that is not empty counts. */
  readonly aliases?: readonly string[];
  /** Accepted since Consul accepts it, and nothing follows from it: why. */
  readonly ignored?: string;
}

/** What a shape is decoded to: what was not given, or null, has Go's zero value; lists and maps are null then. */
export type Decoded<S> = S extends { readonly kind: "struct"; readonly fields: infer F }
  ? { readonly [K in keyof F as F[K] extends { readonly ignored: string } ? never : K]: DecodedField<F[K]> }
  : S extends { readonly kind: "list"; readonly of: infer T }
    ? readonly Decoded<T>[] | null
    : S extends { readonly kind: "map"; readonly of: infer T }
      ? { readonly [key: string]: Decoded<T> } | null
      : S extends { readonly kind: "pointer"; readonly of: infer T }
        ? Decoded<T> | undefined
        : S extends { readonly kind: infer K extends keyof Scalars }
          ? Scalars[K]
          : S extends { readonly kind: "integer"; readonly bits: infer B }
            ? B extends 64
              ? bigint
              : number
            : never;

type DecodedField<F> = F extends { readonly shape: infer S } ? Decoded<S> : never;

interface Scalars {
  readonly text: string;
  /** RFC 3339; "" where it is not given. */
  readonly moment: string;
  readonly flag: boolean;
  readonly float: number;
  readonly bytes: Buffer | null;
  readonly any: Free;
  /** Nanoseconds. */
  readonly duration: number;
}

/** A text; "" where it is not given. */
export const text = { kind: "text", go: "string" } as const;
/** A text of RFC 3339, as Go reads a `time.Time`; "" where it is not given. */
export const moment = { kind: "moment", go: "time.Time" } as const;
/** True or false; false where it is not given. */
export const flag = { kind: "flag", go: "bool" } as const;
/** A number of 64 bits, finite; 0 where it is not given. */
export const float = { kind: "float", go: "float64" } as const;
/** Bytes in base64, or as a list of numbers up to 255. */
export const bytes = { kind: "bytes", go: "[]uint8" } as const;
/** Whatever is given: nothing of it is declared. */
export const any = { kind: "any", go: "interface {}" } as const;
/** A text such as `10s`, or nanoseconds; what is neither counts as not given. */
export const duration = { kind: "duration", go: "interface {}", loose: true } as const;
/** A text such as `10s`, or nanoseconds; what is neither is refused. */
export const readableDuration = { kind: "duration", go: "api.ReadableDuration", loose: false } as const;
/** Go's `int`: 64 bits wide, here kept to what a number holds exactly. */
export const int = { kind: "integer", go: "int", bits: 53, signed: true } as const;
/** A whole number from 0, exact to its 64 bits. */
export const uint64 = { kind: "integer", go: "uint64", bits: 64, signed: false } as const;

/** A text whose type has a name. */
export function named<const G extends string>(go: G): { readonly kind: "text"; readonly go: G } {
  return { kind: "text", go };
}

/** A whole number of a type other than `int` and `uint64`. */
export function integer<const B extends number>(
  go: string,
  bits: B,
  signed: boolean,
): { readonly kind: "integer"; readonly go: string; readonly bits: B; readonly signed: boolean } {
  return { kind: "integer", go, bits, signed };
}

/** A list; its Go name is made from that of its elements unless it has one. */
export function list<S extends Shape>(
  of: S,
  go = `[]${of.go}`,
): { readonly kind: "list"; readonly go: string; readonly of: S } {
  return { kind: "list", go, of };
}

/** Texts as keys. */
export function map<S extends Shape>(
  of: S,
  go = `map[string]${of.go}`,
): { readonly kind: "map"; readonly go: string; readonly of: S } {
  return { kind: "map", go, of };
}

/** What may be left out, and is undefined then. */
export function pointer<S extends Shape>(
  of: S,
): { readonly kind: "pointer"; readonly go: string; readonly of: S } {
  return { kind: "pointer", go: `*${of.go}`, of };
}

type FieldOf<T extends Shape | Field> = T extends Shape ? { readonly shape: T } : T;
type FieldsOf<F extends Readonly<Record<string, Shape | Field>>> = {
  readonly [K in keyof F]: FieldOf<F[K]>;
};

/** A record. A field is its shape, or with aliases or a reason to be ignored a `Field`. */
export function struct<const F extends Readonly<Record<string, Shape | Field>>>(
  go: string,
  fields: F,
  more: { readonly reads?: string; readonly open?: boolean } = {},
): { readonly kind: "struct"; readonly go: string; readonly fields: FieldsOf<F> } {
  const entries = Object.entries(fields).map(([name, field]) => [
    name,
    "shape" in field ? field : { shape: field },
  ]);
  return { kind: "struct", go, fields: Object.fromEntries(entries) as FieldsOf<F>, ...more };
}

/** A field that has other names as well. */
export function alias<S extends Shape>(
  shape: S,
  ...aliases: readonly string[]
): { readonly shape: S; readonly aliases: readonly string[] } {
  return { shape, aliases };
}

/** A field that is checked and then left out, and why: nothing reads it. */
export function ignored<S extends Shape>(
  shape: S,
  why: string,
): { readonly shape: S; readonly ignored: string } {
  return { shape, ignored: why };
}

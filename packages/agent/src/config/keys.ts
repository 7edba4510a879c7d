import type { CheckRegistration, ServiceRegistration } from "../local/registration.ts";
import type { Field } from "./fields.ts";
import { CHECK_FIELDS, SERVICE_FIELDS } from "./service-fields.ts";

/** The kinds of values that keys have, and what each is once it was read. */
export interface KeyValues {
  readonly text: string;
  readonly flag: boolean;
  readonly whole: number;
  readonly number: number;
  /** A duration, in milliseconds. */
  readonly ms: number;
  readonly texts: readonly string[];
  readonly textMap: Readonly<Record<string, string>>;
  readonly msMap: Readonly<Record<string, number>>;
  readonly services: readonly ServiceRegistration[];
  readonly checks: readonly CheckRegistration[];
  /** Of a shape of their own, which is checked where they are built. */
  readonly entries: readonly unknown[];
  /** Read by nobody, so of whatever kind. */
  readonly any: unknown;
}

export type KeyKind = keyof KeyValues;

const text: Field = { kind: "string" };
const duration: Field = { kind: "duration" };

/** How a kind is read from a file. */
export const FIELD_OF_KIND: Readonly<Record<KeyKind, Field>> = {
  text,
  flag: { kind: "boolean" },
  whole: { kind: "integer" },
  number: { kind: "number" },
  ms: duration,
  texts: { kind: "list", of: text },
  textMap: { kind: "map", of: text },
  msMap: { kind: "map", of: duration },
  services: { kind: "list", of: { kind: "object", of: SERVICE_FIELDS } },
  checks: { kind: "list", of: { kind: "object", of: CHECK_FIELDS } },
  entries: { kind: "list", of: { kind: "any" } },
  any: { kind: "any" },
};

/** `all("a b", "text")`: several keys of one kind. */
export type KeysOf<Names extends string, Kind extends KeyKind> = Readonly<Record<Words<Names>, Kind>>;

type Words<Names extends string> = Names extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Names;

/** Keys of one kind, written in one line. */
export function all<const Names extends string, const Kind extends KeyKind>(
  names: Names,
  kind: Kind,
): KeysOf<Names, Kind> {
  return Object.fromEntries(names.split(" ").map((name) => [name, kind])) as KeysOf<Names, Kind>;
}

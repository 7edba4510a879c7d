import type { CheckRegistration, ServiceRegistration } from "../local/registration.ts";
import type { Field, Fields } from "./fields.ts";
import { CHECK_FIELDS, SERVICE_FIELDS } from "./service-fields.ts";

/** The kinds of values that keys have, and what each is once it was read. */
export interface KeyValues {
  readonly text: string;
  readonly flag: boolean;
  readonly whole: number;
  /** A whole number that is not below 0. */
  readonly count: number;
  readonly number: number;
  /** A duration, in milliseconds. */
  readonly ms: number;
  readonly texts: readonly string[];
  readonly textMap: Readonly<Record<string, string>>;
  readonly msMap: Readonly<Record<string, number>>;
  /** One, kept as a list of it. */
  readonly service: readonly ServiceRegistration[];
  readonly check: readonly CheckRegistration[];
  readonly services: readonly ServiceRegistration[];
  readonly checks: readonly CheckRegistration[];
  readonly sinks: Readonly<Record<string, AuditSinkValues>>;
  /** Of a shape of their own, which is checked where they are built. */
  readonly entries: readonly unknown[];
  /** A block, and a list of them, that nobody reads: what stands in it is not looked at. */
  readonly block: Readonly<Record<string, unknown>>;
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
  /** Read by nobody, so of whatever kind. */
  readonly any: unknown;
}

/** What one `sink` of `audit` says. */
export interface AuditSinkValues {
  readonly type?: string;
  readonly format?: string;
  readonly path?: string;
  readonly delivery_guarantee?: string;
  readonly mode?: string;
  readonly rotate_bytes?: number;
  readonly rotate_duration?: number;
  readonly rotate_max_files?: number;
}

const AUDIT_SINK_FIELDS: Fields = {
  name: "AuditSink",
  fields: {
    type: { kind: "string" },
    format: { kind: "string" },
    path: { kind: "string" },
    delivery_guarantee: { kind: "string" },
    mode: { kind: "string" },
    rotate_bytes: { kind: "integer" },
    rotate_duration: { kind: "duration" },
    rotate_max_files: { kind: "integer" },
  } satisfies Readonly<Record<keyof AuditSinkValues, Field>>,
};

export type KeyKind = keyof KeyValues;

const text: Field = { kind: "string" };
const duration: Field = { kind: "duration" };
const block: Field = { kind: "map", of: { kind: "any" } };

/** How a kind is read from a file. */
export const FIELD_OF_KIND: Readonly<Record<KeyKind, Field>> = {
  text,
  flag: { kind: "boolean" },
  whole: { kind: "integer" },
  count: { kind: "count" },
  number: { kind: "number" },
  ms: duration,
  texts: { kind: "list", of: text },
  textMap: { kind: "map", of: text },
  msMap: { kind: "map", of: duration },
  service: { kind: "list", of: { kind: "object", of: SERVICE_FIELDS }, isOne: true },
  check: { kind: "list", of: { kind: "object", of: CHECK_FIELDS }, isOne: true },
  services: { kind: "list", of: { kind: "object", of: SERVICE_FIELDS } },
  checks: { kind: "list", of: { kind: "object", of: CHECK_FIELDS } },
  sinks: { kind: "map", of: { kind: "object", of: AUDIT_SINK_FIELDS } },
  entries: { kind: "list", of: block },
  block,
  blocks: { kind: "list", of: block },
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

/**
 * Where the objects of a state lie in its text, so that who needs some of them
 * reads those alone: places, keys and digests, and no values. It holds for
 * exactly one text, as this program writes it.
 */

import { createHash } from "node:crypto";
import type { InstanceKey } from "@tutti/addresses";
import { OBJECT_DIGEST_DIGITS } from "./object-digest.ts";

export interface StateRanges {
  /** The SHA-256 of the text, as hexadecimal digits. */
  readonly digest: string;
  /** Bytes of the text. */
  readonly size: number;
  /** In the order of the text. Resources that are not here are read with the rest of it. */
  readonly resources: readonly ResourceRanges[];
}

/** A resource of which each instance has one object, the current one. */
export interface ResourceRanges {
  /** Its address. */
  readonly resource: string;
  /** Where the first object begins; the next one follows it behind `GAP_BYTES`. */
  readonly start: number;
  readonly lengths: readonly number[];
  readonly keys: readonly InstanceKey[];
  /** Of each object, as `objectDigest` makes it, one behind the other. */
  readonly digests: string;
  /** What is asked of every object, each kind of it once. */
  readonly traits: readonly ObjectTraits[];
  /** Of each object, which of them it has. */
  readonly traitOf: readonly number[];
}

/** Digest of the object at a place. */
export function digestAt(ranges: ResourceRanges, at: number): string {
  return digestsBetween(ranges, at, at + 1);
}

/** Digests of the objects from a place to before another, one behind the other. */
export function digestsBetween({ digests }: ResourceRanges, from: number, to: number): string {
  return digests.slice(from * OBJECT_DIGEST_DIGITS, to * OBJECT_DIGEST_DIGITS);
}

/** What is known of an object without reading it. */
export interface ObjectTraits {
  readonly status: "ready" | "tainted";
  readonly schemaVersion: number;
  readonly createBeforeDestroy: boolean;
  /** It has attributes alone: nothing sensitive, private or that tells it from others. */
  readonly bare: boolean;
  readonly dependencies: readonly string[];
}

/** Between two objects of a resource: a comma, a line break, and the margin of the next. */
export const GAP_BYTES = 10;

/** First line of a file of them; it changes with this form, with the layout of a state, and with the digest of an object. */
const HEAD = "state-index 2";

/** Objects that are found at most, and names in their lists; of more no ranges are kept. */
export const RANGES_MAX = 2_000_000;

/** The text that keeps them. */
export function encodeRanges({ digest, size, resources }: StateRanges): string {
  const written = resources.map((one) => [
    one.resource,
    one.start,
    one.lengths,
    one.keys.map((key) => key ?? null),
    one.digests,
    one.traits,
    one.traits.length === 1 ? null : one.traitOf,
  ]);
  const body = JSON.stringify([digest, size, written]);
  return `${HEAD}\n${digestOf(body)}\n${body}\n`;
}

/** What a text keeps; undefined where it is of another form, or not what was written. */
export function decodeRanges(text: string): StateRanges | undefined {
  const [head, own, body] = text.split("\n", 3);
  if (head !== HEAD || body === undefined || digestOf(body) !== own) return undefined;
  const [digest, size, written] = JSON.parse(body) as Written;
  const resources = written.map(([resource, start, lengths, keys, digests, traits, traitOf]) => ({
    resource,
    start,
    lengths,
    keys: keys.map((key) => key ?? undefined),
    digests,
    traits,
    traitOf: traitOf ?? new Array<number>(keys.length).fill(0),
  }));
  return { digest, size, resources };
}

type Written = readonly [
  digest: string,
  size: number,
  resources: readonly (readonly [
    resource: string,
    start: number,
    lengths: readonly number[],
    keys: readonly (string | number | null)[],
    digests: string,
    traits: readonly ObjectTraits[],
    traitOf: readonly number[] | null,
  ])[],
];

function digestOf(body: string): string {
  return createHash("sha256").update(body).digest("base64");
}

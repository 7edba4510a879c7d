/** What a plan found to stay as it is, as a later plan is told of it: digests, and no values. */

import { hash } from "node:crypto";

/** A block in one instance of its module. */
export interface RememberedUnit {
  /** Of all that is the same for its instances: what is written, and what it refers to. */
  readonly digest: string;
  /** Of what of it decides beside what the bodies come to. */
  readonly around: string;
  /**
   * Of what is the own of some instances together, all of which stayed; and of what their bodies
   * came to, which is enough where something else is written, or referred to, that comes to the same.
   */
  readonly chunks: ReadonlyMap<string, string>;
}

/** By the address of the block, with the keys of its modules. */
export type Remembered = ReadonlyMap<string, RememberedUnit>;

/** Digits of a digest: 128 bits in Base64. */
const DIGITS = 22;

/** One digest of several texts, each with its end. */
export function digestOf(texts: readonly string[]): string {
  const [only = ""] = texts;
  return hash("sha256", texts.length === 1 ? only : JSON.stringify(texts), "base64").slice(0, DIGITS);
}

/** First line of a file of them; it changes with all that decides what a plan makes of a block. */
const HEAD = "plan-memory 4";

/** Digests that are remembered at most; of more nothing is. */
const CHUNKS_MAX = 2_000_000;

/** The text that keeps them; undefined where there are too many. */
export function encodeRemembered(remembered: Remembered, program: string): string | undefined {
  let count = 0;
  const units: Written[] = [];
  for (const [address, { digest, around, chunks }] of remembered) {
    count += chunks.size;
    units.push([address, digest, around, [...chunks.keys()].join(""), [...chunks.values()].join("")]);
  }
  if (count > CHUNKS_MAX) return undefined;
  const body = JSON.stringify(units);
  return `${HEAD} ${JSON.stringify(program)}\n${digestOf([body])}\n${body}\n`;
}

/** What a text keeps; undefined where it is of another program, or not what was written. */
export function decodeRemembered(text: string, program: string): Remembered | undefined {
  const [head, digest, body] = text.split("\n", 3);
  if (head !== `${HEAD} ${JSON.stringify(program)}` || body === undefined || digestOf([body]) !== digest)
    return undefined;
  const remembered = new Map<string, RememberedUnit>();
  for (const [address, unit, around, own, bodies] of JSON.parse(body) as readonly Written[]) {
    const chunks = new Map<string, string>();
    for (let at = 0; at < own.length; at += DIGITS)
      chunks.set(own.slice(at, at + DIGITS), bodies.slice(at, at + DIGITS));
    remembered.set(address, { digest: unit, around, chunks });
  }
  return remembered;
}

type Written = readonly [address: string, digest: string, around: string, own: string, bodies: string];

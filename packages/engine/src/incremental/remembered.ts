/** What a plan found to stay as it is, as a later plan is told of it: digests, and no values. */

import { hash } from "node:crypto";

/** A block in one instance of its module. */
export interface RememberedUnit {
  /** Of all that is the same for its instances: what is written, and what it refers to. */
  readonly digest: string;
  /** Of what is the own of some instances together, all of which stayed. */
  readonly chunks: ReadonlySet<string>;
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
const HEAD = "plan-memory 3";

/** Digests that are remembered at most; of more nothing is. */
const CHUNKS_MAX = 2_000_000;

/** The text that keeps them; undefined where there are too many. */
export function encodeRemembered(remembered: Remembered, program: string): string | undefined {
  let count = 0;
  const units: Written[] = [];
  for (const [address, { digest, chunks }] of remembered) {
    count += chunks.size;
    units.push([address, digest, [...chunks].join("")]);
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
  for (const [address, unit, digests] of JSON.parse(body) as readonly Written[]) {
    const chunks = new Set<string>();
    for (let at = 0; at < digests.length; at += DIGITS) chunks.add(digests.slice(at, at + DIGITS));
    remembered.set(address, { digest: unit, chunks });
  }
  return remembered;
}

type Written = readonly [address: string, digest: string, chunks: string];

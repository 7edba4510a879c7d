/**
 * The first part of a plan file as lines of JSON: all but the changes in the
 * first, and some of the changes in each that follows. So nobody holds the JSON
 * of all changes beside the changes, of which there may be a million.
 */

import { Buffer } from "node:buffer";
import type { Plain } from "../object/value-codec.ts";
import { DataDecoder, DataEncoder } from "./data-codec.ts";
import { type FirstPart, firstPart } from "./first-part.ts";

/** The bytes, with a line break behind each line. */
export function encodeFirst({ changes, ...rest }: FirstPart): Uint8Array {
  const encoder = new DataEncoder();
  const lines: Buffer[] = [];
  const add = (data: unknown): void => {
    lines.push(Buffer.from(`${JSON.stringify(encoder.encode(data))}\n`));
  };
  add(rest);
  for (let at = 0; at < changes.length; at += CHANGES_A_LINE) add(changes.slice(at, at + CHANGES_A_LINE));
  return Buffer.concat(lines);
}

/** Throws where that is something else. */
export function decodeFirst(bytes: Buffer): FirstPart {
  const decoder = new DataDecoder();
  const lines = linesOf(bytes);
  const rest = decoder.decode(lines.next().value ?? null);
  const changes: unknown[] = [];
  for (const line of lines) {
    const some = decoder.decode(line);
    if (!Array.isArray(some)) throw new Error("a line of a plan file is no list of changes");
    for (const change of some as readonly unknown[]) changes.push(change);
  }
  return firstPart(typeof rest === "object" && rest !== null ? { ...rest, changes } : rest);
}

function* linesOf(bytes: Buffer): Generator<Plain, undefined> {
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(LINE_END, from);
    const end = found < 0 ? bytes.length : found;
    yield JSON.parse(bytes.toString("utf8", from, end)) as Plain;
    from = end + 1;
  }
  return undefined;
}

const LINE_END = 0x0a;
const CHANGES_A_LINE = 256;

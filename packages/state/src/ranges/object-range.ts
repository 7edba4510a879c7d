/** Where an object was read from: as long as it is the same thing, it is written by copying, and looked through unread. */

import type { Buffer } from "node:buffer";
import type { InstanceKey } from "@tutti/addresses";
import type { InstanceObject } from "../state.ts";

export interface ObjectRange {
  readonly bytes: Buffer;
  /** Of its instance; under another one it is written anew. */
  readonly key: InstanceKey;
  readonly from: number;
  readonly to: number;
}

const ranges = new WeakMap<InstanceObject, ObjectRange>();

/** Undefined where it has none, or is written under another key than it was read with. */
export function rangeOf(object: InstanceObject, key: InstanceKey): ObjectRange | undefined {
  const range = ranges.get(object);
  return range?.key === key ? range : undefined;
}

export function knowRange(object: InstanceObject, range: ObjectRange): void {
  ranges.set(object, range);
}

/** Whether a text can stand in the attributes, as their JSON; for an object that was not read its whole text counts. */
export function mayMention(object: InstanceObject, text: string): boolean {
  const range = ranges.get(object);
  if (range === undefined) return object.attributesJson.includes(text);
  const { bytes, from, to } = range;
  const at = firstOf(bytes, text);
  return at >= 0 && at < to && bytes.subarray(Math.max(at, from), to).includes(text);
}

/** Mostly it is nowhere in the state, which one look tells of all objects. */
const firsts = new WeakMap<Buffer, Map<string, number>>();

function firstOf(bytes: Buffer, text: string): number {
  let known = firsts.get(bytes);
  if (known === undefined) {
    known = new Map();
    firsts.set(bytes, known);
  }
  let at = known.get(text);
  if (at === undefined) {
    at = bytes.indexOf(text);
    known.set(text, at);
  }
  return at;
}

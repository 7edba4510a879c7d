/**
 * Which instances of a block are looked at together. A chunk ends where a key
 * says so, whatever stands around it, so that a key more or less is one of its
 * own chunk and of no other. There are about as many chunks as there are
 * instances in one: what is otherwise costs a chunk, and all chunks are asked for.
 */

import type { InstanceKey } from "@tutti/addresses";
import type { Value } from "@tutti/values";
import { encodeValue } from "../object/value-codec.ts";
import { type Expansion, itemsOf } from "../scope/repetition.ts";

/** Instances that are looked at together. */
export interface Group {
  readonly keys: readonly InstanceKey[];
  /** Keys, and what `each.value` is of each: another text whenever one of them is otherwise. */
  readonly text: string;
}

/** All instances of a block, of which there are so many. Blocks that are repeated over one value share their groups. */
export function groupsOf(expansion: Expansion, count: number): readonly Group[] {
  if (expansion.kind !== "for_each") return groupsIn(keyed(expansion), chunkSize(count));
  const { over } = expansion;
  let groups = groupsOver.get(over);
  if (groups === undefined) {
    groups = groupsIn(itemsOf(over), chunkSize(itemsOf(over).size));
    groupsOver.set(over, groups);
  }
  return groups;
}

const groupsOver = new WeakMap<Value, readonly Group[]>();

function groupsIn(items: Iterable<readonly [InstanceKey, Value?]>, size: number): readonly Group[] {
  const groups: Group[] = [];
  let keys: InstanceKey[] = [];
  let values: unknown[] = [];
  const end = (): void => {
    const areKeys = values.every((value, at) => value === keys[at]);
    groups.push({ keys, text: JSON.stringify(areKeys ? keys : [keys, values]) });
    keys = [];
    values = [];
  };
  for (const [key, eachValue] of items) {
    keys.push(key);
    values.push(eachValue === undefined ? key : encodeValue(eachValue));
    if (endsChunk(key, size)) end();
  }
  if (keys.length > 0) end();
  return groups;
}

/** Without a value for each. */
function keyed(expansion: Expansion): Iterable<readonly [InstanceKey]> {
  switch (expansion.kind) {
    case "single":
      return [[undefined]];
    case "count":
      return Array.from({ length: expansion.count }, (_, at) => [at] as const);
    case "for_each":
    case "disabled":
    case "unknown":
      return [];
  }
}

/** Of so many instances: a power of two, one of less than 16, a hundred of some ten thousand. */
function chunkSize(count: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(1, Math.sqrt(count) / 2)));
}

/** Whether a chunk of about that size ends behind the key. */
function endsChunk(key: InstanceKey, size: number): boolean {
  const number = typeof key === "number" ? key : typeof key === "string" ? spread(key) : 0;
  return ((number + 1) & (size - 1)) === 0;
}

/** FNV-1a over the units of a text: nothing hangs on it but where chunks end. */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/**
 * Which instances of a block are looked at together. A chunk ends where a key
 * says so, whatever stands around it, so that a key more or less is one of its
 * own chunk and of no other. There are about as many chunks as there are
 * instances in one: what is otherwise costs a chunk, and all chunks are asked for.
 */

import type { InstanceKey } from "@tutti/addresses";

/** Of so many instances: a power of two, one of less than 16, a hundred of some ten thousand. */
export function chunkSize(count: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(1, Math.sqrt(count) / 2)));
}

/** Whether a chunk of about that size ends behind the key. */
export function endsChunk(key: InstanceKey, size: number): boolean {
  const number = typeof key === "number" ? key : typeof key === "string" ? spread(key) : 0;
  return ((number + 1) & (size - 1)) === 0;
}

/** FNV-1a over the units of a text: nothing hangs on it but where chunks end. */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

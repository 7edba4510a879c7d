import { expect } from "@tutti/runtime";

const CHUNK_MAX = 256;

interface Chunk<V> {
  readonly keys: string[];
  readonly values: V[];
}

/**
 * A map ordered by key, for prefixes and ranges. Sorted chunks of at most 256
 * keys: look-up by two binary searches, insertion moves one chunk only.
 */
export class OrderedMap<V> {
  #chunks: Chunk<V>[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: string): V | undefined {
    const chunk = this.#chunks[this.#chunkOf(key)];
    if (chunk === undefined) return undefined;
    const at = lowerBound(chunk.keys, key);
    return chunk.keys[at] === key ? chunk.values[at] : undefined;
  }

  set(key: string, value: V): void {
    if (this.#chunks.length === 0) this.#chunks.push({ keys: [], values: [] });
    const index = Math.min(this.#chunkOf(key), this.#chunks.length - 1);
    const chunk = expect(this.#chunks[index], "a chunk");
    const at = lowerBound(chunk.keys, key);
    if (chunk.keys[at] === key) {
      chunk.values[at] = value;
      return;
    }
    chunk.keys.splice(at, 0, key);
    chunk.values.splice(at, 0, value);
    this.#size += 1;
    if (chunk.keys.length > CHUNK_MAX) this.#split(index, chunk);
  }

  delete(key: string): boolean {
    const index = this.#chunkOf(key);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return false;
    const at = lowerBound(chunk.keys, key);
    if (chunk.keys[at] !== key) return false;
    chunk.keys.splice(at, 1);
    chunk.values.splice(at, 1);
    this.#size -= 1;
    if (chunk.keys.length === 0) this.#chunks.splice(index, 1);
    return true;
  }

  clear(): void {
    this.#chunks = [];
    this.#size = 0;
  }

  /** All pairs whose key begins with `prefix`, in order. The map must not change meanwhile. */
  *prefix(prefix: string): Generator<readonly [string, V]> {
    for (const pair of this.from(prefix)) {
      if (!pair[0].startsWith(prefix)) return;
      yield pair;
    }
  }

  /** All pairs from `key` on, in order. The map must not change meanwhile. */
  *from(key: string): Generator<readonly [string, V]> {
    const first = this.#chunkOf(key);
    for (let index = first; index < this.#chunks.length; index += 1) {
      const { keys, values } = expect(this.#chunks[index], "a chunk");
      for (let at = index === first ? lowerBound(keys, key) : 0; at < keys.length; at += 1) {
        yield [keys[at] as string, values[at] as V];
      }
    }
  }

  /** The first chunk whose last key is not before `key`. */
  #chunkOf(key: string): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const keys = (this.#chunks[middle] as Chunk<V>).keys;
      if ((keys[keys.length - 1] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #split(index: number, chunk: Chunk<V>): void {
    const half = chunk.keys.length >>> 1;
    const tail = { keys: chunk.keys.splice(half), values: chunk.values.splice(half) };
    this.#chunks.splice(index + 1, 0, tail);
  }
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

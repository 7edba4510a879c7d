import { assert, expect } from "@tutti/runtime";

const CHUNK_MAX = 256;

interface Chunk<V> {
  readonly keys: string[];
  readonly values: V[];
  /** The largest measure of the values; 0 without a measure. */
  max: number;
  /** The map that may change it; any other one that holds it copies it first. */
  readonly owner: object;
}

/** Where the keys of a prefix begin or end: a chunk, and a place in it. */
interface Place {
  readonly chunk: number;
  readonly at: number;
}

/**
 * A map ordered by key, for prefixes and ranges. Sorted chunks of at most 256
 * keys: look-up by two binary searches, insertion moves one chunk only.
 * Whole chunks are shared with `snapshot()`s, counted, measured and dropped
 * without a look at their keys, so that a prefix of a million keys costs as
 * much as its 4,000 chunks.
 *
 * Invariants: no chunk is empty; keys grow within and across chunks; `size` is
 * the sum of the chunks' lengths; `max` is the largest measure in the chunk.
 */
export class OrderedMap<V> {
  #chunks: Chunk<V>[] = [];
  #size = 0;
  #owner: object = {};
  readonly #measure: ((value: V) => number) | undefined;

  /** `measure` gives what `max` compares; not below 0. */
  constructor(measure?: (value: V) => number) {
    this.#measure = measure;
  }

  get size(): number {
    return this.#size;
  }

  get(key: string): V | undefined {
    const chunk = this.#chunks[this.#chunkOf(key)];
    if (chunk === undefined) return undefined;
    const at = lowerBound(chunk.keys, key);
    return chunk.keys[at] === key ? chunk.values[at] : undefined;
  }

  has(key: string): boolean {
    const chunk = this.#chunks[this.#chunkOf(key)];
    return chunk !== undefined && chunk.keys[lowerBound(chunk.keys, key)] === key;
  }

  set(key: string, value: V): void {
    const index = this.#chunkOf(key);
    if (index === this.#chunks.length) this.#append(key, value);
    else this.#insert(index, key, value);
  }

  delete(key: string): boolean {
    const index = this.#chunkOf(key);
    const found = this.#chunks[index];
    if (found === undefined) return false;
    const at = lowerBound(found.keys, key);
    if (found.keys[at] !== key) return false;
    this.#cut(index, at, at + 1);
    return true;
  }

  /** Deletes all keys that begin so; gives back how many they were. */
  deletePrefix(prefix: string): number {
    const before = this.#size;
    const { chunk: first, at } = this.#begin(prefix);
    const { chunk: last, at: end } = this.#end(prefix);
    if (first === last) {
      if (at < end) this.#cut(first, at, end);
      return before - this.#size;
    }
    // From behind, so that the places before stay what they are.
    if (end > 0) this.#cut(last, 0, end);
    const wholeFrom = at === 0 ? first : first + 1;
    for (const chunk of this.#chunks.splice(wholeFrom, last - wholeFrom)) this.#size -= chunk.keys.length;
    if (at > 0) this.#cut(first, at, expect(this.#chunks[first], "the first chunk").keys.length);
    return before - this.#size;
  }

  clear(): void {
    this.#chunks = [];
    this.#size = 0;
  }

  /** How many keys begin so. */
  count(prefix: string): number {
    let count = 0;
    for (const { chunk, from, to } of this.#parts(prefix)) count += (to ?? chunk.keys.length) - from;
    return count;
  }

  /** The largest measure of the values whose key begins so; 0 without any. */
  max(prefix: string): number {
    let max = 0;
    for (const { chunk, from, to } of this.#parts(prefix)) {
      if (from === 0 && to === undefined) max = Math.max(max, chunk.max);
      else for (const value of chunk.values.slice(from, to)) max = Math.max(max, this.#measureOf(value));
    }
    return max;
  }

  /** The map as it is now; changes of either are not seen by the other. Costs a pointer a chunk. */
  snapshot(): OrderedMap<V> {
    const copy = new OrderedMap<V>(this.#measure);
    copy.#chunks = this.#chunks.slice();
    copy.#size = this.#size;
    // Neither owns the shared chunks from now on.
    this.#owner = {};
    return copy;
  }

  /** All pairs whose key begins with `prefix`, in order. The map must not change meanwhile. */
  *prefix(prefix: string): Generator<readonly [string, V]> {
    for (const { chunk, from, to } of this.#parts(prefix)) {
      const end = to ?? chunk.keys.length;
      for (let at = from; at < end; at += 1) yield [chunk.keys[at] as string, chunk.values[at] as V];
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

  /** The chunks that hold keys of a prefix; `to` is undefined where a chunk belongs to it up to its end. */
  *#parts(prefix: string): Generator<{ chunk: Chunk<V>; from: number; to: number | undefined }> {
    const begin = this.#begin(prefix);
    const end = this.#end(prefix);
    for (let index = begin.chunk; index <= end.chunk; index += 1) {
      const chunk = this.#chunks[index];
      if (chunk === undefined) return;
      const from = index === begin.chunk ? begin.at : 0;
      if (index < end.chunk) yield { chunk, from, to: undefined };
      else if (from < end.at) yield { chunk, from, to: end.at };
    }
  }

  #append(key: string, value: V): void {
    const last = this.#chunks.length - 1;
    const chunk = this.#chunks[last];
    // Keys that come in order fill chunks up instead of leaving halves behind.
    if (chunk === undefined || chunk.keys.length >= CHUNK_MAX) {
      this.#chunks.push({ keys: [key], values: [value], max: this.#measureOf(value), owner: this.#owner });
      this.#size += 1;
    } else this.#insert(last, key, value);
  }

  #insert(index: number, key: string, value: V): void {
    const chunk = this.#own(index);
    const at = lowerBound(chunk.keys, key);
    if (chunk.keys[at] === key) {
      const before = this.#measureOf(chunk.values[at] as V);
      chunk.values[at] = value;
      this.#remeasure(chunk, before, this.#measureOf(value));
      return;
    }
    chunk.keys.splice(at, 0, key);
    chunk.values.splice(at, 0, value);
    chunk.max = Math.max(chunk.max, this.#measureOf(value));
    this.#size += 1;
    if (chunk.keys.length > CHUNK_MAX) this.#split(index, chunk);
  }

  /** Takes the keys from `at` to before `end` out of a chunk, and the chunk itself when none is left. */
  #cut(index: number, at: number, end: number): void {
    const length = expect(this.#chunks[index], "a chunk").keys.length;
    this.#size -= end - at;
    if (end - at === length) {
      this.#chunks.splice(index, 1);
      return;
    }
    const chunk = this.#own(index);
    chunk.keys.splice(at, end - at);
    chunk.values.splice(at, end - at);
    chunk.max = this.#maxOf(chunk.values);
  }

  #split(index: number, chunk: Chunk<V>): void {
    const half = chunk.keys.length >>> 1;
    const values = chunk.values.splice(half);
    const tail = { keys: chunk.keys.splice(half), values, max: this.#maxOf(values), owner: this.#owner };
    chunk.max = this.#maxOf(chunk.values);
    this.#chunks.splice(index + 1, 0, tail);
  }

  #own(index: number): Chunk<V> {
    const chunk = expect(this.#chunks[index], "a chunk");
    if (chunk.owner === this.#owner) return chunk;
    const copy = {
      keys: chunk.keys.slice(),
      values: chunk.values.slice(),
      max: chunk.max,
      owner: this.#owner,
    };
    this.#chunks[index] = copy;
    return copy;
  }

  #remeasure(chunk: Chunk<V>, before: number, after: number): void {
    if (after >= chunk.max) chunk.max = after;
    else if (before === chunk.max) chunk.max = this.#maxOf(chunk.values);
  }

  #measureOf(value: V): number {
    return this.#measure === undefined ? 0 : this.#measure(value);
  }

  #maxOf(values: readonly V[]): number {
    let max = 0;
    if (this.#measure !== undefined) for (const value of values) max = Math.max(max, this.#measure(value));
    return max;
  }

  #begin(prefix: string): Place {
    const chunk = this.#chunkOf(prefix);
    const keys = this.#chunks[chunk]?.keys;
    return { chunk, at: keys === undefined ? 0 : lowerBound(keys, prefix) };
  }

  /** The place after the last key that begins so, which may be the first one of the next chunk. */
  #end(prefix: string): Place {
    const { chunk: begin } = this.#begin(prefix);
    let low = begin;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const keys = (this.#chunks[middle] as Chunk<V>).keys;
      const last = keys[keys.length - 1] as string;
      if (last < prefix || last.startsWith(prefix)) low = middle + 1;
      else high = middle;
    }
    const keys = this.#chunks[low]?.keys;
    return { chunk: low, at: keys === undefined ? 0 : endOfPrefix(keys, prefix) };
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

  /** Looks whether the invariants hold; for tests, since it reads every key. */
  assertSound(): void {
    let size = 0;
    let before: string | undefined;
    for (const { keys, values, max } of this.#chunks) {
      assert(keys.length > 0 && keys.length <= CHUNK_MAX, "a chunk holds 1 to 256 keys");
      assert(keys.length === values.length, "a chunk has a value for each key");
      assert(max === this.#maxOf(values), "a chunk's max is the largest measure of its values");
      for (const key of keys) {
        assert(before === undefined || before < key, "keys grow");
        before = key;
      }
      size += keys.length;
    }
    assert(size === this.#size, "the size is the number of keys");
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

function endOfPrefix(keys: readonly string[], prefix: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const key = keys[middle] as string;
    if (key < prefix || key.startsWith(prefix)) low = middle + 1;
    else high = middle;
  }
  return low;
}

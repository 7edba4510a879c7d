import type { RecordListener } from "./record-splitter.ts";
import { nameOfType } from "./record-types.ts";

/** How many records of a kind there are, and how many bytes they take. */
export interface RecordCount {
  readonly name: string;
  readonly count: number;
  readonly bytes: number;
}

/** Counts records, by kind. */
export class RecordCounter implements RecordListener {
  readonly #counts = new Map<string, RecordCount>();

  header(): void {}

  record(type: number, _bytes: Uint8Array, size: number): void {
    const name = nameOfType(type);
    const { count, bytes } = this.#counts.get(name) ?? { count: 0, bytes: 0 };
    this.#counts.set(name, { name, count: count + 1, bytes: bytes + size });
  }

  /** Those that take most bytes first. */
  get counts(): readonly RecordCount[] {
    return [...this.#counts.values()].sort((a, b) => b.bytes - a.bytes);
  }
}

/** Of one history: what stays in memory beside the rows that it points at, in bytes. */
const HISTORY_BYTES_MAX = 16 << 20;
/** What a remembered change costs beside its values, in bytes. */
export const CHANGE_BYTES = 1_600;

interface Remembered<C> {
  readonly change: C;
  readonly bytes: number;
}

/**
 * The newest changes of some tables, in order. What is forgotten goes oldest
 * first, so that whoever was told everything up to a revision can go on from
 * there, or learns that something is missing; nobody is ever told a part.
 *
 * Invariants: what came after `floor` is all there; the changes of the newest
 * commit are, however much they cost.
 */
export class History<C extends { readonly revision: number }> {
  #entries: Remembered<C>[] = [];
  /** Entries before this one are forgotten. */
  #first = 0;
  #bytes = 0;
  #floor: number | undefined;
  readonly #bytesMax: number;

  constructor(bytesMax: number = HISTORY_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** Changes up to this revision may be forgotten; undefined before all rows are loaded. */
  get floor(): number | undefined {
    return this.#floor;
  }

  /** The revision of the newest change. */
  get newest(): number {
    return this.#entries.at(-1)?.change.revision ?? this.#floor ?? 0;
  }

  /** Forgets all, and remembers what comes after this revision. */
  begin(revision: number): void {
    this.#entries = [];
    this.#first = 0;
    this.#bytes = 0;
    this.#floor = revision;
  }

  /** Remembers a change; `bytes` is what it keeps in memory beside itself. */
  add(change: C, bytes: number): void {
    // What is loaded at the start is no news.
    if (this.#floor === undefined) return;
    this.#entries.push({ change, bytes: bytes + CHANGE_BYTES });
    this.#bytes += bytes + CHANGE_BYTES;
    this.#forget(change.revision);
  }

  /** What came after a revision; undefined where some of that is forgotten. */
  since(revision: number): readonly C[] | undefined {
    if (this.#floor === undefined || revision < this.#floor) return undefined;
    let low = this.#first;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.change.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return this.#entries.slice(low).map(({ change }) => change);
  }

  #forget(newest: number): void {
    while (this.#bytes > this.#bytesMax) {
      const oldest = this.#entries[this.#first];
      if (oldest === undefined || oldest.change.revision === newest) break;
      this.#floor = oldest.change.revision;
      this.#bytes -= oldest.bytes;
      this.#first += 1;
    }
    // Half of them at a time, so that each is moved once.
    if (this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }
}

/** Most deletions remembered, those of a range counting once; older ones count as if they had been everywhere. */
export const DELETIONS_MAX = 4096;

interface Deletion {
  readonly revision: number;
  readonly key: string;
  /** The key is the prefix of all that went. */
  readonly range: boolean;
}

/**
 * The newest deletions, so that a compare of a range sees what went. Who
 * compares with a revision from before the oldest one is told that something went.
 */
export class Deletions {
  #newest: Deletion[] = [];
  /** Deletions up to this revision are forgotten. */
  #forgotten: number;

  constructor(revision: number) {
    this.#forgotten = revision;
  }

  add(key: string, revision: number): void {
    this.#push({ key, revision, range: false });
  }

  addRange(prefix: string, revision: number): void {
    this.#push({ key: prefix, revision, range: true });
  }

  /** Whether something below `prefix` went after `revision`; true where that is not known any more. */
  anyAfter(revision: number, prefix: string): boolean {
    if (revision < this.#forgotten) return true;
    for (let at = this.#newest.length - 1; at >= 0; at -= 1) {
      const deletion = this.#newest[at];
      if (deletion === undefined || deletion.revision <= revision) return false;
      if (deletion.key.startsWith(prefix)) return true;
      if (deletion.range && prefix.startsWith(deletion.key)) return true;
    }
    return false;
  }

  /** Forgets deletions that did not happen after all. */
  forgetAfter(revision: number): void {
    while ((this.#newest.at(-1)?.revision ?? 0) > revision) this.#newest.pop();
  }

  #push(deletion: Deletion): void {
    this.#newest.push(deletion);
    if (this.#newest.length < 2 * DELETIONS_MAX) return;
    const dropped = this.#newest.splice(0, DELETIONS_MAX);
    this.#forgotten = dropped.at(-1)?.revision ?? this.#forgotten;
  }
}

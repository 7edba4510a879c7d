/** Most of them kept; beyond it all are made anew. */
export const KEPT_MAX = 4096;
/** The longest text that is kept, in characters. */
export const KEPT_LENGTH_MAX = 512;

/** What was made of texts that come from outside again and again, within bounds. */
export class KeptByText<T> {
  readonly #kept = new Map<string, T>();

  get(text: string): T | undefined {
    return this.#kept.get(text);
  }

  keep(text: string, value: T): void {
    if (text.length > KEPT_LENGTH_MAX) return;
    if (this.#kept.size >= KEPT_MAX) this.#kept.clear();
    this.#kept.set(text, value);
  }

  get size(): number {
    return this.#kept.size;
  }
}

/** So many questions are remembered. */
export const QUESTIONS_MAX = 4096;

/**
 * Whether a question was asked before: then Consul's agent has an answer at hand,
 * and says so in its headers. Answers are made anew here all the same.
 */
export class AskedBefore {
  readonly #questions = new Set<string>();

  /** The headers for a question, by all that makes it another one. */
  headers(...question: readonly (string | number | boolean)[]): Readonly<Record<string, string>> {
    const key = JSON.stringify(question);
    if (this.#questions.has(key)) return { "X-Cache": "HIT", Age: "0" };
    if (this.#questions.size >= QUESTIONS_MAX) this.#questions.clear();
    this.#questions.add(key);
    return { "X-Cache": "MISS" };
  }
}

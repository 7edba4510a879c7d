import type { Commit } from "./store.ts";

/** Those who hear of commits, in the order they came. */
export class Listeners {
  #all: ((commit: Commit) => void)[] = [];

  add(listener: (commit: Commit) => void): () => void {
    this.#all = [...this.#all, listener];
    return () => {
      this.#all = this.#all.filter((other) => other !== listener);
    };
  }

  tell(commit: Commit): void {
    for (const listener of this.#all) listener(commit);
  }
}

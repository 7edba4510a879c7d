import { assert } from "@tutti/runtime";
import { addRevisions, createRevisions, Head } from "./head.ts";
import { Listeners } from "./listeners.ts";
import { OrderedMap } from "./ordered-map.ts";
import type { Pause } from "./pause.ts";
import { eachInSlices, inSlices, noPause } from "./pause.ts";
import type { Change, Commit, CommitResult, Entry, Store, Transaction } from "./store.ts";

/** The engine of development mode and simulation: nothing survives the process, a commit is heard at once. */
export function createMemoryStore(pause: Pause = noPause): Store {
  return new MemoryStore(pause);
}

class MemoryStore implements Store {
  revision = 0;
  readonly #pause: Pause;
  readonly #listeners = new Listeners();
  readonly #head: Head;
  #data = new OrderedMap<Entry>();

  constructor(pause: Pause) {
    this.#pause = pause;
    this.#head = new Head(0, createRevisions());
  }

  entries(): AsyncIterable<Entry> {
    return withPauses(this.#data.snapshot(), this.#pause);
  }

  commit(transaction: Transaction): Promise<CommitResult> {
    // What throws is a bug of the caller, and rejects as it does in the other engines.
    return new Promise((resolve) => {
      const accepted = this.#head.accept(transaction);
      resolve("kind" in accepted ? accepted : this.#publish(accepted));
    });
  }

  async restore(entries: Iterable<Entry>): Promise<CommitResult> {
    const keys = createRevisions();
    const data = new OrderedMap<Entry>();
    await eachInSlices(entries, this.#pause, (entry) => {
      addRevisions(keys, entry);
      data.set(entry.key, entry);
    });
    const commit = this.#head.replace(keys, keys.max(""));
    this.#data = data;
    return this.#publish(commit);
  }

  onCommit(listener: (commit: Commit) => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #publish(commit: Commit): CommitResult {
    for (const change of commit.changes) this.#apply(change);
    assert(commit.revision > this.revision, "revisions grow");
    this.revision = commit.revision;
    this.#listeners.tell(commit);
    return { kind: "committed", revision: commit.revision };
  }

  #apply(change: Change): void {
    if (change.kind === "put") this.#data.set(change.entry.key, change.entry);
    else if (change.kind === "delete") this.#data.delete(change.key);
    else this.#data.deletePrefix(change.prefix);
  }
}

async function* withPauses(data: OrderedMap<Entry>, pause: Pause): AsyncGenerator<Entry> {
  for await (const slice of inSlices(valuesOf(data), pause)) yield* slice;
}

function* valuesOf(data: OrderedMap<Entry>): Generator<Entry> {
  for (const [, entry] of data.from("")) yield entry;
}

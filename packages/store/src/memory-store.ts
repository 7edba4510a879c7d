import { Head } from "./head.ts";
import { Listeners } from "./listeners.ts";
import { OrderedMap } from "./ordered-map.ts";
import type { Commit, CommitResult, Entry, Store } from "./store.ts";

/** The engine of development mode and simulation: nothing survives the process, a commit is heard at once. */
export function createMemoryStore(initial: readonly Entry[] = []): Store {
  const data = new OrderedMap<Entry>();
  for (const entry of initial) data.set(entry.key, entry);
  const first = initial.reduce((max, entry) => Math.max(max, entry.modifyRevision), 0);
  const head = new Head(first, initial);
  const listeners = new Listeners();
  let revision = first;

  function publish(commit: Commit): CommitResult {
    if (commit.reset) data.clear();
    for (const change of commit.changes) {
      if (change.kind === "put") data.set(change.entry.key, change.entry);
      else data.delete(change.key);
    }
    revision = commit.revision;
    listeners.tell(commit);
    return { kind: "committed", revision };
  }

  return {
    get revision() {
      return revision;
    },
    *entries() {
      for (const [, entry] of data.from("")) yield entry;
    },
    commit(transaction) {
      const accepted = head.accept(transaction);
      return Promise.resolve("kind" in accepted ? accepted : publish(accepted));
    },
    restore: (entries) => Promise.resolve(publish(head.replace(entries))),
    onCommit: (listener) => listeners.add(listener),
    close: () => Promise.resolve(),
  };
}

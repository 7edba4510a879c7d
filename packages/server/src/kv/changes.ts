import { type ChangedRow, type ChangeEvent, type ChangeSource, sourceOf } from "../endpoint/change-source.ts";
import { right } from "../rights/right.ts";
import type { Row } from "../state/table.ts";
import { encodeKv } from "./encode.ts";
import type { KvRecord } from "./records.ts";
import { type KvChange, type KvView, kvPrefixTopic, kvTopic } from "./view.ts";

/** What becomes of one key. */
export function keyChanges(kv: KvView, key: string): ChangeSource {
  return sourceOf<KvChange>({
    history: kv.history,
    topics: [kvTopic(key)],
    index: () => kv.unchangedSince(key),
    *events(change) {
      if (change.kind === "key" && change.key === key) yield eventOf(change);
      if (change.kind === "range" && key.startsWith(change.prefix))
        yield* deleted(change, change.before.get(key));
    },
  });
}

/** What becomes of the keys below a prefix. */
export function keysChanges(kv: KvView, prefix: string): ChangeSource {
  return sourceOf<KvChange>({
    history: kv.history,
    topics: [kvPrefixTopic(prefix)],
    index: () => kv.indexBelow(prefix),
    *events(change) {
      if (change.kind === "key" && change.key.startsWith(prefix)) yield eventOf(change);
      if (change.kind !== "range") return;
      const inner = change.prefix.startsWith(prefix) ? change.prefix : prefix;
      if (!inner.startsWith(change.prefix)) return;
      for (const [, row] of change.before.prefix(inner)) yield* deleted(change, row);
    },
  });
}

function* deleted({ revision }: KvChange, before: Row<KvRecord> | undefined): Generator<ChangeEvent> {
  if (before !== undefined) yield eventOf({ revision, key: before.id, before, after: undefined });
}

type KeyChange = Omit<Extract<KvChange, { kind: "key" }>, "kind">;

function eventOf({ revision, key, before, after }: KeyChange): ChangeEvent {
  return { revision, of: { Type: "key", Name: key }, before: rowOf(before), after: rowOf(after) };
}

function rowOf(row: Row<KvRecord> | undefined): ChangedRow | undefined {
  if (row === undefined) return undefined;
  return {
    index: row.modifyIndex,
    needs: [right("key", "read", row.id)],
    json: () => encodeKv(row, false),
  };
}

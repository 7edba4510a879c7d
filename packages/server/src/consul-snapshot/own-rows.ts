import { Buffer } from "node:buffer";
import { type Entry, KEY_BYTES_MAX } from "@tutti/store";
import type { ServerState } from "../server-state.ts";
import type { Table } from "../state/table.ts";
import { type Tree, textOf } from "./plain-tree.ts";
import { indexOf } from "./rows.ts";
import { DamagedRecord } from "./shaped-tree.ts";

/** The field of a snapshot's header that Consul does not know, and so passes over. */
const FIELD = "OwnRows";

/** What Consul has no records for: secrets, and when keys go. */
export function ownTables({ secrets, keyTtls }: ServerState): readonly Table<never>[] {
  const tables = [keyTtls.table, secrets.secrets, secrets.sealed, secrets.leases];
  return tables as readonly unknown[] as readonly Table<never>[];
}

/** The header's field with such rows, as they are kept. */
export function ownField(entries: Iterable<Entry>): Tree {
  const rows = [...entries].map(({ key, value, createRevision, modifyRevision }) => [
    key,
    Buffer.from(value),
    createRevision,
    modifyRevision,
  ]);
  return rows.length === 0 ? {} : { [FIELD]: rows };
}

/** The rows in a header; those of other tables are no business of it. */
export function* ownEntries(header: Tree, state: ServerState): Generator<Entry> {
  const rows = header[FIELD];
  if (!Array.isArray(rows)) return;
  const names = new Set(ownTables(state).map(({ name }) => name));
  for (const row of rows) {
    const [name, value, made, changed]: readonly unknown[] = Array.isArray(row) ? row : [];
    const key = textOf(name) ?? "";
    if (!(value instanceof Uint8Array) || !names.has(key.slice(0, key.indexOf("/"))))
      throw new DamagedRecord("its header holds rows that are none");
    if (key.length > KEY_BYTES_MAX) throw new DamagedRecord("its header holds a key that is too long");
    const createRevision = indexOf(made);
    yield { key, value, createRevision, modifyRevision: Math.max(createRevision, indexOf(changed)) };
  }
}

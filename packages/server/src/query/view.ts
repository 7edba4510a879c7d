import type { StateStore } from "../state/state-store.ts";
import type { Row } from "../state/table.ts";
import { Table } from "../state/table.ts";
import type { QueryRecord } from "./records.ts";

/** Topic of any change of prepared queries. */
export const QUERIES_TOPIC = "queries";

/** The prepared queries, by id, by name and by session. */
export class QueryView {
  readonly table: Table<QueryRecord>;

  constructor(state: StateStore) {
    this.table = state.add(new Table<QueryRecord>("query"));
    this.table.onChange(() => state.watches.touch(QUERIES_TOPIC));
  }

  list(): readonly Row<QueryRecord>[] {
    return [...this.table.list()];
  }

  boundTo(session: string): readonly Row<QueryRecord>[] {
    if (this.table.rows.size === 0) return [];
    return this.list().filter((row) => row.value.Session === session);
  }
}

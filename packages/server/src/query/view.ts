import { flag, list, map, number, orNull, record, text } from "../state/row-shape.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Row, RowRule } from "../state/table.ts";
import { Table } from "../state/table.ts";
import type { QueryRecord } from "./records.ts";

/** Topic of any change of prepared queries. */
export const QUERIES_TOPIC = "queries";

const texts = orNull(list(text));
const QUERY_ROW: RowRule<QueryRecord> = {
  holds: record<QueryRecord>({
    ID: text,
    Name: text,
    Session: text,
    Token: text,
    Template: record<QueryRecord["Template"]>({ Type: text, Regexp: text, RemoveEmptyTags: flag }),
    Service: record<QueryRecord["Service"]>({
      Service: text,
      Failover: record<QueryRecord["Service"]["Failover"]>({ NearestN: number, Datacenters: texts }),
      OnlyPassing: flag,
      IgnoreCheckIDs: texts,
      Near: text,
      Tags: texts,
      NodeMeta: orNull(map(text)),
      ServiceMeta: orNull(map(text)),
      Connect: flag,
    }),
    DNS: record<QueryRecord["DNS"]>({ TTL: text }),
  }),
  idOf: ({ ID }) => ID,
};

/** The prepared queries, by id, by name and by session. */
export class QueryView {
  readonly table: Table<QueryRecord>;

  constructor(state: StateStore) {
    this.table = state.add(new Table<QueryRecord>("query", QUERY_ROW));
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

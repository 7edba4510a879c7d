import type { Entry, OrderedMap } from "@tutti/store";
import type { ServerState } from "../server-state.ts";
import type { Row, Table } from "../state/table.ts";
import { ownTables } from "./own-rows.ts";

/** All rows at one moment; what is written later does not touch them. */
export type FrozenState = ReturnType<typeof freezeState>;

/** In one step, and for nothing: the maps share what they hold. */
export function freezeState(state: ServerState) {
  const { acl, catalog, connect, operator } = state;
  return {
    revision: state.revision,
    nodes: catalog.nodes.rows.snapshot(),
    services: catalog.services.rows.snapshot(),
    checks: catalog.checks.rows.snapshot(),
    coordinates: state.coordinates.table.rows.snapshot(),
    sessions: state.sessions.table.rows.snapshot(),
    tokens: acl.tokens.rows.snapshot(),
    policies: acl.policies.rows.snapshot(),
    roles: acl.roles.rows.snapshot(),
    bindingRules: acl.bindingRules.rows.snapshot(),
    authMethods: acl.authMethods.rows.snapshot(),
    bootstrap: acl.bootstrap.rows.snapshot(),
    keys: state.kv.table.rows.snapshot(),
    queries: state.queries.table.rows.snapshot(),
    autopilot: operator.autopilot.rows.snapshot(),
    cluster: operator.cluster.get("id")?.value ?? "",
    authority: {
      config: connect.config.rows.snapshot(),
      roots: connect.roots.rows.snapshot(),
      keys: connect.keys.rows.snapshot(),
    },
    configEntries: state.configEntries.table.rows.snapshot(),
    own: ownTables(state).map((table) => {
      const rows = table.rows.snapshot();
      return () => entriesOf(table, rows);
    }),
    tableIndexes: {
      nodes: catalog.nodes.index,
      services: catalog.services.index,
      checks: catalog.checks.index,
      kvs: state.kv.table.index,
      sessions: state.sessions.table.index,
      "prepared-queries": state.queries.table.index,
      "config-entries": state.configEntries.table.index,
      "acl-tokens": acl.tokens.index,
      "acl-policies": acl.policies.index,
      "acl-roles": acl.roles.index,
    },
  };
}

function* entriesOf<T>(table: Table<T>, rows: OrderedMap<Row<T>>): Generator<Entry> {
  for (const [id, row] of rows.from("")) yield table.entryOf(row.value, row, id);
}

import type { OrderedMap } from "@tutti/store";
import type { MsgpackTrees } from "@tutti/values";
import type { Row } from "../state/table.ts";
import { writeAuthMethod, writeBindingRule, writePolicy, writeRole, writeToken } from "./acl-records.ts";
import { SERIAL_INDEX, writeAuthority } from "./ca-records.ts";
import { writeCoordinate, writeRegistrations } from "./catalog-records.ts";
import { writeConfigEntry } from "./entry-records.ts";
import type { FrozenState } from "./frozen-state.ts";
import { ownField } from "./own-rows.ts";
import { BOOTSTRAP_INDEX } from "./read-records.ts";
import { RECORD_TYPES, type RecordName } from "./record-types.ts";
import { writeAutopilot, writeKey, writeQuery, writeSession } from "./state-records.ts";

/** A record, or the header, which has no name. */
type Named = readonly [name: RecordName | undefined, tree: unknown];

/** The header and all records as Consul's state machine writes them, in its order: each a byte for its type, and a value. */
export function* writeRecords(state: FrozenState, msgpack: MsgpackTrees): Generator<Uint8Array> {
  for (const [name, tree] of records(state, msgpack)) {
    if (name !== undefined) yield Uint8Array.of(RECORD_TYPES[name]);
    yield msgpack.encode(tree);
  }
}

function* records(state: FrozenState, msgpack: MsgpackTrees): Generator<Named> {
  yield [undefined, { LastIndex: state.revision, ...ownField(state.own.flatMap((rows) => [...rows()])) }];
  const catalog = {
    nodes: state.nodes.from(""),
    servicesOf: (prefix: string) => state.services.prefix(prefix),
    checksOf: (prefix: string) => state.checks.prefix(prefix),
  };
  for (const tree of writeRegistrations(catalog)) yield ["Register", tree];
  yield* each("CoordinateBatchUpdate", state.coordinates, writeCoordinate);
  yield* each("Session", state.sessions, writeSession);
  yield* each("ACLToken", state.tokens, writeToken);
  yield* each("ACLPolicy", state.policies, writePolicy);
  yield* each("ACLRole", state.roles, writeRole);
  yield* each("ACLBindingRule", state.bindingRules, writeBindingRule);
  yield* each("ACLAuthMethod", state.authMethods, writeAuthMethod);
  yield* each("KVS", state.keys, writeKey);
  yield* each("PreparedQuery", state.queries, writeQuery);
  yield* each("Autopilot", state.autopilot, writeAutopilot);
  const authority = writeAuthority(state.authority, state.cluster);
  for (const tree of authority.roots) yield ["ConnectCA", tree];
  for (const tree of authority.keys) yield ["ConnectCAProviderState", tree];
  for (const tree of authority.configs) yield ["ConnectCAConfig", tree];
  yield* each("ConfigEntry", state.configEntries, (row) => writeConfigEntry(row, msgpack));
  // Without it Consul takes the intentions for those of a version before 1.9.
  yield [
    "SystemMetadata",
    { Key: "intention-format", Value: "config-entry", CreateIndex: 1, ModifyIndex: 1 },
  ];
  for (const [Key, Value] of indexes(state)) if (Value > 0) yield ["Index", { Key, Value }];
}

function* each<T>(
  name: RecordName,
  rows: OrderedMap<Row<T>>,
  write: (row: Row<T>) => unknown,
): Generator<Named> {
  for (const [, row] of rows.from("")) yield [name, write(row)];
}

/** Those of the tables, and two that Consul keeps facts in. */
function* indexes(state: FrozenState): Generator<readonly [string, number]> {
  yield* Object.entries(state.tableIndexes);
  for (const [, { createIndex }] of state.bootstrap.from("")) yield [BOOTSTRAP_INDEX, createIndex];
  for (const [, { value }] of state.authority.keys.from("")) yield [SERIAL_INDEX, value.Serial];
}

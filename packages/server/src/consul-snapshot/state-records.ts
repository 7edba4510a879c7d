import { Buffer } from "node:buffer";
import { formatDurationNs } from "@tutti/values";
import { bytes, duration, flag, integer, list, struct, text, uint64 } from "../decode/shape.ts";
import type { KvRecord } from "../kv/records.ts";
import type { AutopilotConfig } from "../operator/view.ts";
import { PREPARED_QUERY } from "../query/bodies.ts";
import type { QueryRecord } from "../query/records.ts";
import type { ServerState } from "../server-state.ts";
import type { SessionRecord } from "../session/records.ts";
import type { Row } from "../state/table.ts";
import type { Tree } from "./plain-tree.ts";
import { indexesIn, indexFields, type RowSink, recordOf } from "./rows.ts";
import { DamagedRecord, readShape } from "./shaped-tree.ts";

const KEY = struct("structs.DirEntry", {
  LockIndex: integer("uint64", 53, false),
  Key: text,
  Flags: uint64,
  Value: bytes,
  Session: text,
  /** Our own: a number that grows with each holder of the lock. */
  Fence: integer("uint64", 53, false),
});

const LOCK_INDEX_MAX = 0xffff_ffff;
const SESSION_BYTES_MAX = 127;

/** A key. */
export function readKey(tree: Tree, { kv }: ServerState, sink: RowSink): void {
  const { Key, Value, Flags, Session, LockIndex, Fence } = readShape(tree, KEY);
  if (LockIndex > LOCK_INDEX_MAX || Session.length > SESSION_BYTES_MAX)
    throw new DamagedRecord("a lock is none");
  const record: KvRecord = {
    value: Value ?? Buffer.alloc(0),
    flags: Flags,
    session: Session,
    lockIndex: LockIndex,
    ...(Fence > 0 ? { fence: Fence } : {}),
  };
  sink.entry(kv.table.entryOf(record, indexesIn(tree), Key));
}

/** A key as Consul keeps it. */
export function writeKey(row: Row<KvRecord>): Tree {
  const { value, flags, session, lockIndex, fence } = row.value;
  return {
    LockIndex: lockIndex,
    Key: row.id,
    // What fits into it is a number, which takes less room and time.
    Flags: flags <= 0xffff_ffffn ? Number(flags) : flags,
    Value: value.length === 0 ? null : value,
    Session: session,
    ...(fence === undefined ? {} : { Fence: fence }),
    ...indexFields(row),
  };
}

const KEPT_SESSION = struct("structs.Session", {
  ID: text,
  Name: text,
  Node: text,
  LockDelay: duration,
  Behavior: text,
  TTL: text,
  NodeChecks: list(text),
  ServiceChecks: list(struct("structs.ServiceCheck", { ID: text, Namespace: text })),
  Checks: list(text),
});

/** A session; its time begins anew. */
export function readSession(tree: Tree, { sessions }: ServerState, sink: RowSink): void {
  const { Checks, Behavior, ...session } = readShape(tree, KEPT_SESSION);
  const record: SessionRecord = {
    ...session,
    Behavior: Behavior === "delete" ? "delete" : "release",
    ...(Checks === null ? {} : { Checks }),
  };
  sink.entry(sessions.table.entryOf(record, indexesIn(tree)));
}

/** A session as Consul keeps it. */
export const writeSession = (row: Row<SessionRecord>): Tree => recordOf(row.value, KEPT_SESSION, row);

/** A prepared query. */
export function readQuery(tree: Tree, { queries }: ServerState, sink: RowSink): void {
  const record: QueryRecord = readShape(tree, PREPARED_QUERY);
  sink.entry(queries.table.entryOf(record, indexesIn(tree)));
}

/** A prepared query as Consul keeps it. */
export const writeQuery = (row: Row<QueryRecord>): Tree => recordOf(row.value, PREPARED_QUERY, row);

const AUTOPILOT = struct("structs.AutopilotConfig", {
  CleanupDeadServers: flag,
  LastContactThreshold: duration,
  MaxTrailingLogs: integer("uint64", 53, false),
  MinQuorum: integer("uint", 53, false),
  ServerStabilizationTime: duration,
  RedundancyZoneTag: text,
  DisableUpgradeMigration: flag,
  UpgradeVersionTag: text,
});

/** How dead servers are dealt with. */
export function readAutopilot(tree: Tree, { operator }: ServerState, sink: RowSink): void {
  const { LastContactThreshold, ServerStabilizationTime, ...rest } = readShape(tree, AUTOPILOT);
  const record: AutopilotConfig = {
    ...rest,
    LastContactThreshold: formatDurationNs(LastContactThreshold),
    ServerStabilizationTime: formatDurationNs(ServerStabilizationTime),
  };
  sink.entry(operator.autopilot.entryOf(record, indexesIn(tree)));
}

/** The same as Consul keeps it. */
export const writeAutopilot = (row: Row<AutopilotConfig>): Tree => recordOf(row.value, AUTOPILOT, row);

import type { MsgpackTrees } from "@tutti/values";
import type { ServerState } from "../server-state.ts";
import type { Table } from "../state/table.ts";
import {
  readAuthMethod,
  readBindingRule,
  readOldToken,
  readPolicy,
  readRole,
  readToken,
} from "./acl-records.ts";
import { AuthorityReader, SERIAL_INDEX } from "./ca-records.ts";
import { RegistrationReader, readCoordinates } from "./catalog-records.ts";
import { OldIntentions, readConfigEntry } from "./entry-records.ts";
import { ownEntries } from "./own-rows.ts";
import { isRecord, type Tree, textOf } from "./plain-tree.ts";
import type { RecordListener } from "./record-splitter.ts";
import { nameOfType, type RecordName } from "./record-types.ts";
import { indexOf, type RowSink } from "./rows.ts";
import { DamagedRecord } from "./shaped-tree.ts";
import { readAutopilot, readKey, readQuery, readSession } from "./state-records.ts";

/** Whether somebody has taken the first management token, among Consul's indexes. */
export const BOOTSTRAP_INDEX = "acl-token-bootstrap";

/**
 * Turns the records of a snapshot of Consul into rows, in their order. Some
 * make sense only together; these come with `finish`.
 */
export class RecordReader implements RecordListener {
  readonly #msgpack: MsgpackTrees;
  readonly #state: ServerState;
  readonly #sink: RowSink;
  readonly #registrations: RegistrationReader;
  readonly #authority = new AuthorityReader();
  readonly #intentions = new OldIntentions();
  readonly #tables = new Set<string>();
  #lastIndex = 1;

  constructor(msgpack: MsgpackTrees, state: ServerState, sink: RowSink) {
    this.#msgpack = msgpack;
    this.#state = state;
    this.#registrations = new RegistrationReader(state);
    this.#sink = {
      leaveOut: (what) => sink.leaveOut(what),
      entry: (entry) => {
        this.#tables.add(entry.key.slice(0, entry.key.indexOf("/")));
        sink.entry(entry);
      },
    };
  }

  /** What stands in front of all records. */
  header(bytes: Uint8Array): void {
    const tree = this.#tree(bytes);
    this.#lastIndex = indexOf(tree["LastIndex"]);
    for (const entry of ownEntries(tree, this.#state)) this.#sink.entry(entry);
  }

  /** One record, without the byte that says its type. */
  record(type: number, bytes: Uint8Array): void {
    const name = nameOfType(type);
    const read = READERS[name as RecordName];
    if (read === undefined) {
      this.#sink.leaveOut(`records of the type ${name}`);
      return;
    }
    try {
      read(this.#msgpack.decode(bytes), this.#parts);
    } catch (error) {
      if (error instanceof Error) throw new DamagedRecord(`a record of the type ${name}: ${error.message}`);
      throw error;
    }
  }

  /** What came only with others, and what must be there in any case. */
  finish(): void {
    this.#authority.finish(this.#state, this.#sink);
    this.#intentions.finish(this.#state, this.#sink);
    this.#keep(this.#state.operator.cluster);
    this.#keep(this.#state.operator.autopilot);
  }

  /** What the snapshot says nothing about stays as it is. */
  #keep<T>(table: Table<T>): void {
    if (this.#tables.has(table.name)) return;
    for (const { id, value, createIndex, modifyIndex } of table.list())
      this.#sink.entry(table.entryOf(value, { createIndex, modifyIndex }, id));
  }

  get #parts(): Parts {
    return {
      msgpack: this.#msgpack,
      state: this.#state,
      sink: this.#sink,
      registrations: this.#registrations,
      authority: this.#authority,
      intentions: this.#intentions,
      lastIndex: this.#lastIndex,
    };
  }

  #tree(bytes: Uint8Array): Tree {
    const tree = this.#msgpack.decode(bytes);
    if (!isRecord(tree)) throw new DamagedRecord("it has no header");
    return tree;
  }
}

interface Parts {
  readonly msgpack: MsgpackTrees;
  readonly state: ServerState;
  readonly sink: RowSink;
  readonly registrations: RegistrationReader;
  readonly authority: AuthorityReader;
  readonly intentions: OldIntentions;
  readonly lastIndex: number;
}

type Read = (tree: unknown, parts: Parts) => void;

/** A record of fields. */
function fields(read: (tree: Tree, parts: Parts) => void): Read {
  return (tree, parts) => {
    if (!isRecord(tree)) throw new DamagedRecord("it has no fields");
    read(tree, parts);
  };
}

/** What says how Consul keeps things, or follows from other records. */
const nothing: Read = () => {};

const READERS: Readonly<Record<RecordName, Read>> = {
  Register: fields((tree, { registrations, sink }) => registrations.read(tree, sink)),
  KVS: fields((tree, { state, sink }) => readKey(tree, state, sink)),
  Session: fields((tree, { state, sink }) => readSession(tree, state, sink)),
  ACL: fields((tree, { state, sink }) => readOldToken(tree, state, sink)),
  // After a restore every index counts from its revision on, so that nobody misses a delete.
  Tombstone: nothing,
  CoordinateBatchUpdate: (tree, { state, lastIndex, sink }) => readCoordinates(tree, state, lastIndex, sink),
  PreparedQuery: fields((tree, { state, sink }) => readQuery(tree, state, sink)),
  Autopilot: fields((tree, { state, sink }) => readAutopilot(tree, state, sink)),
  ACLBootstrap: (_tree, { state, lastIndex, sink }) => bootstrapped(state, lastIndex, sink),
  Intention: fields((tree, { intentions }) => intentions.read(tree)),
  ConnectCA: fields((tree, { authority }) => authority.readRoot(tree)),
  ConnectCAProviderState: fields((tree, { authority }) => authority.readKey(tree)),
  ConnectCAConfig: fields((tree, { authority }) => authority.readConfig(tree)),
  Index: fields((tree, { authority, state, sink }) => {
    const index = Number(tree["Value"]);
    const name = textOf(tree["Key"]);
    if (name === SERIAL_INDEX) authority.serial = index;
    if (name === BOOTSTRAP_INDEX && index > 0) bootstrapped(state, index, sink);
  }),
  ACLToken: fields((tree, { state, sink }) => readToken(tree, state, sink)),
  ACLPolicy: fields((tree, { state, sink }) => readPolicy(tree, state, sink)),
  ConfigEntry: (tree, { msgpack, state, sink }) => readConfigEntry(tree, msgpack, state, sink),
  ACLRole: fields((tree, { state, sink }) => readRole(tree, state, sink)),
  ACLBindingRule: fields((tree, { state, sink }) => readBindingRule(tree, state, sink)),
  ACLAuthMethod: fields((tree, { state, sink }) => readAuthMethod(tree, state, sink)),
  ChunkingState: fields((tree, { sink }) => {
    const chunks = tree["ChunkMap"];
    if (isRecord(chunks) && Object.keys(chunks).length > 0)
      sink.leaveOut("writes of which only a part had come");
  }),
  // What it says of the own datacenter follows from the catalog.
  FederationState: fields((tree, { sink }) => {
    const gateways = isRecord(tree["State"]) ? tree["State"]["MeshGateways"] : null;
    if (Array.isArray(gateways) && gateways.length > 0)
      sink.leaveOut("the mesh gateways of a federation of datacenters");
  }),
  SystemMetadata: nothing,
};

function bootstrapped({ acl }: ServerState, index: number, sink: RowSink): void {
  sink.entry(acl.bootstrap.entryOf({ Done: true }, { createIndex: index, modifyIndex: index }));
}

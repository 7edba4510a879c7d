import { Buffer } from "node:buffer";
import { type MsgpackTrees, parseDurationNs } from "@tutti/values";
import { decodeConfigEntry } from "../config-entry/decode.ts";
import { INTENTIONS_KIND } from "../config-entry/intentions-entry.ts";
import type { ConfigEntry } from "../config-entry/records.ts";
import { type FieldKind, type Schema, schemas } from "../config-entry/schema.ts";
import type { ServerState } from "../server-state.ts";
import { Refusal } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { readGoTime, writeGoTime } from "./go-time.ts";
import { isRecord, plainOf, type Tree, textOf } from "./plain-tree.ts";
import { indexesIn, indexFields, type RowSink } from "./rows.ts";
import { DamagedRecord } from "./shaped-tree.ts";
import { sizeOfValue } from "./value-size.ts";

/** The kinds that write themselves: as one more text within the text. */
const WRITE_THEMSELVES: ReadonlySet<string> = new Set(["proxy-defaults"]);

/** When an intention was written by the older routes; moments, where all else is text. */
const MOMENTS: ReadonlySet<string> = new Set(["LegacyCreateTime", "LegacyUpdateTime"]);

/** A config entry: its kind, and the request that wrote it, one behind the other within one text. */
export function readConfigEntry(
  record: unknown,
  msgpack: MsgpackTrees,
  { configEntries }: ServerState,
  sink: RowSink,
): void {
  if (!(record instanceof Uint8Array)) throw new DamagedRecord("a config entry is no text");
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.length);
  const size = sizeOfValue(bytes, 0) ?? Number.NaN;
  if (!(size <= bytes.length)) throw new DamagedRecord("a config entry is cut off");
  const kind = textOf(msgpack.decode(bytes.subarray(0, size))) ?? "";
  const request = msgpack.decode(bytes.subarray(size));
  const written = isRecord(request) ? request["Entry"] : undefined;
  const tree = written instanceof Uint8Array ? msgpack.decode(written) : written;
  if (!isRecord(tree)) throw new DamagedRecord("a config entry has no fields");
  const schema = schemas.get(kind);
  if (schema === undefined) {
    sink.leaveOut(`config entries of the kind ${kind}`);
    return;
  }
  const entry = decodeConfigEntry({ ...asBody(tree, schema), Kind: kind });
  if (entry instanceof Refusal) {
    const name = textOf(tree["Name"]) ?? "";
    sink.leaveOut(`the config entry ${kind}/${name} (${entry.text.replaceAll("\n", " ")})`);
    return;
  }
  sink.entry(configEntries.table.entryOf(entry, indexesIn(tree)));
}

/** A config entry as Consul keeps it. */
export function writeConfigEntry(row: Row<ConfigEntry>, msgpack: MsgpackTrees): Uint8Array {
  const kind = row.value.Kind;
  const fields = writeFields(row.value, schemas.get(kind) ?? {});
  const tree = { ...fields, ...indexFields(row) };
  const entry = WRITE_THEMSELVES.has(kind) ? msgpack.encode(tree) : tree;
  return Buffer.concat([
    msgpack.encode(kind),
    msgpack.encode({ Op: "", Datacenter: "", Token: "", Entry: entry }),
  ]);
}

/** Without what Consul has fields for and nobody set: newer ones that say nothing are no reason to refuse it. */
function asBody(tree: Tree, schema: Schema): Tree {
  const out: [string, unknown][] = [];
  for (const [name, value] of Object.entries(tree)) {
    const kind = schema[name];
    if (kind !== undefined) out.push([name, asField(name, value, kind)]);
    else if (!saysNothing(value) && name !== "CreateIndex" && name !== "ModifyIndex")
      out.push([name, plainOf(value)]);
  }
  return Object.fromEntries(out);
}

function asField(name: string, value: unknown, kind: FieldKind): unknown {
  if (typeof kind !== "string") {
    if ("shown" in kind) return asField(name, value, kind.shown);
    if ("object" in kind && isRecord(value)) return asBody(value, kind.object);
    if ("list" in kind && Array.isArray(value))
      return value.map((item) => (isRecord(item) ? asBody(item, kind.list) : plainOf(item)));
    if ("map" in kind && isRecord(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          isRecord(item) ? asBody(item, kind.map) : plainOf(item),
        ]),
      );
  }
  if (MOMENTS.has(name) && value instanceof Uint8Array) return readGoTime(value) ?? "";
  return plainOf(value);
}

function saysNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0 || value === 0n) return true;
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.values(value).every(saysNothing);
}

function writeFields(value: Readonly<Record<string, unknown>>, schema: Schema): Tree {
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, writeField(name, item, schema[name] ?? "text")]),
  );
}

function writeField(name: string, value: unknown, kind: FieldKind): unknown {
  if (typeof kind !== "string") {
    if ("shown" in kind) return writeField(name, value, kind.shown);
    if ("object" in kind && isRecord(value)) return writeFields(value, kind.object);
    if ("list" in kind && Array.isArray(value))
      return value.map((item) => (isRecord(item) ? writeFields(item, kind.list) : item));
    if ("map" in kind && isRecord(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          isRecord(item) ? writeFields(item, kind.map) : item,
        ]),
      );
  }
  if (kind === "duration" && typeof value === "string") return BigInt(parseDurationNs(value) ?? 0);
  return MOMENTS.has(name) && typeof value === "string" ? writeGoTime(value) : value;
}

/** Intentions as Consul kept them until 1.8: each by itself. They become sources of their destination's entry. */
export class OldIntentions {
  readonly #sources = new Map<string, { readonly tree: Tree; readonly source: Tree }[]>();

  read(tree: Tree): void {
    const field = (name: string): string => textOf(tree[name]) ?? "";
    const moment = (name: string): string => {
      const bytes = tree[name];
      return (bytes instanceof Uint8Array ? readGoTime(bytes) : undefined) ?? "";
    };
    const source = {
      Name: field("SourceName"),
      Action: field("Action"),
      Precedence: Number(tree["Precedence"] ?? 0),
      Type: "consul",
      Description: field("Description"),
      LegacyID: field("ID"),
      LegacyMeta: plainOf(tree["Meta"]) ?? null,
      LegacyCreateTime: moment("CreatedAt"),
      LegacyUpdateTime: moment("UpdatedAt"),
    };
    const destination = field("DestinationName");
    const known = this.#sources.get(destination) ?? [];
    this.#sources.set(destination, [...known, { tree, source }]);
  }

  /** All of them, once there are no more to come. */
  finish({ configEntries }: ServerState, sink: RowSink): void {
    for (const [Name, items] of this.#sources) {
      const entry = decodeConfigEntry({
        Kind: INTENTIONS_KIND,
        Name,
        Sources: items.map(({ source }) => source),
      });
      if (entry instanceof Refusal) throw new DamagedRecord(entry.text);
      const indexes = items.map(({ tree }) => indexesIn(tree));
      sink.entry(
        configEntries.table.entryOf(entry, {
          createIndex: Math.min(...indexes.map(({ createIndex }) => createIndex)),
          modifyIndex: Math.max(...indexes.map(({ modifyIndex }) => modifyIndex)),
        }),
      );
    }
  }
}

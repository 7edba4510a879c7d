import { Buffer } from "node:buffer";
import type { Pause, SliceBounds } from "@tutti/store";
import { slicesOf } from "@tutti/store";
import type { ReadResult } from "../endpoint/reply.ts";
import { bytes, empty, json } from "../endpoint/reply.ts";
import type { Row } from "../state/table.ts";
import { type ExpiresAt, encodeKv, encodeKvs } from "./encode.ts";
import type { KvRecord } from "./records.ts";
import type { KvView } from "./view.ts";

/** A tree of at most so many keys and bytes of values is answered as a whole: shared, compressed, with its length. */
export const WHOLE: SliceBounds = { items: 1_000, bytes: 256 << 10 };
/** What is encoded between two pauses of a larger one: about 5 ms of work. */
export const PIECE: SliceBounds = { items: 500, bytes: 128 << 10 };

type KvRow = Row<KvRecord>;

/** How a tree is read for somebody. */
export interface TreeReading {
  readonly prefix: string;
  readonly pretty: boolean;
  /** Where it was asked when keys go. */
  readonly expiresAt?: ExpiresAt | undefined;
  /** The rows that may be seen, in their order. */
  visible(rows: Iterable<KvRow>): readonly KvRow[];
  /** Lets others run between two pieces. */
  readonly pause: Pause;
}

/** All keys below a prefix with what belongs to them. */
export function readTree(kv: KvView, reading: TreeReading): ReadResult {
  const { prefix, pretty, visible, expiresAt } = reading;
  const index = kv.indexBelow(prefix);
  const [first = []] = slicesOf(kv.table.list(prefix), bytesOf, WHOLE);
  if (first.length < kv.table.rows.count(prefix))
    return { index, reply: piecesOf(treePieces(rowsNow(kv, prefix), reading), empty(404)) };
  const seen = visible(first);
  if (seen.length === 0) return { index, reply: empty(404) };
  return { index, reply: bytes(Buffer.from(encodeKvs(seen, pretty, expiresAt)), "application/json") };
}

/** The names of the keys below a prefix, up to the next separator where there is one. */
export function readKeys(kv: KvView, separator: string, reading: TreeReading): ReadResult {
  const { prefix } = reading;
  const index = kv.indexBelow(prefix);
  // Nothing below a name is an error, nothing at all is not.
  const nothing = prefix === "" ? json([]) : empty(404);
  if (kv.table.rows.count(prefix) > WHOLE.items)
    return { index, reply: piecesOf(keyPieces(rowsNow(kv, prefix), separator, reading), nothing) };
  const keys: string[] = [];
  for (const key of namesOf(reading.visible(kv.table.list(prefix)), prefix, separator))
    if (keys.at(-1) !== key) keys.push(key);
  return { index, reply: keys.length === 0 ? nothing : json(keys) };
}

/** A tree as JSON, piece by piece; no piece at all where nothing may be seen. */
async function* treePieces(
  rows: Iterable<KvRow>,
  { pretty, visible, pause, expiresAt }: Omit<TreeReading, "prefix">,
): AsyncGenerator<Buffer> {
  let open = pretty ? "[\n" : "[";
  let any = false;
  for (const slice of slicesOf(rows, bytesOf, PIECE)) {
    const seen = visible(slice).map((row) => encodeKv(row, pretty, expiresAt));
    if (seen.length > 0) {
      yield Buffer.from(open + seen.join(pretty ? ",\n" : ","));
      open = pretty ? ",\n" : ",";
      any = true;
    }
    await pause();
  }
  if (any) yield Buffer.from(pretty ? "\n]\n" : "]");
}

/** Names of keys as JSON, piece by piece; no piece at all where nothing may be seen. */
async function* keyPieces(
  rows: Iterable<KvRow>,
  separator: string,
  { prefix, pretty, visible, pause }: TreeReading,
): AsyncGenerator<Buffer> {
  let open = pretty ? "[\n    " : "[";
  let last: string | undefined;
  for (const slice of slicesOf(rows, () => 0, PIECE)) {
    const names: string[] = [];
    for (const name of namesOf(visible(slice), prefix, separator)) {
      if (name !== last) names.push(JSON.stringify(name));
      last = name;
    }
    if (names.length > 0) {
      yield Buffer.from(open + names.join(pretty ? ",\n    " : ","));
      open = pretty ? ",\n    " : ",";
    }
    await pause();
  }
  if (last !== undefined) yield Buffer.from(pretty ? "\n]\n" : "]");
}

/** The rows as they are now, whatever is written while they are read. */
function* rowsNow(kv: KvView, prefix: string): Generator<KvRow> {
  for (const [, row] of kv.table.rows.snapshot().prefix(prefix)) yield row;
}

function bytesOf({ value }: KvRow): number {
  return value.value.length;
}

function* namesOf(rows: Iterable<KvRow>, prefix: string, separator: string): Generator<string> {
  for (const { id } of rows) {
    const at = separator === "" ? -1 : id.indexOf(separator, prefix.length);
    yield at < 0 ? id : id.slice(0, at + separator.length);
  }
}

function piecesOf(pieces: AsyncIterable<Buffer>, otherwise: ReturnType<typeof empty>): ReadResult["reply"] {
  return { kind: "pieces", headers: {}, contentType: "application/json", pieces, otherwise };
}

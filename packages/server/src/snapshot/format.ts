import { Buffer } from "node:buffer";
import type { Entry } from "@tutti/store";
import { loadMsgpackTrees } from "@tutti/values";
import type { SnapshotMeta } from "../consul-snapshot/archive-reader.ts";
import { type RecordCount, RecordCounter } from "../consul-snapshot/record-counter.ts";
import { type RecordListener, RecordSplitter } from "../consul-snapshot/record-splitter.ts";
import { serverError } from "../errors.ts";
import type { ServerState } from "../server-state.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import { Blocks, MAGIC, type SnapshotBounds } from "./blocks.ts";
import { EntryPieces } from "./entry-pieces.ts";
import { gunzipped, NotUnpacked } from "./gunzipped.ts";

/** Largest snapshot taken back, unpacked, in bytes. */
const SNAPSHOT_BYTES_MAX = 1 << 30;
/** Largest entry of one: each is held twice while it is put together, and once more while it is read. */
export const ENTRY_BYTES_MAX = 64 << 20;
const BOUNDS: SnapshotBounds = { bytesMax: SNAPSHOT_BYTES_MAX, entryBytesMax: ENTRY_BYTES_MAX };

/** What a snapshot brings. */
export interface Unpacked {
  /** Made anew each time they are gone through, so that nobody holds all of them beside what they become. */
  readonly entries: Iterable<Entry>;
  /** What it holds that there is no place for, as subjects of a sentence. */
  readonly leftOut: readonly string[];
}

/**
 * The entries of a snapshot, or why it is none; unpacked beside the loop, piece
 * by piece. It is one of Consul's servers, or of our own in the form that they
 * had before (`tutti-snapshot 1`).
 */
export async function unpackSnapshot(
  packed: AsyncIterable<Uint8Array>,
  state: ServerState,
  bounds: Partial<SnapshotBounds> = {},
): Promise<Outcome<Unpacked>> {
  const all = { ...BOUNDS, ...bounds };
  const blocks = new Blocks(all);
  const leftOut = new Set<string>();
  const outcome = await unpack(packed, all, {
    own: async (pieces) => intoBlocks(blocks, pieces),
    async archive(pieces) {
      const entries = new EntryPieces(blocks);
      const sink = {
        entry: (entry: Entry) => entries.add(entry),
        leaveOut: (what: string) => void leftOut.add(what),
      };
      const { RecordReader } = await import("../consul-snapshot/read-records.ts");
      const reader = new RecordReader(await loadMsgpackTrees(), state, sink);
      const read = await readState(pieces, reader, all, () => entries.refused);
      if (read instanceof Refusal) return read;
      return attempt(() => {
        reader.finish();
        entries.flush();
        return entries.refused ?? blocks.endMistake();
      });
    },
  });
  if (outcome instanceof Refusal) return outcome;
  return { entries: { [Symbol.iterator]: () => blocks.entries() }, leftOut: [...leftOut] };
}

/** What can be said of a snapshot. */
export type SnapshotFacts =
  | { readonly kind: "consul"; readonly meta: SnapshotMeta; readonly records: readonly RecordCount[] }
  /** The form of before; `bytes` are unpacked. */
  | { readonly kind: "own"; readonly format: string; readonly bytes: number; readonly entries: number };

/** Looks through a whole snapshot, of which no more is held than one entry; or says why it is none. */
export async function inspectSnapshot(
  packed: AsyncIterable<Uint8Array>,
  bounds: Partial<SnapshotBounds> = {},
): Promise<Outcome<SnapshotFacts>> {
  const all = { ...BOUNDS, entryBytesMax: SNAPSHOT_BYTES_MAX, ...bounds };
  return unpack<SnapshotFacts>(packed, all, {
    async own(pieces) {
      const blocks = new Blocks(all, false);
      const refused = await intoBlocks(blocks, pieces);
      return refused ?? { kind: "own", format: MAGIC.trimEnd(), bytes: blocks.bytes, entries: blocks.count };
    },
    async archive(pieces) {
      const counter = new RecordCounter();
      const meta = await readState(pieces, counter, all);
      return meta instanceof Refusal ? meta : { kind: "consul", meta, records: counter.counts };
    },
  });
}

/** Who takes what is unpacked, by what it begins with. */
interface Takers<T> {
  own(pieces: AsyncIterable<Buffer>): Promise<T | Refusal>;
  archive(pieces: AsyncIterable<Buffer>): Promise<T | Refusal>;
}

async function unpack<T>(
  packed: AsyncIterable<Uint8Array>,
  { bytesMax }: SnapshotBounds,
  takers: Takers<T>,
): Promise<T | Refusal> {
  const pieces = gunzipped(packed);
  try {
    const begun: Buffer[] = [];
    let size = 0;
    while (size < MAGIC.length) {
      const next = await pieces.next();
      if (next.done === true) break;
      begun.push(next.value);
      size += next.value.length;
    }
    const start = Buffer.concat(begun);
    const isOwn = start.toString("latin1", 0, MAGIC.length) === MAGIC;
    return await (isOwn ? takers.own : takers.archive)(bounded(start, pieces, bytesMax));
  } catch (error) {
    if (error instanceof NotUnpacked) return error.refusal;
    throw error;
  } finally {
    await pieces.return(undefined);
  }
}

/** All that was unpacked, from its start on, as far as it is not too much. */
async function* bounded(
  start: Buffer,
  rest: AsyncIterable<Buffer>,
  bytesMax: number,
): AsyncGenerator<Buffer> {
  let size = start.length;
  if (size > 0) yield start;
  for await (const piece of rest) {
    size += piece.length;
    if (size > bytesMax) throw new NotUnpacked(refuse(serverError("snapshot-too-large", bytesMax)));
    yield piece;
  }
}

async function intoBlocks(blocks: Blocks, pieces: AsyncIterable<Buffer>): Promise<Refusal | undefined> {
  for await (const piece of pieces) {
    const refused = blocks.add(piece);
    if (refused !== undefined) return refused;
  }
  return blocks.endMistake();
}

/** Reads the state of an archive, record by record, and its digests. */
async function readState(
  pieces: AsyncIterable<Buffer>,
  listener: RecordListener,
  { entryBytesMax }: SnapshotBounds,
  mistake: () => Refusal | undefined = () => undefined,
): Promise<Outcome<SnapshotMeta>> {
  const splitter = new RecordSplitter(listener, entryBytesMax);
  // Whether the bytes are what they were is told before what they say.
  let refused: Refusal | undefined;
  const { readArchive } = await import("../consul-snapshot/archive-reader.ts");
  const meta = await readArchive(pieces, (piece) => {
    refused ??= attempt(() => splitter.add(piece) ?? mistake());
    return undefined;
  });
  if (meta instanceof Refusal) return meta;
  return refused ?? attempt(() => splitter.end()) ?? meta;
}

/** A record that is none is thrown where it is read. */
function attempt(read: () => Refusal | undefined): Refusal | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return refuse(serverError("snapshot-record-unreadable", error.message));
  }
}

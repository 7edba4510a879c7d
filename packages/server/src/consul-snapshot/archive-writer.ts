import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { finished, pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { fromUnknown } from "@tutti/runtime";
import type { Pause } from "@tutti/store";
import { type Pack, pack } from "tar-stream";

/** What an archive says of the server that it was taken on. */
export interface ArchiveOrigin {
  readonly nodeId: string;
  /** Address and port for other servers. */
  readonly address: string;
  readonly index: number;
  readonly nowMs: number;
}

/** What goes into a state: the same pieces each time that it is asked for. */
export type StatePieces = () => Iterable<Uint8Array>;

/** What is handed to the packer at once, in bytes. */
const PIECE_BYTES_MIN = 64 << 10;
/** Servers that never lost their leader are in their second term. */
const TERM = 2;
/** Consul's archives are for who takes them only. */
const MODE = 0o600;

/**
 * An archive as Consul's servers make them, packed beside the loop as fast as
 * it is taken. A tar says the size of a file before the file: the state is made
 * twice, once to count it, so that nobody has to hold it.
 */
export async function* writeArchive(
  origin: ArchiveOrigin,
  state: StatePieces,
  pause: Pause,
): AsyncGenerator<Buffer> {
  const archive = pack();
  const gzip = createGzip();
  // What goes wrong with the state ends the packing, and is thrown where it is read.
  const filled = fill(archive, origin, state, pause).catch((error: unknown) => {
    archive.destroy(fromUnknown(error, "snapshot"));
    throw error;
  });
  const fed = pipeline(archive, gzip);
  const all = Promise.all([filled, fed]);
  all.catch(() => undefined);
  for await (const packed of gzip as AsyncIterable<Buffer>) yield packed;
  await all;
}

async function fill(archive: Pack, origin: ArchiveOrigin, state: StatePieces, pause: Pause): Promise<void> {
  let size = 0;
  for await (const piece of joined(state(), pause)) size += piece.length;
  const mtime = new Date(origin.nowMs);
  const meta = Buffer.from(`${JSON.stringify(metaOf(origin, size))}\n`);
  archive.entry({ name: "meta.json", mode: MODE, mtime }, meta);
  const digest = createHash("sha256");
  const file = archive.entry({ name: "state.bin", mode: MODE, mtime, size });
  for await (const piece of joined(state(), pause)) {
    digest.update(piece);
    if (!file.write(piece)) await once(file, "drain");
  }
  file.end(undefined);
  await finished(file);
  const sums = { "meta.json": createHash("sha256").update(meta), "state.bin": digest };
  const lines = Object.entries(sums).map(([name, hash]) => `${hash.digest("hex")}  ${name}\n`);
  archive.entry({ name: "SHA256SUMS", mode: MODE, mtime }, lines.join(""));
  archive.finalize();
}

/** In pieces worth packing, with a turn for others behind each. */
async function* joined(pieces: Iterable<Uint8Array>, pause: Pause): AsyncGenerator<Buffer> {
  let piece: Uint8Array[] = [];
  let size = 0;
  for (const bytes of pieces) {
    piece.push(bytes);
    size += bytes.length;
    if (size < PIECE_BYTES_MIN) continue;
    yield Buffer.concat(piece);
    piece = [];
    size = 0;
    await pause();
  }
  yield Buffer.concat(piece);
}

function metaOf({ nodeId, address, index, nowMs }: ArchiveOrigin, size: number): object {
  return {
    Version: 1,
    ID: `${TERM}-${index}-${Math.trunc(nowMs)}`,
    Index: index,
    Term: TERM,
    Peers: Buffer.concat([Buffer.from([0x91, 0xa0 | address.length]), Buffer.from(address)]).toString(
      "base64",
    ),
    Configuration: { Servers: [{ Suffrage: 0, ID: nodeId, Address: address }] },
    ConfigurationIndex: 1,
    Size: size,
  };
}

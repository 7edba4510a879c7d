import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { FetchFailure } from "../fetch-context.ts";
import type { TreeWriter } from "./tree-writer.ts";

/** What a Unix mode says of the kind of a file. */
const KIND_MASK = 0o170000;
const FOLDER = 0o040000;
const LINK = 0o120000;
const FILE = 0o100000;
/** A link's target is a path. */
const TARGET_BYTES_MAX = 4096;

/** Reads the entries of a zip file, in the order of its directory. */
export async function readZip(bytes: Uint8Array, writer: TreeWriter): Promise<void> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const zip = await fromBufferPromise(buffer, { lazyEntries: true, strictFileNames: true });
  try {
    for await (const entry of zip.eachEntry()) await readEntry(zip, entry, writer);
  } finally {
    zip.close();
  }
}

async function readEntry(zip: ZipFile, entry: Entry, writer: TreeWriter): Promise<void> {
  const name = entry.fileName;
  // Only archives made on Unix keep modes.
  const mode = entry.versionMadeBy >>> 8 === 3 ? entry.externalFileAttributes >>> 16 : 0;
  const kind = mode & KIND_MASK;
  if (name.endsWith("/") || kind === FOLDER) return writer.folder(name);
  if (kind === LINK) {
    if (entry.uncompressedSize > TARGET_BYTES_MAX)
      throw new FetchFailure(`the archive has a link ${JSON.stringify(name)} whose target is no path`);
    return writer.link(name, new TextDecoder().decode(await content(zip, entry, writer)));
  }
  if (kind !== 0 && kind !== FILE)
    throw new FetchFailure(
      `the archive has an entry ${JSON.stringify(name)} that is neither file nor folder nor symbolic link`,
    );
  return writer.file(name, mode === 0 ? 0o644 : mode, await content(zip, entry, writer));
}

async function content(zip: ZipFile, entry: Entry, writer: TreeWriter): Promise<Uint8Array> {
  const stream: AsyncIterable<Uint8Array> = await zip.openReadStreamPromise(entry);
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) {
    writer.count(piece.length);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import { ZipFile } from "yazl";
import type { ArchivedFile } from "./archived-files.ts";

/** By the types of archives: the same bytes for the same files, wherever and whenever they are made. */
export const ARCHIVERS: Readonly<Record<string, (files: readonly ArchivedFile[]) => Promise<Uint8Array>>> = {
  zip,
  "tar.gz": tarGz,
};

/** The first day that a zip can name, on whatever clock. */
const FIRST_DAY = new Date(1980, 0, 1);
const FILE = 0o100000;
const MODE_DEFAULT = 0o644;

async function zip(files: readonly ArchivedFile[]): Promise<Uint8Array> {
  const archive = new ZipFile();
  for (const { name, content, mode = MODE_DEFAULT } of files) {
    const options = { mtime: FIRST_DAY, mode: FILE | mode, forceDosTimestamp: true };
    archive.addBuffer(Buffer.from(content), name, options);
  }
  archive.end();
  return buffer(archive.outputStream);
}

async function tarGz(files: readonly ArchivedFile[]): Promise<Uint8Array> {
  const archive = pack();
  const compressed = buffer(archive.pipe(createGzip()));
  for (const { name, content, mode = MODE_DEFAULT } of files)
    archive.entry({ name, mode, mtime: new Date(0), uid: 0, gid: 0 }, Buffer.from(content));
  archive.finalize();
  const bytes = await compressed;
  // The byte of the system that wrote it is the same everywhere.
  bytes[9] = 0xff;
  return bytes;
}

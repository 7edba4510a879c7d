import { Buffer } from "node:buffer";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { pack } from "tar-stream";

/** One file of an archive. */
export interface PackedFile {
  readonly path: string;
  readonly text: string;
}

/** A `.tar.gz` of files below one folder, which only their owner may read. */
export async function packFiles(
  folder: string,
  files: readonly PackedFile[],
  atMs: number,
): Promise<Uint8Array> {
  const tar = pack();
  const mtime = new Date(atMs);
  for (const { path, text } of files) tar.entry({ name: `${folder}/${path}`, mode: 0o600, mtime }, text);
  tar.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of tar) pieces.push(Buffer.from(piece as Uint8Array));
  return promisify(gzip)(Buffer.concat(pieces));
}

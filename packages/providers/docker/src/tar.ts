import { Buffer } from "node:buffer";
import { pack } from "tar-stream";

export interface TarFile {
  readonly name: string;
  readonly data: Uint8Array;
  readonly mode: number;
}

/** One archive of the files, in their order, with the epoch as their time so that the same files give the same bytes. */
export async function packFiles(files: readonly TarFile[]): Promise<Uint8Array> {
  const archive = pack();
  for (const { name, data, mode } of files) {
    archive.entry({ name, mode, mtime: new Date(0) }, Buffer.from(data));
  }
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces);
}

import { gzipSync } from "node:zlib";
import { type Header, pack } from "tar-stream";

/** One entry as it shall stand in the archive, however wrong. */
export interface TarEntry extends Partial<Header> {
  readonly name: string;
  readonly content?: string | Uint8Array;
}

/** A `.tar.gz` in memory. */
export async function tarFile(entries: readonly TarEntry[]): Promise<Uint8Array> {
  const archive = pack();
  for (const { content, ...header } of entries) archive.entry(header, Buffer.from(content ?? ""));
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) if (piece instanceof Uint8Array) pieces.push(piece);
  return gzipSync(Buffer.concat(pieces));
}

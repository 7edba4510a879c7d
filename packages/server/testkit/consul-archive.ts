import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";

/** A file of an archive. */
export type ArchiveFile = readonly [name: string, data: Uint8Array | string];

/** An archive of such files, packed, for what no server would write. For tests. */
export async function consulArchive(files: readonly ArchiveFile[]): Promise<Buffer> {
  const archive = pack();
  for (const [name, data] of files) archive.entry({ name, mode: 0o600 }, Buffer.from(data));
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) if (piece instanceof Uint8Array) pieces.push(piece);
  return gzipSync(Buffer.concat(pieces));
}

/** The file that lists the digests of others. */
export function sumsOf(files: readonly ArchiveFile[]): ArchiveFile {
  const lines = files.map(([name, data]) => `${createHash("sha256").update(data).digest("hex")}  ${name}\n`);
  return ["SHA256SUMS", lines.join("")];
}

/** An archive that is sound, whatever its state holds. */
export function consulArchiveOf(state: Uint8Array): Promise<Buffer> {
  const meta = JSON.stringify({ Version: 1, ID: "2-9-1", Index: 9, Term: 2, Size: state.length });
  const files: readonly ArchiveFile[] = [
    ["meta.json", meta],
    ["state.bin", state],
  ];
  return consulArchive([...files, sumsOf(files)]);
}

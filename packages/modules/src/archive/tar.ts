import { Readable } from "node:stream";
import { extract } from "tar-stream";
import { FetchFailure } from "../fetch-context.ts";
import type { TreeWriter } from "./tree-writer.ts";

/** Reads the entries of an uncompressed tar, in their order. */
export async function readTar(pieces: AsyncIterable<Uint8Array>, writer: TreeWriter): Promise<void> {
  const reader = extract();
  const source = Readable.from(counted(pieces, writer));
  source.on("error", (error) => reader.destroy(error));
  source.pipe(reader);
  for await (const entry of reader) {
    const { name, type, mode = 0o644, linkname } = entry.header;
    switch (type) {
      case "directory":
        await writer.folder(name);
        entry.resume();
        break;
      case "file":
      case "contiguous-file":
        await writer.file(name, mode, await readEntry(entry));
        break;
      case "symlink":
        writer.link(name, linkname ?? "");
        entry.resume();
        break;
      default:
        throw new FetchFailure(
          `the archive has an entry ${JSON.stringify(name)} that is neither file nor folder nor symbolic link (${type ?? "of an unknown type"})`,
        );
    }
  }
}

async function readEntry(entry: AsyncIterable<unknown>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of entry) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Everything that comes out of the compression counts, headers and padding too. */
async function* counted(pieces: AsyncIterable<Uint8Array>, writer: TreeWriter): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    writer.count(piece.length);
    yield piece;
  }
}

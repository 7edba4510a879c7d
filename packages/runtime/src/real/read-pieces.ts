import nodeFs from "node:fs";
import { PIECE_BYTES_MAX } from "../disk.ts";
import { fromUnknown } from "../errors.ts";

/**
 * Reads into one buffer again and again. With `atOnce` the first piece comes
 * without the threads that read in the background, which a short command never
 * starts; what is longer is worth them, and leaves the loop free meanwhile.
 */
export async function* readPieces(path: string, atOnce: boolean): AsyncGenerator<Uint8Array> {
  let file: number | undefined;
  try {
    const opened = nodeFs.openSync(path, "r");
    file = opened;
    const buffer = new Uint8Array(Math.min(PIECE_BYTES_MAX, nodeFs.fstatSync(opened).size + 1));
    for (let total = 0; ; ) {
      const now = atOnce && total < PIECE_BYTES_MAX;
      const length = now ? nodeFs.readSync(opened, buffer) : await readNext(opened, buffer);
      if (length === 0) return;
      total += length;
      yield buffer.subarray(0, length);
    }
  } catch (error) {
    throw fromUnknown(error, path);
  } finally {
    if (file !== undefined) nodeFs.closeSync(file);
  }
}

function readNext(file: number, buffer: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    nodeFs.read(file, buffer, 0, buffer.length, null, (error, length) =>
      error === null ? resolve(length) : reject(error),
    );
  });
}

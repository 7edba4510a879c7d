import type { Disk } from "@tutti/runtime";
import { fromUnknown, RuntimeError, reasonOf } from "@tutti/runtime";
import type { Pages } from "./lmdb-pages.ts";
import { assertPagesSound, PAGE_BYTES, PageMistake } from "./lmdb-pages.ts";

/** What is read at once, in pages. */
const BLOCK_PAGES = 64;
/** How many blocks are kept while the file is walked: 64 MiB. */
const BLOCKS_MAX = 256;

/**
 * Refuses a data file that lmdb could not follow to its end: it would not
 * refuse it itself, but end the whole process by a signal.
 */
export async function refuseDamaged(path: string, disk: Disk): Promise<void> {
  const file = `${path}/data.mdb`;
  try {
    const found = await disk.stat(file);
    if (found === undefined) throw new PageMistake("it is missing");
    if (found.kind !== "file") throw new PageMistake(`it is a ${found.kind}`);
    if (found.size % PAGE_BYTES !== 0)
      throw new PageMistake(`it has ${found.size} bytes, which is no whole number of pages`);
    await assertPagesSound(pagesOf(file, Math.floor(found.size / PAGE_BYTES), disk));
  } catch (error) {
    if (error instanceof PageMistake) throw damaged(file, path, error.message);
    const refused = fromUnknown(error, file);
    throw new RuntimeError(refused.code, file, `${file} cannot be read: ${reasonOf(refused)}`, {
      cause: error,
    });
  }
}

/** The error for files that are not what was written. */
export function damaged(file: string, path: string, why: string): RuntimeError {
  return new RuntimeError(
    "EDAMAGED",
    file,
    `${file} is damaged: ${why}. Put it back from a backup, or move ${path} away to start anew`,
  );
}

function pagesOf(file: string, count: number, disk: Disk): Pages {
  const blocks = new Map<number, Uint8Array>();
  async function block(index: number): Promise<Uint8Array> {
    const known = blocks.get(index);
    // no mutant: it would be read again, and be the same
    if (known !== undefined) return known;
    const read = await disk.readPart(file, index * BLOCK_PAGES * PAGE_BYTES, BLOCK_PAGES * PAGE_BYTES);
    // no mutant: more would be kept, or less
    if (blocks.size >= BLOCKS_MAX) for (const oldest of blocks.keys()) if (blocks.delete(oldest)) break;
    blocks.set(index, read);
    return read;
  }
  return {
    count,
    async page(number) {
      const bytes = await block(Math.floor(number / BLOCK_PAGES));
      const at = (number % BLOCK_PAGES) * PAGE_BYTES;
      const page = bytes.subarray(at, at + PAGE_BYTES);
      return new DataView(page.buffer, page.byteOffset, page.length);
    },
  };
}

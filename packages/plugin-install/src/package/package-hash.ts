/** The two hashes by which packages are known: of the content (`h1:`) and of the archive as it is (`zh:`). */

import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Disk } from "@tutti/runtime";

/** Of a package that is unpacked, as Go's `dirhash` has it: of a list of the files, each with its own hash. */
export async function contentHash(disk: Disk, folder: string): Promise<string> {
  const lines: string[] = [];
  for (const name of await filesIn(disk, folder, "")) {
    const hash = createHash("sha256");
    for await (const piece of disk.readPieces(join(folder, name))) hash.update(piece);
    lines.push(`${hash.digest("hex")}  ${name}\n`);
  }
  return `h1:${createHash("sha256").update(lines.join("")).digest("base64")}`;
}

/** Sorted by their bytes. */
async function filesIn(disk: Disk, root: string, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name: own, kind } of await disk.list(join(root, folder))) {
    const name = folder === "" ? own : `${folder}/${own}`;
    if (kind === "directory") found.push(...(await filesIn(disk, root, name)));
    else found.push(name);
  }
  return found.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Of an archive. */
export function archiveHash(bytes: Uint8Array): string {
  return `zh:${createHash("sha256").update(bytes).digest("hex")}`;
}

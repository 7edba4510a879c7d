import { createHash } from "node:crypto";
import { join } from "node:path";
import type { FetchContext } from "../fetch-context.ts";
import { walkTree } from "../package/walk-tree.ts";

/**
 * One text for all files of a package and their contents, as Go's modules have
 * it (`h1:`): the SHA-256 of a list of `SHA-256  name` lines in the order of the
 * names. A link counts by its target. Modes and what git keeps do not count.
 */
export async function hashTree(context: FetchContext, root: string): Promise<string> {
  const { disk } = context.runtime;
  const lines: string[] = [];
  for await (const { name, kind } of walkTree(context, root)) {
    if (kind === "directory") continue;
    const path = join(root, name);
    const hash = createHash("sha256");
    if (kind === "link") hash.update(`link ${await disk.readLink(path)}`);
    else for await (const piece of disk.readPieces(path)) hash.update(piece);
    lines.push(`${hash.digest("hex")}  ${name}\n`);
  }
  const sortedByName = lines.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
  return `h1:${createHash("sha256").update(sortedByName.join("")).digest("base64")}`;
}

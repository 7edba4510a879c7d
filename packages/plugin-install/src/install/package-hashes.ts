import { unpackArchive } from "@tutti/modules";
import { contentHash } from "../package/package-hash.ts";
import { fetchArchive } from "../source/fetch-archive.ts";
import type { PackagePlace, SourceContext } from "../source/package-source.ts";

/**
 * All hashes that are known of a package, which may be one for another
 * platform: it is looked at in a folder of its own below `scratch`, of which
 * nothing is left.
 */
export async function packageHashes(
  context: SourceContext,
  place: PackagePlace,
  scratch: string,
): Promise<readonly string[]> {
  const { disk } = context.runtime;
  if (place.kind === "folder") return [await contentHash(disk, place.path)];
  if (place.kind === "prepared") return [await hashIn(context, scratch, place.put)];
  const bytes =
    place.kind === "archive" ? await disk.readFile(place.path) : await fetchArchive(context, place);
  const content = await archiveContentHash(context, bytes, scratch);
  return place.kind === "remote" ? [...place.allHashes, content] : [content];
}

/** Of what an archive holds. */
export function archiveContentHash(
  context: SourceContext,
  bytes: Uint8Array,
  scratch: string,
): Promise<string> {
  return hashIn(context, scratch, (folder) => unpackArchive(context, bytes, folder));
}

async function hashIn(
  { runtime: { disk, random } }: SourceContext,
  scratch: string,
  put: (folder: string) => Promise<unknown>,
): Promise<string> {
  const folder = `${scratch}/tutti-hashed-${random.uuid()}`;
  await disk.makeDirectory(folder, { mode: 0o700 });
  try {
    await put(folder);
    return await contentHash(disk, folder);
  } finally {
    await disk.remove(folder, { recursive: true });
  }
}

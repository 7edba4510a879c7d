import { fileURLToPath } from "node:url";
import { type FetchContext, type FetchedPackage, FetchFailure } from "../fetch-context.ts";

/** A folder of this machine is used where it is: what changes there, changes here. */
export async function useLocalFolder(
  { runtime: { disk } }: FetchContext,
  url: URL,
  destination: string,
): Promise<FetchedPackage> {
  const path = pathOf(url);
  const found = await disk.stat(path);
  if (found === undefined)
    throw new FetchFailure(`source path error: stat ${path}: no such file or directory`);
  if (found.kind !== "directory") throw new FetchFailure("source path must be a directory");
  await disk.makeLink(destination, path);
  return { fixed: false };
}

/** An archive that lies on this machine. */
export async function readLocalFile(
  { runtime: { disk }, limits }: FetchContext,
  url: URL,
): Promise<Uint8Array> {
  const path = pathOf(url);
  const found = await disk.stat(path);
  if (found === undefined)
    throw new FetchFailure(`source path error: stat ${path}: no such file or directory`);
  if (found.kind !== "file") throw new FetchFailure("source path must be a file");
  if (found.size > limits.archiveBytesMax)
    throw new FetchFailure(`the archive is larger than ${limits.archiveBytesMax} bytes`);
  return disk.readFile(path);
}

function pathOf(url: URL): string {
  const bare = new URL(url);
  [bare.search, bare.hash] = ["", ""];
  try {
    return fileURLToPath(bare);
  } catch {
    throw new FetchFailure(`"${bare.href}" names no file of this machine`);
  }
}

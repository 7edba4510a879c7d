import type { Disk } from "@tutti/runtime";

/** Tokens lie in the data folder, in the store as well as in registrations: only the agent's user may read them. */
export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;

/**
 * Takes a folder of ours, and the files in it, from everybody else: also one
 * that an earlier version or another program (lmdb) made with more rights.
 */
export async function keepPrivate(folder: string, disk: Disk): Promise<void> {
  await disk.setMode(folder, PRIVATE_FOLDER);
  for (const { name, kind } of await disk.list(folder)) {
    if (kind === "file") await disk.setMode(`${folder}/${name}`, PRIVATE_FILE);
  }
}

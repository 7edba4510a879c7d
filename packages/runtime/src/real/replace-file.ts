import { constants } from "node:fs";
import { type FileHandle, open, readlink, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Content } from "../disk.ts";
import { fromUnknown, RuntimeError } from "../errors.ts";
import { LINKS_MAX, temporaryFor } from "./replaced-place.ts";

export interface ReplaceOptions {
  readonly mode?: number;
  /** Called with the new file while it still has its temporary name. */
  readonly prepare?: (file: FileHandle) => Promise<void>;
}

/** Replaces a file as a whole, durably, and gives back the new one, open. What a link leads to is replaced. */
export async function replaceFile(
  path: string,
  data: Content,
  { mode, prepare }: ReplaceOptions = {},
): Promise<FileHandle> {
  const target = await followLinks(path);
  const temporary = temporaryFor(target);
  let file: FileHandle | undefined;
  try {
    file = await openLike(target, temporary, mode);
    await prepare?.(file);
    await writeContent(file, data);
    await file.sync();
    await rename(temporary, target);
    await syncFolder(dirname(target));
    return file;
  } catch (error) {
    await file?.close();
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeContent(file: FileHandle, data: Content): Promise<void> {
  if (typeof data === "string" || data instanceof Uint8Array) return file.writeFile(data);
  for await (const piece of data) {
    // The system may take less than it was given.
    for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten;
  }
}

/** Created with the mode asked for, else with that of the file that it will replace, and with its owner. */
async function openLike(target: string, temporary: string, mode: number | undefined): Promise<FileHandle> {
  const before = await stat(target).catch(noEntry);
  if (before?.isDirectory() === true) throw new RuntimeError("EISDIR", target, "it is a directory");
  const kept = mode ?? (before === undefined ? undefined : before.mode & 0o7777);
  const file = await open(temporary, "w", kept ?? 0o666);
  try {
    // The process's mask took bits away that the old file had.
    if (mode === undefined && kept !== undefined) await file.chmod(kept);
    const { uid, gid } = await file.stat();
    if (before !== undefined && (before.uid !== uid || before.gid !== gid)) {
      // Only root may give files away; anybody else's file stays theirs.
      await file.chown(before.uid, before.gid).catch(() => {});
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The path with every link at its end followed, whether or not the last one leads to something. */
async function followLinks(path: string): Promise<string> {
  let at = path;
  for (let followed = 0; followed <= LINKS_MAX; followed++) {
    const to = await readlink(at).catch(noLink);
    if (to === undefined) return at;
    // From where the link really stands: the folders on the way to it may be links too.
    at = resolve(await realpath(dirname(at)), to);
  }
  throw new RuntimeError("ELOOP", path, "too many symbolic links");
}

function noLink(error: unknown): undefined {
  if (["EINVAL", "ENOENT", "ENOTDIR"].includes(fromUnknown(error, "link").code)) return undefined;
  throw error;
}

function noEntry(error: unknown): undefined {
  if (fromUnknown(error, "file").code === "ENOENT") return undefined;
  throw error;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

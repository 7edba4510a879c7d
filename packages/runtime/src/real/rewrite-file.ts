import nodeFs from "node:fs";
import { dirname, resolve } from "node:path";
import { RuntimeError } from "../errors.ts";
import { LINKS_MAX, temporaryFor } from "./replaced-place.ts";

/**
 * Replaces a file as a whole, without waiting for the disk and at once: for
 * ten thousand small files the threads of the background cost more than all
 * that they do.
 */
export function rewriteFile(path: string, data: string | Uint8Array): void {
  const { target, before } = followLinks(path);
  if (before?.isDirectory() === true) throw new RuntimeError("EISDIR", target, "it is a directory");
  const temporary = temporaryFor(target);
  try {
    writeLike(before, temporary, data);
    nodeFs.renameSync(temporary, target);
  } catch (error) {
    nodeFs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** With the mode and the owner of the file that it will replace. */
function writeLike(before: nodeFs.Stats | undefined, temporary: string, data: string | Uint8Array): void {
  const mode = before === undefined ? undefined : before.mode & MODE_BITS;
  const file = nodeFs.openSync(temporary, "w", mode ?? 0o666);
  try {
    if (before !== undefined && mode !== undefined) {
      const made = nodeFs.fstatSync(file);
      // The process's mask took bits away that the old file had.
      if ((made.mode & MODE_BITS) !== mode) nodeFs.fchmodSync(file, mode);
      if (made.uid !== before.uid || made.gid !== before.gid) giveAway(file, before);
    }
    nodeFs.writeFileSync(file, data);
  } finally {
    nodeFs.closeSync(file);
  }
}

const MODE_BITS = 0o7777;

/** Only root may give files away; anybody else's file stays theirs. */
function giveAway(file: number, { uid, gid }: nodeFs.Stats): void {
  try {
    nodeFs.fchownSync(file, uid, gid);
  } catch {
    // It is ours then.
  }
}

/** What stands behind every link at the end of the path, and whether there is something. */
function followLinks(path: string): { readonly target: string; readonly before: nodeFs.Stats | undefined } {
  let target = path;
  for (let followed = 0; followed <= LINKS_MAX; followed++) {
    const before = nodeFs.lstatSync(target, { throwIfNoEntry: false });
    if (before?.isSymbolicLink() !== true) return { target, before };
    // From where the link really stands: the folders on the way to it may be links too.
    target = resolve(nodeFs.realpathSync(dirname(target)), nodeFs.readlinkSync(target));
  }
  throw new RuntimeError("ELOOP", path, "too many symbolic links");
}

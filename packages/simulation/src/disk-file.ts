import type { DirectoryEntry, Random } from "@tutti/runtime";

/** A file, whatever names it. */
export interface DiskFile {
  current: Uint8Array;
  /** As far as it is known to be on the platter; undefined: not even its name. */
  durable: Uint8Array | undefined;
  mode: number;
  modifiedMs: number;
  /** Grows with each change of the disk. */
  version: number;
}

export function markDurable(file: DiskFile): void {
  file.durable = file.current;
}

/** What a power cut leaves: synced data for sure; of the rest a part that the seed decides. */
export function survivors(files: ReadonlyMap<string, DiskFile>, random: Random): Map<string, DiskFile> {
  const left = new Map<string, DiskFile>();
  for (const [path, file] of files) {
    const data = survivingData(file, random);
    if (data !== undefined) left.set(path, { ...file, current: data, durable: data });
  }
  return left;
}

function survivingData(file: DiskFile, random: Random): Uint8Array | undefined {
  const { current, durable } = file;
  if (durable === current) return current;
  const synced = durable?.length ?? 0;
  const grown = durable === undefined || (current.length >= synced && startsWith(current, durable));
  if (grown) {
    const kept = synced + random.integer(current.length - synced + 1);
    return kept === 0 && durable === undefined && random.integer(2) === 0
      ? undefined
      : current.slice(0, kept);
  }
  return random.integer(2) === 0 ? durable : current;
}

function startsWith(data: Uint8Array, head: Uint8Array): boolean {
  return head.every((byte, index) => data[index] === byte);
}

export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** What lies in the folder itself, by name. */
export function entriesOf(
  folder: string,
  files: Iterable<string>,
  folders: Iterable<string>,
): readonly DirectoryEntry[] {
  const entries: DirectoryEntry[] = [];
  const prefix = folder === "/" ? "/" : `${folder}/`;
  const direct = (path: string): boolean =>
    path !== folder && path.startsWith(prefix) && !path.slice(prefix.length).includes("/");
  for (const path of files) if (direct(path)) entries.push({ name: path.slice(prefix.length), kind: "file" });
  for (const path of folders)
    if (direct(path)) entries.push({ name: path.slice(prefix.length), kind: "directory" });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

import { join } from "node:path";
import type { Disk } from "@tutti/runtime";
import type { HistoryLimits } from "./state-history.ts";

/** The file of one version: `12.whole`, or `13.delta` for what is other than in 12. */
export interface VersionFile {
  readonly number: number;
  readonly whole: boolean;
  readonly path: string;
  readonly size: number;
}

/** From the oldest to the newest; none where there is no folder. */
export async function listVersions(disk: Disk, folder: string): Promise<readonly VersionFile[]> {
  if ((await disk.stat(folder))?.kind !== "directory") return [];
  const files: VersionFile[] = [];
  for (const { name } of await disk.list(folder)) {
    const [, number, kind] = /^([1-9]\d{0,14})\.(whole|delta)$/.exec(name) ?? [];
    if (number === undefined) continue;
    const path = join(folder, name);
    const size = (await disk.stat(path))?.size ?? 0;
    files.push({ number: Number(number), whole: kind === "whole", path, size });
  }
  return files.toSorted((a, b) => a.number - b.number);
}

/** Each whole version with those that build on it. */
export function chainsOf(files: readonly VersionFile[]): readonly (readonly VersionFile[])[] {
  const chains: VersionFile[][] = [];
  for (const file of files) {
    const chain = chains.at(-1);
    if (file.whole || chain === undefined) chains.push([file]);
    else chain.push(file);
  }
  return chains;
}

/**
 * Whether the next version is to be a whole one. A chain goes as a whole, so it
 * holds a quarter of all versions at most; and what is added to it in bytes is
 * no more than its first, so that on average a change costs what it changes.
 */
export function isFull(chain: readonly VersionFile[], { versions, bytes }: HistoryLimits): boolean {
  const [first, ...rest] = chain;
  if (first === undefined || !first.whole) return true;
  const added = bytesOf(rest);
  return (
    chain.length >= Math.max(1, Math.floor(versions / 4)) || added > first.size || first.size + added > bytes
  );
}

/** What goes, in the order in which it goes: were we killed meanwhile, the rest could still be put together. */
export function outdated(
  files: readonly VersionFile[],
  { versions, bytes }: HistoryLimits,
): readonly VersionFile[] {
  const going: VersionFile[] = [];
  let count = files.length;
  let size = bytesOf(files);
  for (const chain of chainsOf(files).slice(0, -1)) {
    if (count <= versions && size <= bytes) break;
    going.push(...chain.toReversed());
    count -= chain.length;
    size -= bytesOf(chain);
  }
  return going;
}

function bytesOf(files: readonly VersionFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

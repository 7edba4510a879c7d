import { basename, join } from "node:path";
import type { Fields } from "@tutti/plugin";
import type { Disk } from "@tutti/runtime";
import picomatch from "picomatch";
import { archiveFailure } from "./archive-failure.ts";

/** A file as it stands in an archive. */
export interface ArchivedFile {
  /** With slashes. */
  readonly name: string;
  readonly content: Uint8Array;
  /** Undefined where nobody says. */
  readonly mode: number | undefined;
}

/** How deep links to folders are followed: one that leads to a folder above itself never ends. */
const DEPTH_MAX = 255;

/** The files that a configuration names, in the order of their names. */
export async function archivedFiles(config: Fields, disk: Disk): Promise<readonly ArchivedFile[]> {
  const mode = modeOf(config.string("output_file_mode"));
  const withMode = (file: ArchivedFile): ArchivedFile => (mode === undefined ? file : { ...file, mode });
  return (await found(config, disk)).map(withMode);
}

async function found(config: Fields, disk: Disk): Promise<readonly ArchivedFile[]> {
  const folder = config.string("source_dir");
  if (folder !== undefined) return filesBelow(folder, config, disk);
  const path = config.string("source_file");
  if (path !== undefined) {
    const stat = await disk.stat(path);
    if (stat === undefined)
      throw archiveFailure(`error archiving file: could not archive missing file: ${path}`);
    return [{ name: basename(path), content: await disk.readFile(path), mode: stat.mode & 0o777 }];
  }
  const text = (name: string, content: string): ArchivedFile => ({
    name,
    content: new TextEncoder().encode(content),
    mode: undefined,
  });
  const single = config.string("source_content_filename");
  if (single !== undefined) return [text(single, config.text("source_content"))];
  const named = new Map(config.blocks("source").map((one) => [one.text("filename"), one.text("content")]));
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, content]) => text(name, content));
}

async function filesBelow(folder: string, config: Fields, disk: Disk): Promise<readonly ArchivedFile[]> {
  const stat = await disk.stat(folder);
  if (stat === undefined)
    throw archiveFailure(`error archiving directory: could not archive missing directory: ${folder}`);
  if (stat.kind !== "directory")
    throw archiveFailure(`error archiving directory: could not archive directory that is a file: ${folder}`);
  const patterns = config.strings("excludes").filter((pattern) => pattern !== "");
  const isExcluded = patterns.length === 0 ? () => false : picomatch([...patterns], { dot: true });
  const leaveLinks = config.bool("exclude_symlink_directories") === true;
  const files: ArchivedFile[] = [];
  const walk = async (path: string, name: string, depth: number): Promise<void> => {
    if (depth > DEPTH_MAX)
      throw archiveFailure(
        `error archiving directory: ${path} is too deep: does a link lead to a folder above it?`,
      );
    const entries = (await disk.list(path)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const inside = name === "" ? entry.name : `${name}/${entry.name}`;
      if (isExcluded(inside)) continue;
      const at = join(path, entry.name);
      const stat = await disk.stat(at);
      if (stat === undefined)
        throw archiveFailure(`error archiving directory: ${at}: no such file or directory`);
      if (stat.kind !== "directory")
        files.push({ name: inside, content: await disk.readFile(at), mode: stat.mode & 0o777 });
      else if (entry.kind !== "link" || !leaveLinks) await walk(at, inside, depth + 1);
    }
  };
  await walk(folder, "", 0);
  if (files.length === 0)
    throw archiveFailure("error archiving directory: archive has not been created as it would be empty");
  return files;
}

/** As Go reads a number: 0644 and 0o644 are octal. */
function modeOf(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const octal = /^0o?([0-7]+)$/i.exec(text)?.[1];
  if (octal !== undefined) return Number.parseInt(octal, 8);
  if (/^(0|[1-9]\d*|0x[0-9a-f]+|0b[01]+)$/i.test(text)) return Number(text);
  throw archiveFailure(`error parsing output_file_mode value: ${text}`);
}

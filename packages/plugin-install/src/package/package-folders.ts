/** Unpacked packages in folders `HOST/NAMESPACE/TYPE/VERSION/PLATFORM`: of a mirror, of a cache, of what `init` installed. */

import { join } from "node:path";
import { formatVersionNumber, parseVersionNumber } from "@tutti/config";
import { type DirectoryEntry, type Disk, RuntimeError } from "@tutti/runtime";

/** Where a package lies below a root. */
export function packageFolder(root: string, source: string, version: string, platform: string): string {
  return join(root, ...source.split("/"), version, platform);
}

/** Where what a provider says of itself is kept, beside the folder that `init` puts packages into; `hash` is that of its package. */
export function schemaFile(root: string, source: string, hash: string): string {
  const name = Buffer.from(hash.slice(hash.indexOf(":") + 1), "base64").toString("hex");
  return join(root, "..", "provider-schemas", ...source.split("/"), `${name}.schema`);
}

/** The program of a provider in its package; undefined where there is none. */
export async function programIn(disk: Disk, folder: string, source: string): Promise<string | undefined> {
  const wanted = `terraform-provider-${source.split("/").at(-1) ?? ""}`;
  for (const { name, kind } of await listed(disk, folder)) {
    if (!name.startsWith(wanted) || kind === "directory") continue;
    const rest = name.slice(wanted.length);
    // `terraform-provider-null`, `…null_v3.1.0_x5`, `…null.exe`, and not `…nullable`.
    if (rest === "" || rest.startsWith("_") || rest.startsWith(".")) return join(folder, name);
  }
  return undefined;
}

/** The versions in their folders that are there for a platform. */
export async function unpackedVersions(
  disk: Disk,
  root: string,
  source: string,
  platform: string,
): Promise<readonly string[]> {
  const folder = join(root, ...source.split("/"));
  const found: string[] = [];
  for (const { name, kind } of await listed(disk, folder)) {
    if (kind === "file" || canonicalVersion(name) !== name) continue;
    // Links are folders, too.
    if ((await disk.stat(join(folder, name, platform)))?.kind === "directory") found.push(name);
  }
  return found;
}

/** `3.1.0`; undefined where the text is no version. */
export function canonicalVersion(text: string): string | undefined {
  const version = parseVersionNumber(text);
  return version === undefined ? undefined : formatVersionNumber(version);
}

/** What is in a folder; nothing where it is not there. */
export async function listed(disk: Disk, folder: string): Promise<readonly DirectoryEntry[]> {
  try {
    return await disk.list(folder);
  } catch (error) {
    if (error instanceof RuntimeError && (error.code === "ENOENT" || error.code === "ENOTDIR")) return [];
    throw error;
  }
}

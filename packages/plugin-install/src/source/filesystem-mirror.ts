import { join } from "node:path";
import { FetchFailure } from "@tutti/modules";
import type { Disk } from "@tutti/runtime";
import { canonicalVersion, listed, packageFolder, unpackedVersions } from "../package/package-folders.ts";
import { isSourcePart } from "../settings/source-pattern.ts";
import type { PackageSource } from "./package-source.ts";

/** A folder of packages, each unpacked in a folder or packed in an archive of its own. */
export function filesystemMirror(disk: Disk, root: string): PackageSource {
  return {
    name: root,
    async versions(source, platform) {
      if ((await disk.stat(root)) === undefined)
        throw new FetchFailure(`cannot search ${root}: lstat ${root}: no such file or directory`);
      const unpacked = await unpackedVersions(disk, root, source, platform);
      const packed = await packedVersions(disk, root, source, platform);
      const all = [...new Set([...unpacked, ...packed])];
      return all.length > 0 || (await hasProvider(disk, root, source)) ? all : undefined;
    },
    async find(source, version, platform) {
      const folder = packageFolder(root, source, version, platform);
      if ((await disk.stat(folder))?.kind === "directory") return { kind: "folder", path: folder };
      const path = join(root, ...source.split("/"), archiveName(source, version, platform));
      return (await disk.stat(path))?.kind === "file" ? { kind: "archive", path } : undefined;
    },
  };
}

/** `terraform-provider-null_3.1.0_linux_amd64.zip` */
export function archiveName(source: string, version: string, platform: string): string {
  return `terraform-provider-${source.split("/").at(-1) ?? ""}_${version}_${platform}.zip`;
}

/** An archive of a mirror, and what it is for. */
interface PackedArchive {
  readonly name: string;
  readonly version: string;
  readonly platform: string;
}

/** The archives of a provider, for all platforms. */
export async function packedArchives(
  disk: Disk,
  root: string,
  source: string,
): Promise<readonly PackedArchive[]> {
  const type = source.split("/").at(-1) ?? "";
  const entries = await listed(disk, join(root, ...source.split("/")));
  return entries.flatMap(({ name, kind }) => {
    const [, version = "", platform = ""] =
      /^terraform-provider-.*?_([^_]+)_([^_]+_[^_]+)\.zip$/.exec(name) ?? [];
    const isOne = kind !== "directory" && name === archiveName(type, version, platform);
    return isOne && canonicalVersion(version) === version ? [{ name, version, platform }] : [];
  });
}

async function packedVersions(
  disk: Disk,
  root: string,
  source: string,
  platform: string,
): Promise<readonly string[]> {
  const archives = await packedArchives(disk, root, source);
  return archives.filter((one) => one.platform === platform).map(({ version }) => version);
}

/** Packages of other platforms count: then the provider is known, and only the version is missing. */
async function hasProvider(disk: Disk, root: string, source: string): Promise<boolean> {
  return (await listed(disk, join(root, ...source.split("/")))).length > 0;
}

/** The sources of all providers that a folder holds. */
export async function mirroredSources(disk: Disk, root: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const inside = async (path: string): Promise<readonly string[]> =>
    (await listed(disk, join(root, path))).filter(({ kind }) => kind !== "file").map(({ name }) => name);
  for (const host of await inside(""))
    for (const namespace of (await inside(host)).filter(isSourcePart))
      for (const type of (await inside(`${host}/${namespace}`)).filter(isSourcePart))
        found.add(`${host}/${namespace}/${type}`);
  return found;
}

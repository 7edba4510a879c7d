/** Puts one package where the other commands look for it: as a link to where it is already, or unpacked. */

import { dirname, resolve } from "node:path";
import { FetchFailure, unpackArchive } from "@tutti/modules";
import { RuntimeError } from "@tutti/runtime";
import { packageFolder, programIn } from "../package/package-folders.ts";
import { archiveHash, contentHash } from "../package/package-hash.ts";
import { ownPlatform } from "../package/platform.ts";
import { fetchArchive } from "../source/fetch-archive.ts";
import type { PackagePlace, PackageSource, SourceContext } from "../source/package-source.ts";
import { notAvailable, trustOf } from "./package-trust.ts";

interface PlaceRequest {
  readonly context: SourceContext;
  readonly from: PackageSource;
  readonly folder: string;
  readonly cache: string | undefined;
  readonly cacheMayBreakLock: boolean;
  /** Hashes of the lock file, of which it must have one; empty where it is chosen for the first time. */
  readonly known: readonly string[];
}

interface Wanted {
  readonly source: string;
  readonly version: string;
}

interface Listener {
  onPresent(): void;
  onCached(): void;
  onInstalling(): void;
  onInstalled(trust: string, isSelfSigned: boolean): void;
}

/** What is there now. */
export interface Placed {
  /** All that is known of the version, for this platform and perhaps for others. */
  readonly hashes: readonly string[];
}

const CHECKSUM_HELP =
  "https://developer.hashicorp.com/terraform/language/files/dependency-lock#checksum-verification";

/** Rejects with a `FetchFailure` where it cannot be had, or is not what it should be; then nothing is left of it. */
export async function placePackage(request: PlaceRequest, wanted: Wanted, tell: Listener): Promise<Placed> {
  const { context, known } = request;
  const { disk, environment } = context.runtime;
  const platform = ownPlatform(environment);
  const target = packageFolder(request.folder, wanted.source, wanted.version, platform);
  // What nobody knows by a hash is put there anew, though it may be the same.
  const there = await hashIfThere(request, target, wanted.source);
  if (there !== undefined && known.includes(there)) {
    tell.onPresent();
    return { hashes: [there] };
  }
  const cached = await useCache(request, wanted, target);
  if (cached !== undefined) {
    tell.onCached();
    return { hashes: [cached] };
  }
  tell.onInstalling();
  const place = await request.from.find(wanted.source, wanted.version, platform);
  if (place === undefined) throw new FetchFailure(notAvailable({ ...wanted, platform }));
  await disk.remove(target, { recursive: true });
  const root = request.cache ?? request.folder;
  const home = packageFolder(root, wanted.source, wanted.version, platform);
  const hashes = await putAt(request, place, home, wanted);
  if (home !== target) await link(request, home, target);
  const { trust, isSelfSigned } = trustOf(place);
  tell.onInstalled(trust, isSelfSigned);
  return { hashes };
}

async function hashIfThere(
  { context }: PlaceRequest,
  folder: string,
  source: string,
): Promise<string | undefined> {
  const { disk } = context.runtime;
  if ((await disk.stat(folder))?.kind !== "directory") return undefined;
  return (await programIn(disk, folder, source)) === undefined ? undefined : contentHash(disk, folder);
}

/** The cache serves what the lock file knows already; else nobody has said yet that it may be trusted. */
async function useCache(request: PlaceRequest, wanted: Wanted, target: string): Promise<string | undefined> {
  const { cache, context, known } = request;
  if (cache === undefined) return undefined;
  const home = packageFolder(cache, wanted.source, wanted.version, ownPlatform(context.runtime.environment));
  const hash = await hashIfThere(request, home, wanted.source);
  if (hash === undefined) return undefined;
  if (!known.includes(hash) && !(known.length === 0 && request.cacheMayBreakLock)) return undefined;
  await link(request, home, target);
  return hash;
}

/** The package at its home, which it has as a whole or not at all. */
async function putAt(
  request: PlaceRequest,
  place: PackagePlace,
  home: string,
  { source, version }: Wanted,
): Promise<readonly string[]> {
  const { disk, random } = request.context.runtime;
  if (place.kind === "folder") {
    const hash = await contentHash(disk, place.path);
    checkKnown(request, [hash], `the local package for ${source} ${version}`);
    await disk.remove(home, { recursive: true });
    await link(request, place.path, home);
    return [hash];
  }
  const bytes = await bytesOf(request, place);
  const temporary = `${home}.${random.uuid()}`;
  await disk.makeDirectory(temporary);
  try {
    if (place.kind === "prepared") await place.put(temporary);
    else await unpackArchive(request.context, bytes, temporary);
    const hashes = [
      ...(place.kind === "prepared" ? [] : [archiveHash(bytes)]),
      await contentHash(disk, temporary),
    ];
    const what = place.kind === "archive" ? "the local package for" : "the current package for";
    checkKnown(request, hashes, `${what} ${source} ${version}`);
    if ((await programIn(disk, temporary, source)) === undefined)
      throw new FetchFailure(
        `the package has no program terraform-provider-${source.split("/").at(-1) ?? ""}`,
      );
    await disk.remove(home, { recursive: true });
    await disk.rename(temporary, home);
    const content = hashes.at(-1) ?? "";
    return place.kind === "remote" ? [...place.allHashes, content] : [content];
  } catch (error) {
    await disk.remove(temporary, { recursive: true });
    throw error;
  }
}

/** None of a package that comes in another way. */
async function bytesOf(
  { context }: PlaceRequest,
  place: Exclude<PackagePlace, { readonly kind: "folder" }>,
): Promise<Uint8Array> {
  switch (place.kind) {
    case "archive":
      return context.runtime.disk.readFile(place.path);
    case "remote":
      return fetchArchive(context, place);
    case "prepared":
      return new Uint8Array();
  }
}

function checkKnown({ known }: PlaceRequest, hashes: readonly string[], what: string): void {
  if (known.length === 0 || hashes.some((hash) => known.includes(hash))) return;
  throw new FetchFailure(
    `${what} doesn't match any of the checksums previously recorded in the dependency lock file (this might be because the available checksums are for packages targeting different platforms); for more information: ${CHECKSUM_HELP}`,
  );
}

/** Where the file system has no links, the folder is copied. */
async function link({ context }: PlaceRequest, from: string, to: string): Promise<void> {
  const { disk, environment } = context.runtime;
  await disk.remove(to, { recursive: true });
  await disk.makeDirectory(dirname(to));
  try {
    await disk.makeLink(to, resolve(environment.directory, from));
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.code !== "ENOTSUP") throw error;
    await copyFolder(context, from, to);
  }
}

async function copyFolder(context: SourceContext, from: string, to: string): Promise<void> {
  const { disk } = context.runtime;
  await disk.makeDirectory(to);
  for (const { name, kind } of await disk.list(from)) {
    if (kind === "directory") await copyFolder(context, `${from}/${name}`, `${to}/${name}`);
    else await disk.writeFile(`${to}/${name}`, await disk.readFile(`${from}/${name}`), { mode: 0o755 });
  }
}

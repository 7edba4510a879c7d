import { join } from "node:path";
import { parseModuleSource } from "@tutti/config";
import { ARCHIVES, type ArchiveForm, unpack } from "../archive/unpack.ts";
import { type FetchContext, type FetchedPackage, FetchFailure } from "../fetch-context.ts";
import { verifyChecksum } from "./checksum.ts";
import { getUrl } from "./get-url.ts";
import { cloneRepository } from "./git.ts";
import { readLocalFile, useLocalFolder } from "./local-package.ts";
import { withNetrc } from "./netrc.ts";
import { askForPackage } from "./terraform-get.ts";

/** Where a package goes, and what messages call that place. */
export interface Destination {
  /** Not there yet; in a folder of our own, where more may be laid aside. */
  readonly folder: string;
  readonly shown: string;
}

/** Brings a package (`git::https://…`, `https://….zip`, `file:///…`) to its destination. */
export function fetchPackage(
  context: FetchContext,
  address: string,
  destination: Destination,
): Promise<FetchedPackage> {
  return fetchStep(context, address, destination, 0);
}

async function fetchStep(
  context: FetchContext,
  address: string,
  destination: Destination,
  redirects: number,
): Promise<FetchedPackage> {
  const [, forced, text = address] = /^([A-Za-z0-9]+)::(.+)$/s.exec(address) ?? [];
  const url = parseUrl(text);
  const scheme = forced ?? url.protocol.slice(0, -1);
  const archive = takeArchive(url);
  switch (scheme) {
    case "git":
      return inside(url, () => cloneRepository(context, sorted(url), destination.folder, destination.shown));
    case "file":
      return archive === undefined
        ? inside(url, () => useLocalFolder(context, url, destination.folder))
        : unpackBytes(context, url, archive, destination, readLocalFile);
    case "http":
    case "https":
      return archive === undefined
        ? inside(url, () => fetchNamed(context, url, destination, redirects))
        : unpackBytes(context, url, archive, destination, download);
    case "hg":
      throw new FetchFailure("modules are not fetched by Mercurial; use a git repository or an archive");
    case "s3":
    case "gcs":
      throw new FetchFailure(
        `modules are not fetched from ${scheme === "s3" ? "S3" : "Google Cloud Storage"}; give a URL that a signed request needs no library for (https://….zip), or use a git repository`,
      );
    default:
      throw new FetchFailure(`download not supported for scheme '${scheme}'`);
  }
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new FetchFailure(`invalid source string: ${text}`);
  }
}

/** What is not a single file tells which address it was about. */
async function inside<T>(url: URL, run: () => Promise<T>): Promise<T> {
  const shown = sorted(url);
  if (shown.searchParams.has("sshkey")) shown.searchParams.set("sshkey", "redacted");
  if (shown.password !== "") shown.password = "redacted";
  try {
    return await run();
  } catch (error) {
    if (error instanceof FetchFailure)
      throw new FetchFailure(`error downloading '${shown.href}': ${error.message}`);
    throw error;
  }
}

function sorted(url: URL): URL {
  const copy = new URL(url);
  copy.searchParams.sort();
  return copy;
}

/** How the URL's file is packed; `?archive=` says it where the name does not, and goes. */
function takeArchive(url: URL): ArchiveForm | undefined {
  const named = url.searchParams.get("archive");
  if (named !== null) url.searchParams.delete("archive");
  if (named !== null && named !== "") return ARCHIVES.find(({ ending }) => ending === named)?.form;
  return ARCHIVES.find(({ ending }) => url.pathname.endsWith(`.${ending}`))?.form;
}

type ReadBytes = (context: FetchContext, url: URL) => Promise<Uint8Array>;

async function unpackBytes(
  context: FetchContext,
  url: URL,
  form: ArchiveForm,
  { folder }: Destination,
  read: ReadBytes,
): Promise<FetchedPackage> {
  const checksum = url.searchParams.get("checksum") ?? "";
  url.searchParams.delete("checksum");
  const bytes = await read(context, url);
  if (checksum !== "") verifyChecksum(bytes, checksum, url.href);
  await context.runtime.disk.makeDirectory(folder);
  await unpack(context, form, bytes, folder);
  return { fixed: true };
}

async function download(context: FetchContext, url: URL): Promise<Uint8Array> {
  const { archiveBytesMax, packageMs, redirectsMax } = context.limits;
  const response = await getUrl(context, (await withNetrc(context, url)).href, {
    bodyMax: archiveBytesMax,
    timeoutMs: packageMs,
    redirectsMax,
  });
  if (response.status < 200 || response.status >= 300)
    throw new FetchFailure(`bad response code: ${response.status}`);
  return response.body;
}

/** A page names the package, which may be a folder of another one. */
async function fetchNamed(
  context: FetchContext,
  url: URL,
  destination: Destination,
  redirects: number,
): Promise<FetchedPackage> {
  if (url.searchParams.has("checksum"))
    throw new FetchFailure("checksum cannot be specified for directory download");
  if (redirects >= context.limits.redirectsMax)
    throw new FetchFailure(`too many X-Terraform-Get redirects: ${redirects + 1}`);
  const named = await askForPackage(context, url);
  // A path would name a folder of this machine, and a registry has modules, not packages.
  const parsed = parseModuleSource(named, false);
  const source = parsed.ok ? parsed.source : undefined;
  if (source?.kind !== "remote" || named.startsWith("/"))
    throw new FetchFailure(`invalid source string: ${named}`);
  if (source.subdirectory === "") return fetchStep(context, source.package, destination, redirects + 1);
  const aside = { ...destination, folder: `${destination.folder}-whole` };
  const fetched = await fetchStep(context, source.package, aside, redirects + 1);
  const inner = join(aside.folder, source.subdirectory);
  if ((await context.runtime.disk.stat(inner))?.kind !== "directory")
    throw new FetchFailure(`subdir ${JSON.stringify(source.subdirectory)} not found`);
  await context.runtime.disk.rename(inner, destination.folder);
  return fetched;
}

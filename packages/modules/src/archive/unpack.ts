import { type FetchContext, FetchFailure } from "../fetch-context.ts";
import { type Compression, decompress } from "./decompress.ts";
import { TreeWriter } from "./tree-writer.ts";

/** The kinds of archives by the ends of their names, the longest first: `.tar.gz` is no `.gz`. */
export const ARCHIVES: readonly { readonly ending: string; readonly form: ArchiveForm }[] = [
  { ending: "tar.bz2", form: { kind: "tar", compression: "bzip2" } },
  { ending: "tar.gz", form: { kind: "tar", compression: "gzip" } },
  { ending: "tar.tbz2", form: { kind: "tar", compression: "bzip2" } },
  { ending: "tar.xz", form: { kind: "tar", compression: "xz" } },
  { ending: "tbz2", form: { kind: "tar", compression: "bzip2" } },
  { ending: "tgz", form: { kind: "tar", compression: "gzip" } },
  { ending: "txz", form: { kind: "tar", compression: "xz" } },
  { ending: "zip", form: { kind: "zip" } },
  { ending: "bz2", form: { kind: "file", name: "bzip2" } },
  { ending: "gz", form: { kind: "file", name: "gzip" } },
  { ending: "xz", form: { kind: "file", name: "xz" } },
];

/** How an archive is read. */
export type ArchiveForm =
  | { readonly kind: "tar"; readonly compression: Compression }
  | { readonly kind: "zip" }
  /** One compressed file, which is no module. */
  | { readonly kind: "file"; readonly name: string };

/** Unpacks the bytes of an archive into a folder that is there and empty. */
export async function unpack(
  context: FetchContext,
  form: ArchiveForm,
  bytes: Uint8Array,
  folder: string,
): Promise<void> {
  if (form.kind === "file")
    throw new FetchFailure(`${form.name}-compressed files can only unarchive to a single file`);
  const writer = new TreeWriter(context, folder, bytes.length);
  try {
    if (form.kind === "zip") await (await import("./zip.ts")).readZip(bytes, writer);
    else await (await import("./tar.ts")).readTar(await decompress(context, form.compression, bytes), writer);
  } catch (error) {
    if (error instanceof FetchFailure) throw error;
    throw new FetchFailure(`the archive cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  if (writer.isEmpty) throw new FetchFailure("empty archive");
  await writer.finish();
}

/** Unpacks a zip file, which the packages of providers are, into a folder that is there and empty. */
export function unpackArchive(context: FetchContext, bytes: Uint8Array, folder: string): Promise<void> {
  return unpack(context, { kind: "zip" }, bytes, folder);
}

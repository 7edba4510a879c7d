import { FetchFailure, fetchUrl } from "@tutti/modules";
import { archiveHash } from "../package/package-hash.ts";
import type { RemotePackage, SourceContext } from "./package-source.ts";

/** The largest package of a provider that is known has 160 MB. */
const ARCHIVE_BYTES_MAX = 1 << 30;

/** The bytes of a package, which have one of the hashes that were promised. */
export async function fetchArchive(context: SourceContext, place: RemotePackage): Promise<Uint8Array> {
  const { url, hashes } = place;
  const { packageMs, redirectsMax } = context.limits;
  const got = await fetchUrl(context, url, {
    bodyMax: ARCHIVE_BYTES_MAX,
    timeoutMs: packageMs,
    redirectsMax,
  });
  if (got.status !== 200) throw new FetchFailure(`unsuccessful request to ${url}: ${got.status}`);
  const hash = archiveHash(got.body);
  // Hashes of the content are compared once it is unpacked, with those of the lock file.
  const wanted = hashes.filter((one) => one.startsWith("zh:"));
  if (wanted.length > 0 && !wanted.includes(hash))
    throw new FetchFailure(`archive has incorrect checksum ${hash} (expected ${wanted.join(" or ")})`);
  return got.body;
}

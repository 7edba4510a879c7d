/** A package that is fetched from where its address says, and a module in it. */
export interface RemoteSource {
  readonly kind: "remote";
  /** Its address in full: `git::https://…`, `https://….zip`, `file:///…`. */
  readonly package: string;
  /** Of the module within the package; empty where it is all of it. */
  readonly subdirectory: string;
}

export type ParsedRemoteSource =
  | { readonly ok: true; readonly source: RemoteSource }
  | { readonly ok: false; readonly error: string; readonly maybeRelative: boolean };

/** An address without its subdirectory, in full, with a subdirectory that lies in the short form itself; or why not. */
type Detected =
  | { readonly ok: true; readonly address: string; readonly subdirectory: string }
  | { readonly ok: false; readonly error: string; readonly maybeRelative: boolean };

/** What names a package, in full or in one of the short forms (`github.com/…`, `git@…:…`, a path). */
export function remoteSource(text: string): ParsedRemoteSource {
  const outer = splitSubdirectory(text);
  if (leadsOut(outer.subdirectory)) return outside(outer.subdirectory);
  const found = detect(outer.address);
  if (!found.ok) return found;
  const subdirectory =
    found.subdirectory === "" ? outer.subdirectory : cleanPath(`${found.subdirectory}/${outer.subdirectory}`);
  if (leadsOut(subdirectory)) return outside(subdirectory);
  return { ok: true, source: { kind: "remote", package: found.address, subdirectory } };
}

function leadsOut(subdirectory: string): boolean {
  return subdirectory === ".." || subdirectory.startsWith("../");
}

function outside(subdirectory: string): ParsedRemoteSource {
  const error = `subdirectory path "${subdirectory}" leads outside of the module package`;
  return { ok: false, error, maybeRelative: false };
}

/** `a//b?c` is the package `a?c` and in it the folder `b`. */
function splitSubdirectory(text: string): { readonly address: string; readonly subdirectory: string } {
  const end = text.includes("?") ? text.indexOf("?") : text.length;
  const scheme = text.slice(0, end).indexOf("://");
  const at = text.slice(0, end).indexOf("//", scheme < 0 ? 0 : scheme + 3);
  if (at < 0) return { address: text, subdirectory: "" };
  const subdirectory = text.slice(at + 2, end);
  return {
    address: text.slice(0, at) + text.slice(end),
    subdirectory: subdirectory === "" ? "" : cleanPath(subdirectory),
  };
}

/** `a/./b/../c` → `a/c`; `.` where nothing is left. */
export function cleanPath(path: string): string {
  const out: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && out.length > 0 && out.at(-1) !== "..") out.pop();
    else if (part !== ".." || !path.startsWith("/")) out.push(part);
  }
  const clean = out.join("/");
  if (path.startsWith("/")) return `/${clean}`;
  return clean === "" ? "." : clean;
}

const FORCED = /^([A-Za-z0-9]+)::(.+)$/s;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/** The short forms, in the order in which they are tried; undefined where one does not apply. */
const DETECTORS: readonly ((text: string) => Detected | undefined)[] = [
  (text) => hostedRepository(text, "github.com", 3, "GitHub URLs should be github.com/username/repo"),
  secureShell,
  (text) => hostedRepository(text, "bitbucket.org", 2, ""),
  (text) => bucket(text, /^[^/]*\.amazonaws\.com\//, "s3"),
  (text) => bucket(text, /^(?:www\.)?googleapis\.com\/storage\//, "gcs"),
  absolutePath,
];

function detect(text: string): Detected {
  const forced = FORCED.exec(text);
  const [, force, address = text] = forced ?? [];
  // `host:port/…` has a scheme as well, as the parser of addresses sees it; what fetches refuses it.
  if (SCHEME.test(address) && !/^[^/:]+@/.test(address)) return { ok: true, address: text, subdirectory: "" };
  if (text === "") return { ok: false, error: "invalid source address: ", maybeRelative: false };
  for (const detector of DETECTORS) {
    const found = detector(address);
    if (found === undefined) continue;
    if (!found.ok || force === undefined) return found;
    return { ...found, address: `${force}::${found.address.replace(FORCED, "$2")}` };
  }
  return { ok: false, error: address, maybeRelative: true };
}

function hostedRepository(text: string, host: string, least: number, why: string): Detected | undefined {
  if (!text.startsWith(`${host}/`)) return undefined;
  const query = text.indexOf("?");
  const parts = (query < 0 ? text : text.slice(0, query)).split("/");
  if (parts.length < least) return { ok: false, error: why, maybeRelative: false };
  const path = parts.slice(0, 3).join("/");
  const repository = path.endsWith(".git") ? path : `${path}.git`;
  const address = `git::https://${repository}${query < 0 ? "" : text.slice(query)}`;
  return { ok: true, address, subdirectory: parts.slice(3).join("/") };
}

/** `git@host:path`, as people copy it. */
function secureShell(text: string): Detected | undefined {
  const match = /^git@([^:/]+):\/?(.+)$/s.exec(text);
  return match === null
    ? undefined
    : { ok: true, address: `git::ssh://git@${match[1]}/${match[2]}`, subdirectory: "" };
}

function bucket(text: string, pattern: RegExp, scheme: string): Detected | undefined {
  return pattern.test(text)
    ? { ok: true, address: `${scheme}::https://${text}`, subdirectory: "" }
    : undefined;
}

function absolutePath(text: string): Detected | undefined {
  return text.startsWith("/") ? { ok: true, address: `file://${text}`, subdirectory: "" } : undefined;
}

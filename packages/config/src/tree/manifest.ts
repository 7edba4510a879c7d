import { formatModuleSource, parseModuleSource } from "../address/module-source.ts";

/** `.terraform/modules/modules.json`: where the modules that are called were installed. */
export interface ManifestEntry {
  /** Names of the calls from the root, joined with dots. */
  readonly key: string;
  readonly source: string;
  readonly version: string | undefined;
  readonly directory: string;
}

/** Where `init` put each module, by the path of its call. */
export type Manifest = ReadonlyMap<string, ManifestEntry>;

/** Where the manifest lies, from the root module's directory. */
export const MANIFEST_PATH = ".terraform/modules/modules.json";

interface Json {
  readonly Modules?: readonly {
    readonly Key?: unknown;
    readonly Source?: unknown;
    readonly Version?: unknown;
    readonly Dir?: unknown;
  }[];
}

/** Undefined where the text is no manifest. */
export function parseManifest(text: string): Manifest | undefined {
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const manifest = new Map<string, ManifestEntry>();
  for (const { Key, Source, Version, Dir } of json.Modules ?? []) {
    if (typeof Key !== "string") return undefined;
    manifest.set(Key, {
      key: Key,
      source: typeof Source === "string" ? wholeSource(Source) : "",
      version: typeof Version === "string" && Version !== "" ? Version : undefined,
      directory: typeof Dir === "string" ? Dir : "",
    });
  }
  return manifest;
}

/** Older manifests hold what was written in the call: without the registry's host, or in a short form. */
function wholeSource(text: string): string {
  const parsed = text === "" ? undefined : parseModuleSource(text, false);
  return parsed?.ok === true ? formatModuleSource(parsed.source) : text;
}

/** The text of the manifest, as Terraform writes it. */
export function formatManifest(entries: Iterable<ManifestEntry>): string {
  const Modules = [...entries]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ key, source, version, directory }) => ({
      Key: key,
      Source: source,
      ...(version === undefined ? {} : { Version: version }),
      Dir: directory,
    }));
  return JSON.stringify({ Modules }).replaceAll(/[<>&\u2028\u2029]/g, escaped);
}

/** Go writes its JSON so that it may stand in a web page. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

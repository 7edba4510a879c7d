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
      source: typeof Source === "string" ? Source : "",
      version: typeof Version === "string" && Version !== "" ? Version : undefined,
      directory: typeof Dir === "string" ? Dir : "",
    });
  }
  return manifest;
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
  return JSON.stringify({ Modules });
}

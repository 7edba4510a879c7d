import { parseProviderSource } from "@tutti/config";
import type { Disk } from "@tutti/runtime";

/** What `package.json` says of a provider. */
export interface ProviderManifest {
  /** `notes` of `terraform-provider-notes`. */
  readonly name: string;
  readonly version: string;
  /** Where the executable file belongs: `dist/terraform-provider-notes`. */
  readonly program: string;
  /** Host, namespace and name under which it is published. */
  readonly source: string;
}

const PROGRAM = /^terraform-provider-([a-z0-9-]+)$/;
const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** Reads it in the working directory, or says what is wrong with it. */
export async function readProviderManifest(
  disk: Disk,
): Promise<ProviderManifest | { readonly wrong: string }> {
  if ((await disk.stat("package.json")) === undefined)
    return {
      wrong:
        "There is no package.json in this folder. Go where the provider is, or write one anew with <tutti> provider new.",
    };
  const manifest = membersOf(parsed(await disk.readText("package.json")));
  const program = [...membersOf(manifest.get("bin"))].find(([name]) => PROGRAM.test(name));
  const [file = "", path] = program ?? [];
  if (
    typeof path !== "string" ||
    !path.includes("/") ||
    path.startsWith("/") ||
    path.split("/").includes("..")
  )
    return {
      wrong:
        'package.json names no program of a provider. Write it like "bin": { "terraform-provider-notes": "dist/terraform-provider-notes" }.',
    };
  const name = PROGRAM.exec(file)?.[1] ?? "";
  const version = manifest.get("version");
  if (typeof version !== "string" || !VERSION.test(version))
    return { wrong: `package.json has no version like "1.0.0": ${JSON.stringify(version)}.` };
  const source = membersOf(manifest.get("tutti")).get("source") ?? `registry.example.com/acme/${name}`;
  const checked = typeof source === "string" ? parseProviderSource(source) : undefined;
  if (checked?.ok !== true || checked.source.type !== name)
    return {
      wrong: `package.json says that the provider ${name} is published as ${JSON.stringify(source)}, which cannot be. Write it like "tutti": { "source": "registry.example.com/acme/${name}" }.`,
    };
  const { host, namespace, type } = checked.source;
  return { name, version, program: path, source: `${host}/${namespace}/${type}` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : new Map();
}

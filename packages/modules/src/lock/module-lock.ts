import { type Runtime, RuntimeError } from "@tutti/runtime";

/**
 * Beside `.terraform.lock.hcl`, which has no place for modules that Terraform
 * would leave alone. It belongs into version control, so that everybody gets the
 * same modules.
 */
export const MODULE_LOCK_PATH = ".terraform.modules.lock.json";

/** What a package held when it was fetched first, by its address and version. */
export interface ModuleLock {
  /** The hash that is on record; undefined for what was never fetched. */
  hashOf(name: string): string | undefined;
  record(name: string, hash: string): void;
  /** Writes what is new; nothing where nothing is. */
  save(): Promise<void>;
}

/** Undefined where the file is there and is no lock: what it protects would be lost by writing it anew. */
export async function openModuleLock({ disk }: Runtime): Promise<ModuleLock | undefined> {
  const hashes = await readHashes(disk);
  if (hashes === undefined) return undefined;
  let changed = false;
  return {
    hashOf: (name) => hashes.get(name),
    record(name, hash) {
      changed ||= hashes.get(name) !== hash;
      hashes.set(name, hash);
    },
    async save() {
      if (!changed) return;
      const modules = Object.fromEntries([...hashes].sort(([a], [b]) => (a < b ? -1 : 1)));
      await disk.replaceFile(MODULE_LOCK_PATH, `${JSON.stringify({ version: 1, modules }, undefined, 2)}\n`);
      changed = false;
    },
  };
}

async function readHashes(disk: Runtime["disk"]): Promise<Map<string, string> | undefined> {
  try {
    return decodeHashes(JSON.parse(await disk.readText(MODULE_LOCK_PATH)));
  } catch (error) {
    if (error instanceof RuntimeError && error.code === "ENOENT") return new Map();
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function decodeHashes(json: unknown): Map<string, string> | undefined {
  if (typeof json !== "object" || json === null || !("version" in json) || json.version !== 1)
    return undefined;
  if (!("modules" in json) || typeof json.modules !== "object" || json.modules === null) return undefined;
  const hashes = new Map<string, string>();
  for (const [name, hash] of Object.entries(json.modules)) {
    if (typeof hash !== "string") return undefined;
    hashes.set(name, hash);
  }
  return hashes;
}

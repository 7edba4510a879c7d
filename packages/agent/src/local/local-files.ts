import { createHash } from "node:crypto";
import { type Disk, fromUnknown } from "@tutti/runtime";
import { keepPrivate, PRIVATE_FILE, PRIVATE_FOLDER } from "../private-folder.ts";
import type { CheckRegistration, ServiceRegistration } from "./registration.ts";

/** What was registered through the API, kept so that a restarted agent still knows it. */
export interface LocalFiles {
  services(): Promise<ReadonlyMap<string, ServiceRegistration>>;
  checks(): Promise<ReadonlyMap<string, CheckRegistration>>;
  keepService(id: string, registration: ServiceRegistration): Promise<void>;
  keepCheck(id: string, registration: CheckRegistration): Promise<void>;
  forgetService(id: string): Promise<void>;
  forgetCheck(id: string): Promise<void>;
}

/** Of this version; others are left alone. */
const VERSION = 1;

interface KeptFile {
  readonly version: number;
  readonly id: string;
  /** Durations in milliseconds. */
  readonly registration: unknown;
}

/** One file a registration, below the data folder; without one, nothing is kept. */
export function createLocalFiles(
  dataDirectory: string | undefined,
  disk: Disk,
  warn: (line: string) => void,
): LocalFiles {
  const made = new Set<string>();

  function pathOf(folder: string, id: string): string {
    return `${folder}/${createHash("sha256").update(id).digest("hex")}.json`;
  }

  async function keep(name: string, id: string, registration: unknown): Promise<void> {
    if (dataDirectory === undefined) return;
    const folder = `${dataDirectory}/${name}`;
    try {
      if (!made.has(folder)) {
        await disk.makeDirectory(folder, { mode: PRIVATE_FOLDER });
        await keepPrivate(folder, disk);
      }
      made.add(folder);
      const kept: KeptFile = { version: VERSION, id, registration };
      await disk.replaceFile(pathOf(folder, id), JSON.stringify(kept), { mode: PRIVATE_FILE });
    } catch (error) {
      warn(`agent: registration ${id} cannot be kept: ${fromUnknown(error, folder).message}`);
    }
  }

  async function forget(name: string, id: string): Promise<void> {
    if (dataDirectory === undefined) return;
    const path = pathOf(`${dataDirectory}/${name}`, id);
    try {
      if ((await disk.stat(path)) !== undefined) await disk.remove(path);
    } catch (error) {
      warn(`agent: registration ${id} cannot be removed: ${fromUnknown(error, path).message}`);
    }
  }

  async function load<T>(name: string): Promise<ReadonlyMap<string, T>> {
    const out = new Map<string, T>();
    if (dataDirectory === undefined) return out;
    const folder = `${dataDirectory}/${name}`;
    if ((await disk.stat(folder)) === undefined) return out;
    for (const entry of await disk.list(folder)) {
      if (!entry.name.endsWith(".json")) continue;
      const kept = await read(`${folder}/${entry.name}`);
      if (kept !== undefined) out.set(kept.id, kept.registration as T);
    }
    return out;
  }

  async function read(path: string): Promise<KeptFile | undefined> {
    try {
      const kept = JSON.parse(await disk.readText(path)) as Partial<KeptFile>;
      if (kept.version === VERSION && typeof kept.id === "string") return kept as KeptFile;
      warn(`agent: ${path} is of a version that this agent does not know; it is left alone`);
    } catch (error) {
      warn(`agent: ${path} cannot be read, and is left alone: ${fromUnknown(error, path).message}`);
    }
    return undefined;
  }

  return {
    services: () => load<ServiceRegistration>("services"),
    checks: () => load<CheckRegistration>("checks"),
    keepService: (id, registration) => keep("services", id, registration),
    keepCheck: (id, registration) => keep("checks", id, registration),
    forgetService: (id) => forget("services", id),
    forgetCheck: (id) => forget("checks", id),
  };
}

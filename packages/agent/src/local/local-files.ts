import { createHash } from "node:crypto";
import { type Disk, fromUnknown, reasonOf } from "@tutti/runtime";
import { type Outcome, type Refusal, refuse } from "@tutti/server";
import { agentError } from "../errors.ts";
import { keepPrivate, PRIVATE_FILE, PRIVATE_FOLDER } from "../private-folder.ts";
import type { CheckRegistration, ServiceRegistration } from "./registration.ts";

/** What was registered through the API, kept so that a restarted agent still knows it. */
export interface LocalFiles {
  services(): Promise<ReadonlyMap<string, ServiceRegistration>>;
  checks(): Promise<ReadonlyMap<string, CheckRegistration>>;
  /** A refusal where the disk does not take it: what would be gone after a restart is not promised. */
  keepService(id: string, registration: ServiceRegistration): Promise<Outcome<true>>;
  keepCheck(id: string, registration: CheckRegistration): Promise<Outcome<true>>;
  /** A refusal where it stays: it would come back with a restart. */
  forgetService(id: string): Promise<Outcome<true>>;
  forgetCheck(id: string): Promise<Outcome<true>>;
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

  async function keep(name: string, id: string, registration: unknown): Promise<Outcome<true>> {
    if (dataDirectory === undefined) return true;
    const folder = `${dataDirectory}/${name}`;
    try {
      if (!made.has(folder)) {
        await disk.makeDirectory(folder, { mode: PRIVATE_FOLDER });
        await keepPrivate(folder, disk);
      }
      made.add(folder);
      const kept: KeptFile = { version: VERSION, id, registration };
      await disk.replaceFile(pathOf(folder, id), JSON.stringify(kept), { mode: PRIVATE_FILE });
      return true;
    } catch (error) {
      return refusalOf(folder, error);
    }
  }

  function refusalOf(place: string, error: unknown): Refusal {
    const why = `${place} cannot be written: ${reasonOf(fromUnknown(error, place))}`;
    warn(`agent: ${why}`);
    return refuse(agentError("registration-cannot-be-kept", why));
  }

  async function forget(name: string, id: string): Promise<Outcome<true>> {
    if (dataDirectory === undefined) return true;
    const folder = `${dataDirectory}/${name}`;
    const path = pathOf(folder, id);
    try {
      if ((await disk.stat(path)) !== undefined) await disk.remove(path);
      return true;
    } catch (error) {
      return refusalOf(folder, error);
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

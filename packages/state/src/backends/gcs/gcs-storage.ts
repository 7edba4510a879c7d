import type { HttpResponse } from "@tutti/runtime";
import { isJsonObject } from "@tutti/values";
import { DEFAULT_WORKSPACE } from "../../backend.ts";
import { jsonOf } from "../../google/google-access.ts";
import { decodeLockInfo, encodeLockInfo, type LockInfo } from "../../lock-info.ts";
import { StorageError } from "../../storage/remote-problem.ts";
import type {
  SlotLock,
  StateSlot,
  StateStorage,
  StoredBytes,
  TakenLock,
  WriteCondition,
  WriteResult,
} from "../../storage/state-storage.ts";
import { type GcsBucket, GcsClient } from "./gcs-client.ts";

/** Where in a bucket states lie. */
export interface GcsPlaces extends GcsBucket {
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
  /** A key of KMS that the server encrypts with. */
  readonly kmsKey: string | undefined;
}

const STATE_ENDING = ".tfstate";
const LOCK_ENDING = ".tflock";

/** States as objects of a bucket of Google, laid out and locked as Terraform does. */
export function createGcsStorage(places: GcsPlaces): StateStorage {
  const client = new GcsClient(places);
  return {
    type: "gcs",
    workspaces: {
      async list() {
        const names = await listObjects(client, places.prefix);
        return names.flatMap((name) => {
          const rest = name.slice(places.prefix.length);
          const workspace = rest.slice(0, -STATE_ENDING.length);
          return rest.endsWith(STATE_ENDING) && workspace !== DEFAULT_WORKSPACE && workspace !== ""
            ? [workspace]
            : [];
        });
      },
      async remove(workspace) {
        const object = `${places.prefix}${workspace}${STATE_ENDING}`;
        const response = await client.send({ method: "DELETE", object });
        if (response.status >= 300 && response.status !== 404) throw client.refusal("delete", response);
      },
    },
    open: (workspace) => new GcsSlot(client, places, `${places.prefix}${workspace}`),
  };
}

async function listObjects(client: GcsClient, prefix: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (let page: string | undefined = ""; page !== undefined; ) {
    const query: Record<string, string> = { delimiter: "/", prefix, fields: "items(name),nextPageToken" };
    if (page !== "") query["pageToken"] = page;
    const response = await client.send({ method: "GET", query });
    const json = response.status === 200 ? jsonOf(response) : undefined;
    if (json === undefined) throw client.refusal("list", response);
    const { items = [], nextPageToken } = json;
    for (const item of Array.isArray(items) ? items : []) {
      const name = isJsonObject(item) ? item["name"] : undefined;
      if (typeof name === "string") names.push(name);
    }
    page = typeof nextPageToken === "string" && nextPageToken !== "" ? nextPageToken : undefined;
  }
  return names;
}

class GcsSlot implements StateSlot {
  readonly #client: GcsClient;
  readonly #places: GcsPlaces;
  readonly #object: string;
  readonly #lockObject: string;

  constructor(client: GcsClient, places: GcsPlaces, stem: string) {
    this.#client = client;
    this.#places = places;
    this.#object = `${stem}${STATE_ENDING}`;
    this.#lockObject = `${stem}${LOCK_ENDING}`;
  }

  get place(): string {
    return `${this.#places.place}/${this.#object}`;
  }

  get lockPath(): string {
    return `gs://${this.#places.bucket}/${this.#lockObject}`;
  }

  async read(): Promise<StoredBytes | undefined> {
    const response = await this.#client.send({
      method: "GET",
      object: this.#object,
      query: { alt: "media" },
      isSecret: true,
    });
    if (response.status === 404) return undefined;
    if (response.status !== 200) throw this.#client.refusal("read", response);
    if (response.body.length === 0) return undefined;
    return { bytes: response.body, version: response.headers.get("x-goog-generation") };
  }

  async write(bytes: Uint8Array, { found, lock }: WriteCondition): Promise<WriteResult> {
    if (lock !== undefined && !(await lock.isHeld())) return { kind: "lock-lost" };
    const { kmsKey } = this.#places;
    const query: Record<string, string> = kmsKey === undefined ? {} : { kmsKeyName: kmsKey };
    if (found !== "any" && (found === undefined || found.version !== undefined))
      query["ifGenerationMatch"] = found?.version ?? "0";
    const response = await this.#put(this.#object, bytes, query, true);
    if (response.status === 412) return { kind: "changed" };
    if (response.status !== 200) throw this.#client.refusal("write", response);
    return { kind: "written", version: generationOf(response) };
  }

  get locking(): StateSlot["locking"] {
    return { take: (info) => this.#take(info), force: (id) => this.#force(id) };
  }

  async #take(info: LockInfo): Promise<TakenLock> {
    const body = new TextEncoder().encode(encodeLockInfo(info));
    const response = await this.#put(this.#lockObject, body, { ifGenerationMatch: "0" });
    const generation = response.status === 200 ? generationOf(response) : undefined;
    if (generation !== undefined) return this.#taken(info, generation);
    if (response.status !== 412) throw this.#client.refusal("lock", response);
    const holder = await this.#holder();
    // The answer to our first try was lost on its way.
    if (holder?.info?.id === info.id) return this.#taken(info, holder.generation);
    const words = `writing "${this.lockPath}" failed: it is there already`;
    return {
      kind: "held",
      words,
      info: holder?.info === undefined ? undefined : { ...holder.info, id: holder.generation },
    };
  }

  /** The generation is the lock's ID and number, as it is for Terraform: nobody knows it before the lock is written. */
  #taken(info: LockInfo, generation: string): TakenLock {
    return { kind: "taken", lock: this.#hold(generation), info: { ...info, id: generation } };
  }

  #hold(id: string): SlotLock {
    let released = false;
    return {
      id,
      fence: Number(id),
      isHeld: async () => !released && (await this.#holder())?.generation === id,
      release: async () => {
        released = true;
        const response = await this.#removeLock(id);
        // Another holds it by now, or nobody.
        if (response.status >= 300 && response.status !== 404 && response.status !== 412)
          throw this.#client.refusal("unlock", response);
      },
    };
  }

  async #force(id: string): Promise<"released" | { readonly refused: string }> {
    if (!/^\d+$/.test(id)) return { refused: `Lock ID should be numerical value, got '${id}'` };
    const response = await this.#removeLock(id);
    if (response.status < 300) return "released";
    if (response.status === 404) return { refused: `${this.lockPath} is not there: nothing is locked` };
    if (response.status === 412) {
      const holder = await this.#holder();
      return { refused: `lock ID "${id}" does not match existing lock ID "${holder?.generation ?? ""}"` };
    }
    throw this.#client.refusal("unlock", response);
  }

  #removeLock(id: string): Promise<HttpResponse> {
    return this.#client.send({
      method: "DELETE",
      object: this.#lockObject,
      query: { ifGenerationMatch: id },
    });
  }

  async #holder(): Promise<{ readonly info: LockInfo | undefined; readonly generation: string } | undefined> {
    const response = await this.#client.send({
      method: "GET",
      object: this.#lockObject,
      query: { alt: "media" },
    });
    if (response.status === 404) return undefined;
    const generation = response.headers.get("x-goog-generation");
    if (response.status !== 200) throw this.#client.refusal("read the lock", response);
    if (generation === undefined)
      throw new StorageError(this.place, "the server tells no generations, so nothing can be locked there");
    return { info: decodeLockInfo(new TextDecoder().decode(response.body)), generation };
  }

  #put(
    object: string,
    body: Uint8Array,
    condition: Readonly<Record<string, string>>,
    isSecret?: true,
  ): Promise<HttpResponse> {
    const query = { uploadType: "media", name: object, ...condition };
    return this.#client.send({ method: "POST", query, body, ...(isSecret === true ? { isSecret } : {}) });
  }
}

function generationOf(response: HttpResponse): string | undefined {
  const generation = jsonOf(response)?.["generation"];
  return typeof generation === "string" ? generation : undefined;
}

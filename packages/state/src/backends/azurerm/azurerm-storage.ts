import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { HttpResponse } from "@tutti/runtime";
import { DEFAULT_WORKSPACE } from "../../backend.ts";
import { decodeLockInfo, encodeLockInfo, type LockInfo } from "../../lock-info.ts";
import type {
  SlotLock,
  StateSlot,
  StateStorage,
  StoredBytes,
  TakenLock,
  WriteCondition,
  WriteResult,
} from "../../storage/state-storage.ts";
import { xmlText } from "../../storage/xml-text.ts";
import { BlobClient, type BlobContainer, errorCode } from "./blob-client.ts";

/** Where in a container states lie. */
export interface AzurePlaces extends BlobContainer {
  readonly key: string;
  /** Whether the blob is snapshotted before each write. */
  readonly snapshot: boolean;
}

const ENVIRONMENT = "env:";
const LOCK_META = "x-ms-meta-terraformlockid";

/** States as blobs of a container of Azure, laid out and locked (by leases) as Terraform does. */
export function createAzureStorage(places: AzurePlaces): StateStorage {
  const client = new BlobClient(places);
  const prefix = `${places.key}${ENVIRONMENT}`;
  return {
    type: "azurerm",
    workspaces: {
      async list() {
        const names = await listBlobs(client, prefix);
        return names
          .map((name) => name.slice(prefix.length))
          .filter((name) => name !== "" && !name.includes("/"));
      },
      async remove(workspace) {
        const headers = { "x-ms-delete-snapshots": "include" };
        const response = await client.send({ method: "DELETE", blob: `${prefix}${workspace}`, headers });
        if (response.status >= 300 && response.status !== 404) throw client.refusal("Delete Blob", response);
      },
    },
    open: (workspace) =>
      new AzureSlot(client, places, workspace === DEFAULT_WORKSPACE ? places.key : `${prefix}${workspace}`),
  };
}

async function listBlobs(client: BlobClient, prefix: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (let marker = ""; ; ) {
    const query: Record<string, string> = { comp: "list", prefix, restype: "container" };
    if (marker !== "") query["marker"] = marker;
    const response = await client.send({ method: "GET", blob: "", query });
    if (response.status !== 200) throw client.refusal("List Blobs", response);
    const text = new TextDecoder().decode(response.body);
    for (const [, blob = ""] of text.matchAll(/<Blob>(.*?)<\/Blob>/gs)) names.push(xmlText(blob, "Name"));
    marker = xmlText(text.replace(/<Blobs>.*<\/Blobs>/s, ""), "NextMarker");
    if (marker === "") return names;
  }
}

class AzureSlot implements StateSlot {
  readonly #client: BlobClient;
  readonly #places: AzurePlaces;
  readonly #blob: string;

  constructor(client: BlobClient, places: AzurePlaces, blob: string) {
    this.#client = client;
    this.#places = places;
    this.#blob = blob;
  }

  get place(): string {
    return `${this.#places.place}/${this.#blob}`;
  }

  get lockPath(): string {
    return `${this.#places.container}/${this.#blob}`;
  }

  /** The version is of the content: taking a lock changes a blob's ETag, too, and says nothing of the state. */
  async read(): Promise<StoredBytes | undefined> {
    const response = await this.#get();
    if (response === undefined || response.body.length === 0) return undefined;
    return { bytes: response.body, version: digest(response.body) };
  }

  async write(bytes: Uint8Array, { found, lock }: WriteCondition): Promise<WriteResult> {
    const lease = lock === undefined ? {} : { "x-ms-lease-id": lock.id };
    const before = await this.#get();
    const isChanged = found !== "any" && versionOf(before) !== found?.version;
    if (isChanged) return { kind: "changed" };
    if (this.#places.snapshot && before !== undefined) {
      const response = await this.#put({ comp: "snapshot" }, lease);
      if (isLost(response)) return { kind: "lock-lost" };
      if (response.status !== 201) throw this.#client.refusal("Snapshot Blob", response);
    }
    const etag = before?.headers.get("etag");
    const kept = before?.headers.get(LOCK_META);
    const response = await this.#put(
      {},
      {
        "content-type": "application/json",
        "x-ms-blob-type": "BlockBlob",
        ...(kept === undefined ? {} : { [LOCK_META]: kept }),
        ...(etag === undefined ? { "if-none-match": "*" } : { "if-match": etag }),
        ...lease,
      },
      bytes,
    );
    if (response.status === 201) return { kind: "written", version: digest(bytes) };
    if (isLost(response)) return lock === undefined ? { kind: "changed" } : { kind: "lock-lost" };
    if (["ConditionNotMet", "BlobAlreadyExists"].includes(errorCode(response))) return { kind: "changed" };
    throw this.#client.refusal("Put Blob", response);
  }

  get locking(): StateSlot["locking"] {
    return { take: (info) => this.#take(info), force: (id) => this.#force(id) };
  }

  /** A lease is of a blob, so one of no length is made where there is none; everybody reads that as no state. */
  async #take(info: LockInfo): Promise<TakenLock> {
    let properties = await this.#properties({});
    if (properties === undefined) {
      const headers = {
        "content-type": "application/json",
        "x-ms-blob-type": "BlockBlob",
        "if-none-match": "*",
      };
      const made = await this.#put({}, headers);
      if (made.status !== 201 && made.status !== 409 && made.status !== 412)
        throw this.#client.refusal("Put Blob", made);
      properties = await this.#properties({});
    }
    const response = await this.#lease("acquire", {
      "x-ms-lease-duration": "-1",
      "x-ms-proposed-lease-id": info.id,
    });
    if (response.status === 201) {
      // Under its own lease alone, so nobody reads another's info there.
      await this.#writeInfo(info, info.id);
      return { kind: "taken", lock: this.#hold(info.id) };
    }
    if (response.status !== 409) throw this.#client.refusal("Lease Blob", response);
    const found = await this.#properties({});
    return { kind: "held", words: "state blob is already locked", info: infoIn(found) ?? nameless(found) };
  }

  #hold(id: string): SlotLock {
    let released = false;
    return {
      id,
      fence: undefined,
      isHeld: async () => !released && (await this.#properties({ "x-ms-lease-id": id })) !== undefined,
      release: async () => {
        released = true;
        // Another holds it by now, or nobody.
        if ((await this.#properties({ "x-ms-lease-id": id })) !== undefined) await this.#giveBack(id);
      },
    };
  }

  async #force(id: string): Promise<"released" | { readonly refused: string }> {
    const properties = await this.#properties({});
    const holder = infoIn(properties);
    const unnamed = holder === undefined ? nameless(properties) : undefined;
    if (unnamed !== undefined && unnamed.id === id) return this.#break(properties);
    if (unnamed === undefined && holder === undefined)
      return { refused: `failed to retrieve lock info: blob metadata "terraformlockid" was empty` };
    if (holder?.id !== id) return { refused: `lock id ${JSON.stringify(id)} does not match existing lock` };
    await this.#giveBack(id);
    return "released";
  }

  /** Nobody else can have taken the lease meanwhile and written its name: the blob is as it was. */
  async #break(properties: HttpResponse | undefined): Promise<"released"> {
    const etag = properties?.headers.get("etag") ?? "";
    const response = await this.#lease("break", { "x-ms-lease-break-period": "0", "if-match": etag });
    if (response.status !== 202) throw this.#client.refusal("Lease Blob", response);
    return "released";
  }

  async #giveBack(id: string): Promise<void> {
    await this.#writeInfo(undefined, id);
    const response = await this.#lease("release", { "x-ms-lease-id": id });
    // The answer to our first try was lost on its way: the lease is nobody's by now, or another's.
    if (isLost(response)) return;
    if (response.status !== 200) throw this.#client.refusal("Lease Blob", response);
  }

  async #writeInfo(info: LockInfo | undefined, id: string): Promise<void> {
    const headers = { "x-ms-lease-id": id };
    const text = info && Buffer.from(encodeLockInfo(info)).toString("base64");
    const response = await this.#put(
      { comp: "metadata" },
      text === undefined ? headers : { ...headers, [LOCK_META]: text },
    );
    if (response.status !== 200) throw this.#client.refusal("Set Blob Metadata", response);
  }

  #lease(action: string, headers: Readonly<Record<string, string>>): Promise<HttpResponse> {
    return this.#put({ comp: "lease" }, { "x-ms-lease-action": action, ...headers });
  }

  /** Undefined where there is no blob, or not under that lease. */
  async #properties(headers: Readonly<Record<string, string>>): Promise<HttpResponse | undefined> {
    const response = await this.#client.send({ method: "HEAD", blob: this.#blob, headers });
    if (response.status === 200) return response;
    if (isLost(response) || isMissing(response)) return undefined;
    throw this.#client.refusal("Get Blob Properties", response);
  }

  async #get(): Promise<HttpResponse | undefined> {
    const response = await this.#client.send({ method: "GET", blob: this.#blob });
    if (response.status === 200) return response;
    if (isMissing(response)) return undefined;
    throw this.#client.refusal("Get Blob", response);
  }

  #put(
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
    body?: Uint8Array,
  ): Promise<HttpResponse> {
    return this.#client.send({
      method: "PUT",
      blob: this.#blob,
      query,
      headers,
      ...(body === undefined ? {} : { body }),
    });
  }
}

/** A container that is not there is a mistake, a blob is none. */
function isMissing(response: HttpResponse): boolean {
  return response.status === 404 && errorCode(response) !== "ContainerNotFound";
}

/** `LeaseIdMissing`, `LeaseIdMismatch…`, `LeaseNotPresent…`, `LeaseLost`. */
function isLost(response: HttpResponse): boolean {
  return (response.status === 412 || response.status === 409) && errorCode(response).startsWith("Lease");
}

function versionOf(response: HttpResponse | undefined): string | undefined {
  return response === undefined || response.body.length === 0 ? undefined : digest(response.body);
}

function infoIn(properties: HttpResponse | undefined): LockInfo | undefined {
  const text = properties?.headers.get(LOCK_META);
  return text === undefined ? undefined : decodeLockInfo(Buffer.from(text, "base64").toString());
}

/** A lease whose holder died before it wrote its name there, or after it took it away: it goes by the blob as it lies there. */
function nameless(properties: HttpResponse | undefined): LockInfo | undefined {
  const etag = properties?.headers.get("etag");
  if (etag === undefined || properties?.headers.get("x-ms-lease-state") !== "leased") return undefined;
  const id = `unnamed-${etag.replace(/\W/g, "")}`;
  const info = "the holder of the lease left no name";
  return { id, info, operation: "", who: "", version: "", created: "", path: "" };
}

function digest(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

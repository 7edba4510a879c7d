import { createHash } from "node:crypto";
import type { HttpResponse } from "@tutti/runtime";
import { DEFAULT_WORKSPACE } from "../../backend.ts";
import { decodeLockInfo, encodeLockInfo, type LockInfo } from "../../lock-info.ts";
import type {
  SlotLock,
  StateSlot,
  StateStorage,
  StoredBytes,
  StoredVersion,
  TakenLock,
  WriteCondition,
  WriteResult,
} from "../../storage/state-storage.ts";
import { readError, readListing } from "./s3-answers.ts";
import { type S3Bucket, S3Client } from "./s3-client.ts";

/** Where in a bucket states lie, and how they are stored. */
export interface S3Places extends S3Bucket {
  readonly key: string;
  readonly workspacePrefix: string;
  readonly lock: boolean;
  readonly encryption: S3Encryption;
  readonly acl: string | undefined;
  /** Whether a SHA-256 is sent beside what is stored. */
  readonly checksum: boolean;
}

/** How the server encrypts what it stores. */
export type S3Encryption =
  | { readonly kind: "none" | "server" }
  | { readonly kind: "kms"; readonly keyId: string }
  /** Base64 of 32 bytes. */
  | { readonly kind: "customer"; readonly key: string };

const KEYS_MAX = "1000";
const LOCK_ENDING = ".tflock";

/** States as objects of a bucket, laid out and locked as Terraform does. */
export function createS3Storage(places: S3Places): StateStorage {
  const client = new S3Client(places);
  const { key, workspacePrefix } = places;
  const folder = workspacePrefix === "" ? "" : `${workspacePrefix}/`;
  const keyOf = (workspace: string): string =>
    workspace === DEFAULT_WORKSPACE ? key : `${folder}${workspace}/${key}`;
  return {
    type: "s3",
    workspaces: {
      async list() {
        const found = await listKeys(client, folder);
        return found.flatMap((name) => {
          const [workspace = "", ...rest] = name.slice(folder.length).split("/");
          return rest.join("/") === key && workspace !== "" ? [workspace] : [];
        });
      },
      async remove(workspace) {
        const response = await client.send({ method: "DELETE", key: keyOf(workspace) });
        if (response.status >= 300) throw client.refusal("DeleteObject", response);
      },
    },
    open: (workspace) => new S3Slot(client, places, keyOf(workspace)),
  };
}

async function listKeys(client: S3Client, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for (let next: string | undefined = ""; next !== undefined; ) {
    const query: Record<string, string> = { "list-type": "2", "max-keys": KEYS_MAX, prefix };
    if (next !== "") query["continuation-token"] = next;
    const response = await client.send({ method: "GET", key: "", query });
    // Who may see one state only has one workspace, as for Terraform.
    if (response.status === 403 && readError(response.body).code === "AccessDenied") return keys;
    if (response.status !== 200) throw client.refusal("ListObjectsV2", response);
    const page = readListing(response.body);
    keys.push(...page.keys);
    next = page.next;
  }
  return keys;
}

class S3Slot implements StateSlot {
  readonly #client: S3Client;
  readonly #places: S3Places;
  readonly #key: string;

  constructor(client: S3Client, places: S3Places, key: string) {
    this.#client = client;
    this.#places = places;
    this.#key = key;
  }

  get place(): string {
    return `${this.#places.place}/${this.#key}`;
  }

  get lockPath(): string {
    return `${this.#places.bucket}/${this.#key}`;
  }

  async read(): Promise<StoredBytes | undefined> {
    const response = await this.#get(this.#key);
    if (response === undefined || response.body.length === 0) return undefined;
    return { bytes: response.body, version: response.headers.get("etag") };
  }

  async write(bytes: Uint8Array, { found, lock }: WriteCondition): Promise<WriteResult> {
    if (lock !== undefined && !(await lock.isHeld())) return { kind: "lock-lost" };
    const response = await this.#put(this.#key, bytes, conditionOf(found));
    if (response.status === 200) return { kind: "written", version: response.headers.get("etag") };
    // The server says that it knows no conditions, so what lies there is looked at just before.
    if (response.status === 501 && found !== "any") return this.#compareAndPut(bytes, found);
    const isChanged =
      response.status === 412 || response.status === 409 || (response.status === 404 && found !== undefined);
    if (isChanged && readError(response.body).code !== "NoSuchBucket") return { kind: "changed" };
    throw this.#client.refusal("PutObject", response);
  }

  async #compareAndPut(bytes: Uint8Array, found: StoredVersion): Promise<WriteResult> {
    if ((await this.read())?.version !== found?.version) return { kind: "changed" };
    const response = await this.#put(this.#key, bytes, {});
    if (response.status !== 200) throw this.#client.refusal("PutObject", response);
    return { kind: "written", version: response.headers.get("etag") };
  }

  get locking(): StateSlot["locking"] {
    if (!this.#places.lock) return undefined;
    return { take: (info) => this.#take(info), force: (id) => this.#force(id) };
  }

  get #lockKey(): string {
    return `${this.#key}${LOCK_ENDING}`;
  }

  async #take(info: LockInfo): Promise<TakenLock> {
    const body = new TextEncoder().encode(encodeLockInfo(info));
    const response = await this.#put(this.#lockKey, body, { "if-none-match": "*" });
    if (response.status === 200) return { kind: "taken", lock: this.#hold(info.id) };
    if (response.status !== 412 && response.status !== 409) throw this.#client.refusal("PutObject", response);
    const holder = await this.#holder();
    // The answer to our first try was lost on its way.
    if (holder?.id === info.id) return { kind: "taken", lock: this.#hold(info.id) };
    const words = `${response.status} ${readError(response.body).code || "PreconditionFailed"}: ${this.#lockKey} is there already`;
    return { kind: "held", words, info: holder };
  }

  #hold(id: string): SlotLock {
    let released = false;
    return {
      id,
      fence: undefined,
      isHeld: async () => !released && (await this.#holder())?.id === id,
      release: async () => {
        released = true;
        if ((await this.#holder())?.id === id) await this.#unlock();
      },
    };
  }

  async #force(id: string): Promise<"released" | { readonly refused: string }> {
    const holder = await this.#holder();
    if (holder === undefined) return { refused: `${this.#lockKey} is not there: nothing is locked` };
    if (holder.id !== id)
      return {
        refused: `lock ID ${JSON.stringify(id)} does not match existing lock ID ${JSON.stringify(holder.id)}`,
      };
    await this.#unlock();
    return "released";
  }

  async #unlock(): Promise<void> {
    const response = await this.#client.send({ method: "DELETE", key: this.#lockKey });
    if (response.status >= 300) throw this.#client.refusal("DeleteObject", response);
  }

  async #holder(): Promise<LockInfo | undefined> {
    const response = await this.#get(this.#lockKey);
    return response === undefined ? undefined : decodeLockInfo(new TextDecoder().decode(response.body));
  }

  async #get(key: string): Promise<HttpResponse | undefined> {
    const { encryption } = this.#places;
    const headers = encryption.kind === "customer" ? customerKeyHeaders(encryption.key) : {};
    const response = await this.#client.send({ method: "GET", key, headers });
    if (response.status === 200) return response;
    if (response.status === 404 && readError(response.body).code !== "NoSuchBucket") return undefined;
    throw this.#client.refusal("GetObject", response);
  }

  #put(key: string, body: Uint8Array, condition: Readonly<Record<string, string>>): Promise<HttpResponse> {
    const { acl, checksum, encryption } = this.#places;
    const headers = {
      "content-type": "application/json",
      ...(checksum ? { "x-amz-checksum-sha256": createHash("sha256").update(body).digest("base64") } : {}),
      ...(acl === undefined ? {} : { "x-amz-acl": acl }),
      ...encryptionHeaders(encryption),
      ...condition,
    };
    return this.#client.send({ method: "PUT", key, headers, body });
  }
}

function conditionOf(found: WriteCondition["found"]): Readonly<Record<string, string>> {
  if (found === "any") return {};
  if (found === undefined) return { "if-none-match": "*" };
  return found.version === undefined ? {} : { "if-match": found.version };
}

function encryptionHeaders(encryption: S3Encryption): Readonly<Record<string, string>> {
  switch (encryption.kind) {
    case "none":
      return {};
    case "server":
      return { "x-amz-server-side-encryption": "AES256" };
    case "kms":
      return {
        "x-amz-server-side-encryption": "aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id": encryption.keyId,
      };
    case "customer":
      return customerKeyHeaders(encryption.key);
  }
}

function customerKeyHeaders(key: string): Readonly<Record<string, string>> {
  const prefix = "x-amz-server-side-encryption-customer";
  return {
    [`${prefix}-algorithm`]: "AES256",
    [`${prefix}-key`]: key,
    [`${prefix}-key-md5`]: createHash("md5").update(Buffer.from(key, "base64")).digest("base64"),
  };
}

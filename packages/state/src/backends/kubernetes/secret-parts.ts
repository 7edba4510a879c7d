import { Buffer } from "node:buffer";
import { type JsonObject, textMember } from "@tutti/values";
import type { StoredVersion } from "../../storage/state-storage.ts";
import { jsonOf, type KubernetesClient, objectMember } from "./kubernetes-client.ts";
import { PART_BYTES } from "./kubernetes-payload.ts";

/** How the secrets of one packed state are called and marked. */
export interface SecretForm {
  readonly namespace: string;
  /** Of the first one, which has the number 0, and of those that follow. */
  name(part: number): string;
  readonly labels: JsonObject;
}

/** What secrets hold together. */
export interface FoundParts {
  /** At least one. */
  readonly parts: readonly Uint8Array[];
  /** Of the first secret; undefined where the server tells none. */
  readonly version: string | undefined;
}

const STATE = "tfstate";

/** A packed state in secrets of one MiB. */
export class SecretParts {
  readonly #client: KubernetesClient;
  readonly #form: SecretForm;

  constructor(client: KubernetesClient, form: SecretForm) {
    this.#client = client;
    this.#form = form;
  }

  /** Undefined where there is no first secret, or none with a state in it. */
  async read(): Promise<FoundParts | undefined> {
    const first = await this.#client.find("secrets", this.#form.name(0));
    const part = partOf(first);
    if (part === undefined) return undefined;
    const parts = [part];
    // One that is not full is the last.
    for (let more: Uint8Array | undefined = part; more?.length === PART_BYTES; ) {
      more = partOf(await this.#client.find("secrets", this.#form.name(parts.length)));
      if (more !== undefined) parts.push(more);
    }
    return { parts, version: versionOf(first) };
  }

  /** The first secret says by its version whether another came first; then nothing is written, and undefined given. */
  async write(
    parts: readonly Uint8Array[],
    found: StoredVersion | "any",
  ): Promise<{ readonly version: string | undefined } | undefined> {
    let version: string | undefined;
    for (const [n, part] of parts.entries()) {
      const written = await this.#put(this.#form.name(n), part, n === 0 ? found : "any");
      if (written === undefined) return undefined;
      version ??= written.version;
    }
    await this.removeFrom(parts.length);
    return { version };
  }

  /** Those from that number on. */
  async removeFrom(from: number): Promise<void> {
    for (let n = from; ; n++) {
      const name = this.#form.name(n);
      const response = await this.#client.send({ method: "DELETE", kind: "secrets", name });
      if (response.status === 404) return;
      if (response.status >= 300) throw this.#client.refusal("delete a secret", response);
    }
  }

  async #put(
    name: string,
    part: Uint8Array,
    wanted: StoredVersion | "any",
  ): Promise<{ readonly version: string | undefined } | undefined> {
    const before = await this.#client.find("secrets", name);
    // A secret without a state in it is no state, and what was found then is nothing.
    const isExpected =
      wanted === "any" ||
      (wanted === undefined ? partOf(before) === undefined : versionOf(before) === wanted.version);
    if (!isExpected) return undefined;
    const { namespace, labels } = this.#form;
    const metadata =
      before === undefined
        ? { name, namespace, labels, annotations: { encoding: "gzip" } }
        : objectMember(before, "metadata");
    const data = { ...objectMember(before, "data"), [STATE]: Buffer.from(part).toString("base64") };
    const body = { ...(before ?? { apiVersion: "v1", kind: "Secret" }), metadata, data };
    const response = await this.#client.send(
      before === undefined
        ? { method: "POST", kind: "secrets", body }
        : { method: "PUT", kind: "secrets", name, body },
    );
    if (response.status === 409) return undefined;
    if (response.status >= 300) throw this.#client.refusal("write a secret", response);
    return { version: versionOf(jsonOf(response)) };
  }
}

function partOf(secret: JsonObject | undefined): Uint8Array | undefined {
  const text = objectMember(secret, "data")[STATE];
  return typeof text === "string" ? Buffer.from(text, "base64") : undefined;
}

function versionOf(object: JsonObject | undefined): string | undefined {
  return textMember(objectMember(object, "metadata"), "resourceVersion") || undefined;
}

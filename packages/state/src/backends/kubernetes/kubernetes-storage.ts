import { isJsonObject, type JsonObject, textMember } from "@tutti/values";
import { DEFAULT_WORKSPACE } from "../../backend.ts";
import { StorageError } from "../../storage/remote-problem.ts";
import type {
  SlotLocking,
  StateSlot,
  StateStorage,
  StoredBytes,
  WriteCondition,
  WriteResult,
} from "../../storage/state-storage.ts";
import { jsonOf, KubernetesClient, type KubernetesPlace, objectMember } from "./kubernetes-client.ts";
import { KubernetesLock } from "./kubernetes-lock.ts";
import { packParts, unpackParts } from "./kubernetes-payload.ts";
import { SecretParts } from "./secret-parts.ts";

/** Where in a cluster states lie. */
export interface KubernetesPlaces extends KubernetesPlace {
  readonly suffix: string;
  /** Beside those that say what an object is. */
  readonly labels: ReadonlyMap<string, string>;
}

const STATE = "tfstate";
const SUFFIX_LABEL = "tfstateSecretSuffix";
const WORKSPACE_LABEL = "tfstateWorkspace";
const PAGE = "500";
/** Room is left for what stands before and behind it. */
const NAME_MAX = 240;

/** States in secrets of a cluster, laid out and locked as Terraform does. */
export function createKubernetesStorage(places: KubernetesPlaces): StateStorage {
  const client = new KubernetesClient(places);
  return {
    type: "kubernetes",
    workspaces: {
      list: () => listWorkspaces(client, places),
      remove: (workspace) => new KubernetesSlot(client, places, workspace).remove(),
    },
    open: (workspace) => new KubernetesSlot(client, places, workspace),
  };
}

async function listWorkspaces(
  client: KubernetesClient,
  { suffix }: KubernetesPlaces,
): Promise<readonly string[]> {
  const names = new Set<string>();
  for (let page: string | undefined = ""; page !== undefined; ) {
    const query: Record<string, string> = { labelSelector: `${STATE}=true`, limit: PAGE };
    if (page !== "") query["continue"] = page;
    const response = await client.send({ method: "GET", kind: "secrets", query });
    const json = response.status === 200 ? jsonOf(response) : undefined;
    if (json === undefined) throw client.refusal("list secrets", response);
    const { items } = json;
    for (const item of Array.isArray(items) ? items.filter(isJsonObject) : []) {
      const labels = objectMember(objectMember(item, "metadata"), "labels");
      const workspace = textMember(labels, WORKSPACE_LABEL);
      if (textMember(labels, SUFFIX_LABEL) === suffix && workspace !== DEFAULT_WORKSPACE && workspace !== "")
        names.add(workspace);
    }
    page = textMember(objectMember(json, "metadata"), "continue") || undefined;
  }
  return [...names];
}

class KubernetesSlot implements StateSlot {
  readonly #client: KubernetesClient;
  readonly #places: KubernetesPlaces;
  readonly #workspace: string;

  constructor(client: KubernetesClient, places: KubernetesPlaces, workspace: string) {
    this.#client = client;
    this.#places = places;
    this.#workspace = workspace;
  }

  get place(): string {
    return `${this.#places.place}/${this.#stem}`;
  }

  get lockPath(): string {
    return "";
  }

  async read(): Promise<StoredBytes | undefined> {
    const found = await this.#stored.read();
    if (found === undefined) return undefined;
    const { parts, version } = found;
    const bytes = unpackParts(parts);
    if (bytes !== undefined) return { bytes, version };
    const announced = await this.#announced(parts);
    if (announced !== undefined) return { bytes: announced, version, isHalfWritten: true };
    throw new StorageError(this.place, "what lies there is no whole state: it cannot be unpacked");
  }

  /**
   * Several secrets cannot be written at once. What goes into more than one is
   * announced whole in secrets of its own first, so that who is cut off between
   * two of them leaves nothing that cannot be read.
   */
  async write(bytes: Uint8Array, { found, lock }: WriteCondition): Promise<WriteResult> {
    if (lock !== undefined && !(await lock.isHeld())) return { kind: "lock-lost" };
    const parts = packParts(bytes);
    if (parts.length > 1) await this.#announcement.write(parts, "any");
    const written = await this.#stored.write(parts, found);
    if (parts.length > 1) await this.#announcement.removeFrom(0);
    return written === undefined ? { kind: "changed" } : { kind: "written", version: written.version };
  }

  get locking(): SlotLocking {
    return new KubernetesLock(this.#client, this.#lockName, this.#labels());
  }

  async remove(): Promise<void> {
    await this.#stored.removeFrom(0);
    await this.#announcement.removeFrom(0);
    const response = await this.#client.send({ method: "DELETE", kind: "leases", name: this.#lockName });
    if (response.status >= 300 && response.status !== 404)
      throw this.#client.refusal("delete the lease", response);
  }

  /** The state whose writing was cut off: its first part lies there already, or it was none of ours. */
  async #announced([first]: readonly Uint8Array[]): Promise<Uint8Array | undefined> {
    const announced = await this.#announcement.read();
    const isOfThis = first !== undefined && announced?.parts[0]?.every((byte, at) => byte === first[at]);
    return isOfThis === true ? unpackParts(announced?.parts ?? []) : undefined;
  }

  get #stored(): SecretParts {
    const stem = this.#stem;
    return new SecretParts(this.#client, {
      namespace: this.#places.namespace,
      name: (part) => (part === 0 ? stem : `${stem}-part-${part}`),
      labels: this.#labels(),
    });
  }

  /** Without the label by which Terraform finds states. */
  get #announcement(): SecretParts {
    const stem = this.#stem;
    return new SecretParts(this.#client, {
      namespace: this.#places.namespace,
      name: (part) => `next-${stem}-part-${part}`,
      labels: { "app.kubernetes.io/managed-by": "tutti" },
    });
  }

  get #lockName(): string {
    return `lock-${this.#stem}`;
  }

  /** Secrets have the names of hosts. */
  get #stem(): string {
    const stem = [STATE, this.#workspace, this.#places.suffix].join("-");
    if (
      !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(stem) ||
      stem.length > NAME_MAX
    )
      throw new StorageError(
        this.#places.place,
        `the secret name ${stem} is invalid: names of Kubernetes are small letters, digits, "-" and ".", and so are those of workspaces and secret_suffix`,
      );
    return stem;
  }

  #labels(): JsonObject {
    return {
      [STATE]: "true",
      [SUFFIX_LABEL]: this.#places.suffix,
      [WORKSPACE_LABEL]: this.#workspace,
      // Terraform finds secrets by all of these.
      "app.kubernetes.io/managed-by": "terraform",
      ...Object.fromEntries(this.#places.labels),
    };
  }
}

import { type JsonObject, textMember } from "@tutti/values";
import { decodeLockInfo, encodeLockInfo, type LockInfo } from "../../lock-info.ts";
import { StorageError } from "../../storage/remote-problem.ts";
import type { SlotLock, SlotLocking, TakenLock } from "../../storage/state-storage.ts";
import { jsonOf, type KubernetesClient, objectMember } from "./kubernetes-client.ts";

const INFO = "app.terraform.io/lock-info";
/** Who changes the same lease between our look and our change is looked at again. */
const TRIES = 5;

/** The lock of one state: a lease with a holder. The server compares the lease's version with each change. */
export class KubernetesLock implements SlotLocking {
  readonly #client: KubernetesClient;
  readonly #name: string;
  readonly #labels: JsonObject;

  constructor(client: KubernetesClient, name: string, labels: JsonObject) {
    this.#client = client;
    this.#name = name;
    this.#labels = labels;
  }

  async take(info: LockInfo): Promise<TakenLock> {
    for (let tries = 0; tries < TRIES; tries++) {
      const lease = await this.#find();
      const holder = holderOf(lease);
      if (holder !== undefined && holder !== info.id)
        return {
          kind: "held",
          words: "the state is already locked by another terraform client",
          info: infoOf(lease),
        };
      // The answer to our first try was lost on its way.
      if (lease !== undefined && holder === info.id)
        return { kind: "taken", lock: this.#hold(info.id, lease) };
      const mine = await this.#store(lease, info.id, encodeLockInfo(info));
      if (mine !== undefined) return { kind: "taken", lock: this.#hold(info.id, mine) };
    }
    throw this.#busy();
  }

  async force(id: string): Promise<"released" | { readonly refused: string }> {
    for (let tries = 0; tries < TRIES; tries++) {
      const lease = await this.#find();
      const holder = holderOf(lease);
      if (lease === undefined || holder === undefined) return { refused: "state is already unlocked" };
      if (holder !== id) return { refused: `lock id "${id}" does not match existing lock` };
      if ((await this.#store(lease, undefined, undefined)) !== undefined) return "released";
    }
    throw this.#busy();
  }

  #hold(id: string, lease: JsonObject): SlotLock {
    let released = false;
    return {
      id,
      fence: fenceOf(lease),
      isHeld: async () => !released && holderOf(await this.#find()) === id,
      release: async () => {
        released = true;
        // Another holds it by now, or nobody: that is not ours to change.
        await this.force(id);
      },
    };
  }

  #find(): Promise<JsonObject | undefined> {
    return this.#client.find("leases", this.#name);
  }

  /** The lease as it is stored; undefined where another changed it first. */
  async #store(
    before: JsonObject | undefined,
    holder: string | undefined,
    info: string | undefined,
  ): Promise<JsonObject | undefined> {
    const known = before ?? {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: this.#name, labels: this.#labels },
    };
    const metadata = objectMember(known, "metadata");
    const { [INFO]: _, ...annotations } = objectMember(metadata, "annotations");
    const { holderIdentity: __, ...spec } = objectMember(known, "spec");
    const body = {
      ...known,
      metadata: {
        ...metadata,
        annotations: info === undefined ? annotations : { ...annotations, [INFO]: info },
      },
      spec: holder === undefined ? spec : { ...spec, holderIdentity: holder },
    };
    const response = await this.#client.send(
      before === undefined
        ? { method: "POST", kind: "leases", body }
        : { method: "PUT", kind: "leases", name: this.#name, body },
    );
    if (response.status === 409) return undefined;
    const lease = response.status < 300 ? jsonOf(response) : undefined;
    if (lease === undefined) throw this.#client.refusal("change the lease", response);
    return lease;
  }

  #busy(): StorageError {
    return new StorageError(this.#name, "others change this lease all the time; try again");
  }
}

function holderOf(lease: JsonObject | undefined): string | undefined {
  return textMember(objectMember(lease, "spec"), "holderIdentity") || undefined;
}

function infoOf(lease: JsonObject | undefined): LockInfo | undefined {
  return decodeLockInfo(textMember(objectMember(objectMember(lease, "metadata"), "annotations"), INFO));
}

/** Versions are revisions of the cluster's store, so they grow; a server that has others numbers no locks. */
function fenceOf(lease: JsonObject): number | undefined {
  const version = textMember(objectMember(lease, "metadata"), "resourceVersion");
  return /^\d+$/.test(version) ? Number(version) : undefined;
}

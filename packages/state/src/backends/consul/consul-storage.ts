import { Buffer } from "node:buffer";
import type { AgentClient } from "@tutti/agent-api";
import type { Runtime } from "@tutti/runtime";
import { DEFAULT_WORKSPACE } from "../../backend.ts";
import { StorageError } from "../../storage/remote-problem.ts";
import type {
  StateSlot,
  StateStorage,
  StoredBytes,
  WriteCondition,
  WriteResult,
} from "../../storage/state-storage.ts";
import { ConsulKeys, type KeyOperation, type StoredKey, type TransactionResult } from "./consul-keys.ts";
import { ConsulLocking, lockKeys } from "./consul-lock.ts";
import {
  chunkFolder,
  decodePointer,
  encodePointer,
  pack,
  splitChunks,
  stateHash,
  unpack,
} from "./consul-payload.ts";

/** Where in Consul states lie, and how they are kept. */
export interface ConsulPlaces {
  readonly path: string;
  /** For people: `consul://HOST/PATH`. */
  readonly place: string;
  readonly gzip: boolean;
  readonly lock: boolean;
  /** Once, when something is first asked. */
  connect(): Promise<AgentClient>;
}

const WORKSPACE_PREFIX = "-env:";
/** How often a state is read again because another was stored in the middle of it. */
const READS_MAX = 5;

/** States under keys of Consul, as Terraform lays them out. */
export function createConsulStorage(runtime: Runtime, places: ConsulPlaces): StateStorage {
  const keys = new ConsulKeys(places.connect, places.place);
  const pathOf = (workspace: string): string =>
    workspace === DEFAULT_WORKSPACE ? places.path : `${places.path}${WORKSPACE_PREFIX}${workspace}`;
  const open = (workspace: string): ConsulSlot => new ConsulSlot(runtime, keys, places, pathOf(workspace));
  return {
    type: "consul",
    workspaces: {
      async list() {
        const prefix = `${places.path}${WORKSPACE_PREFIX}`;
        const found = await keys.list(prefix, "/");
        return found.map((key) => key.slice(prefix.length)).filter((name) => !name.includes("/"));
      },
      remove: (workspace) => open(workspace).remove(),
    },
    open,
  };
}

class ConsulSlot implements StateSlot {
  readonly #keys: ConsulKeys;
  readonly #places: ConsulPlaces;
  readonly #path: string;
  readonly locking: ConsulLocking | undefined;

  constructor(runtime: Runtime, keys: ConsulKeys, places: ConsulPlaces, path: string) {
    this.#keys = keys;
    this.#places = places;
    this.#path = path;
    this.locking = places.lock ? new ConsulLocking(runtime, keys, path) : undefined;
  }

  get place(): string {
    return `${this.#places.place}${this.#path.slice(this.#places.path.length)}`;
  }

  get lockPath(): string {
    return this.#path;
  }

  async read(): Promise<StoredBytes | undefined> {
    for (let attempt = 1; ; attempt++) {
      const key = await this.#keys.read(this.#path);
      if (key === undefined) return undefined;
      const payload = await this.#payload(key);
      const bytes = typeof payload === "string" ? undefined : unpack(payload, this.place);
      const wrong =
        typeof payload === "string"
          ? `Key ${JSON.stringify(payload)} could not be found`
          : wrongHash(key, bytes ?? payload);
      if (wrong === undefined && bytes !== undefined) return { bytes, version: key.modifyIndex };
      // Whoever stores another state takes the chunks of the last one away.
      const changed = (await this.#keys.read(this.#path))?.modifyIndex !== key.modifyIndex;
      if (!changed || attempt === READS_MAX) throw new StorageError(this.place, wrong ?? "");
    }
  }

  /** The chunks together; or the name of one that is not there. */
  async #payload(key: StoredKey): Promise<Uint8Array | string> {
    const pointer = decodePointer(key.value);
    if (pointer === undefined) return key.value;
    const parts: Uint8Array[] = [];
    for (const chunk of pointer.chunks) {
      const part = await this.#keys.read(chunk);
      if (part === undefined) return chunk;
      parts.push(part.value);
    }
    return Buffer.concat(parts);
  }

  async write(bytes: Uint8Array, condition: WriteCondition): Promise<WriteResult> {
    const payload = this.#places.gzip ? pack(bytes) : bytes;
    const before = await this.#keys.read(this.#path);
    const old = before === undefined ? undefined : decodePointer(before.value)?.hash;
    const whole = await this.#store(payload, condition);
    const result =
      whole.kind === "too-large" ? await this.#storeChunks(bytes, payload, condition, old) : whole;
    if (result.kind === "too-large")
      throw new StorageError(this.place, "the state is too large for this agent, in chunks of 512 KiB too");
    const written = resultOf(result, condition);
    // What cannot be removed stays behind and harms nobody: the state is stored.
    if (
      written.kind === "written" &&
      old !== undefined &&
      !(whole.kind === "too-large" && old === stateHash(bytes))
    )
      await this.#removeChunks(old).catch(() => {});
    return written;
  }

  async #storeChunks(
    bytes: Uint8Array,
    payload: Uint8Array,
    condition: WriteCondition,
    old: string | undefined,
  ): Promise<TransactionResult> {
    const hash = stateHash(bytes);
    const folder = chunkFolder(this.#path, hash);
    const chunks: string[] = [];
    for (const part of splitChunks(payload)) {
      const chunk = `${folder}${chunks.length}`;
      if ((await this.#keys.write(chunk, part)) === undefined) return { kind: "too-large" };
      chunks.push(chunk);
    }
    const result = await this.#store(encodePointer({ hash, chunks }), condition);
    if (result.kind !== "done" && hash !== old) await this.#removeChunks(hash).catch(() => {});
    return result;
  }

  /** The lock, what lay there and what comes there in one transaction: nobody comes between. */
  #store(payload: Uint8Array, { found, lock }: WriteCondition): Promise<TransactionResult> {
    const write: KeyOperation = {
      Verb: found === "any" ? "set" : "cas",
      Key: this.#path,
      Value: Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString("base64"),
      ...(found === "any" ? {} : { Index: Number(found?.version ?? 0) }),
    };
    const check: readonly KeyOperation[] =
      lock === undefined ? [] : [{ Verb: "check-session", Key: lockKeys(this.#path).lock, Session: lock.id }];
    return this.#keys.transact([...check, write]);
  }

  async remove(): Promise<void> {
    const key = await this.#keys.read(this.#path);
    const old = key === undefined ? undefined : decodePointer(key.value)?.hash;
    await this.#keys.remove(this.#path);
    if (old !== undefined) await this.#removeChunks(old);
  }

  #removeChunks(hash: string): Promise<void> {
    return this.#keys.remove(chunkFolder(this.#path, hash), { recurse: "" });
  }
}

function wrongHash(key: StoredKey, bytes: Uint8Array): string | undefined {
  const hash = decodePointer(key.value)?.hash;
  return hash === undefined || hash === stateHash(bytes)
    ? undefined
    : "The remote state does not match the expected hash";
}

function resultOf(
  result: Exclude<TransactionResult, { kind: "too-large" }>,
  { lock }: WriteCondition,
): WriteResult {
  if (result.kind === "done") return { kind: "written", version: result.modifyIndices.at(-1) };
  return lock !== undefined && result.operations.includes(0) ? { kind: "lock-lost" } : { kind: "changed" };
}

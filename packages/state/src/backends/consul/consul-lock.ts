import { Buffer } from "node:buffer";
import { every, type Runtime, RuntimeError } from "@tutti/runtime";
import { decodeLockInfo, encodeLockInfo, type LockInfo } from "../../lock-info.ts";
import type { SlotLock, SlotLocking, TakenLock } from "../../storage/state-storage.ts";
import type { ConsulKeys } from "./consul-keys.ts";

/** As Terraform asks for it: the lock of a dead holder goes after 15 seconds, and may be taken 5 seconds later. */
const SESSION = { Name: "Consul API Lock", TTL: "15s", LockDelay: "5s" };
const RENEW_MS = 7_500;
/** Marks a key as a lock of Consul's own client. */
const LOCK_FLAGS = "3304740253564472344";

const HELD = "the Consul lock is held by another";
const DELAYED =
  "the Consul lock ended with the session of its holder, and Consul keeps it closed for a few seconds more";

/** Where the lock of a state lies. */
export interface LockKeys {
  readonly lock: string;
  readonly info: string;
}

export function lockKeys(path: string): LockKeys {
  // Consul does not like two slashes behind each other.
  const stem = path.replace(/\/+$/, "");
  return { lock: `${stem}/.lock`, info: `${stem}/.lockinfo` };
}

/** Locks by a session, which ends when nobody renews it: a killed holder's lock goes by itself. */
export class ConsulLocking implements SlotLocking {
  readonly #runtime: Runtime;
  readonly #keys: ConsulKeys;
  readonly #at: LockKeys;

  constructor(runtime: Runtime, keys: ConsulKeys, path: string) {
    this.#runtime = runtime;
    this.#keys = keys;
    this.#at = lockKeys(path);
  }

  async take(wanted: LockInfo): Promise<TakenLock> {
    const session = await this.#keys.createSession(SESSION);
    try {
      const info = { ...wanted, id: session, info: `consul session: ${session}` };
      const query = { acquire: session, flags: LOCK_FLAGS };
      if ((await this.#keys.write(this.#at.lock, new Uint8Array(), query)) !== true) {
        const holder = await this.#holder();
        await this.#keys.destroySession(session);
        return { kind: "held", words: holder === undefined ? DELAYED : HELD, info: holder };
      }
      await this.#keys.write(this.#at.info, Buffer.from(encodeLockInfo(info)));
      const key = await this.#keys.read(this.#at.lock);
      return { kind: "taken", info, lock: this.#hold(session, Number(key?.modifyIndex ?? 0)) };
    } catch (error) {
      // Nobody will renew it, so at worst it goes by itself.
      await this.#free(session).catch(() => {});
      throw error;
    }
  }

  #hold(session: string, fence: number): SlotLock {
    let ended = false;
    const renewing = every(
      this.#runtime.clock,
      RENEW_MS,
      () => {
        // A network that is away for a moment is no lost lock: the agent says when it is.
        this.#keys.renewSession(session).then(
          (goesOn) => {
            if (!goesOn) renewing.cancel();
          },
          (error: unknown) => {
            if (!(error instanceof RuntimeError)) throw error;
          },
        );
      },
      { unref: true },
    );
    return {
      id: session,
      fence,
      isHeld: async () => !ended && (await this.#keys.read(this.#at.lock))?.session === session,
      release: async () => {
        ended = true;
        renewing.cancel();
        await this.#keys.transact([
          { Verb: "check-session", Key: this.#at.lock, Session: session },
          { Verb: "delete", Key: this.#at.info },
          { Verb: "delete", Key: this.#at.lock },
        ]);
        await this.#keys.destroySession(session);
      },
    };
  }

  async force(id: string): Promise<"released" | { readonly refused: string }> {
    const holder = await this.#holder();
    const session = (await this.#keys.read(this.#at.lock))?.session ?? "";
    if (id !== session && id !== holder?.id)
      return { refused: `lock id ${JSON.stringify(id)} does not match existing lock` };
    if (session !== "") await this.#free(session);
    await this.#keys.remove(this.#at.lock);
    await this.#keys.remove(this.#at.info);
    return "released";
  }

  /** Gives the key back first: a key that a session ends with stays closed for its lock delay. */
  async #free(session: string): Promise<void> {
    await this.#keys.write(this.#at.lock, new Uint8Array(), { release: session }).catch(() => {});
    await this.#keys.destroySession(session);
  }

  /** What the holder says of itself; the session alone where it did not come to say it. */
  async #holder(): Promise<LockInfo | undefined> {
    const key = await this.#keys.read(this.#at.info);
    const said = key && decodeLockInfo(Buffer.from(key.value).toString("utf8"));
    const id = (await this.#keys.read(this.#at.lock))?.session ?? "";
    if (said !== undefined || id === "") return said;
    const info = `consul session: ${id}`;
    return { id, info, operation: "", who: "", version: "", created: "", path: this.#at.lock };
  }
}

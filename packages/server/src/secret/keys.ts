import { Buffer } from "node:buffer";
import { type Clock, type Disk, fromUnknown, type Random, RuntimeError } from "@tutti/runtime";
import type { SecretKey } from "./sealing.ts";

/** Below the data folder. */
const KEYS_FILE = "secret-keys.json";
const KEY_BYTES = 32;
/** Of keys that are kept: a year of one a day. */
export const KEYS_MAX = 366;

/** What the keys stand on. */
interface Outside {
  readonly disk: Disk;
  readonly random: Random;
  readonly clock: Clock;
}

/**
 * The keys that secrets are sealed with: the newest seals, all open. They lie
 * in a file of their own beside the store, for the agent's user alone, so that
 * neither the store nor a snapshot of it gives a secret away. Without a data
 * folder they live as long as the server does, as all else there.
 */
export class SecretKeys {
  readonly #outside: Outside;
  readonly #file: string | undefined;
  #keys: readonly SecretKey[] = [];
  /** One change of the file after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(outside: Outside, dataDirectory: string | undefined) {
    this.#outside = outside;
    this.#file = dataDirectory === undefined ? undefined : `${dataDirectory}/${KEYS_FILE}`;
  }

  /** Reads the file, where there is one; rejects where it is damaged: nothing starts then. */
  async load(): Promise<void> {
    if (this.#file === undefined) return;
    let text: string;
    try {
      text = await this.#outside.disk.readText(this.#file);
    } catch (error) {
      if (fromUnknown(error, this.#file).code === "ENOENT") return;
      throw error;
    }
    this.#keys = parseKeys(text, this.#file);
  }

  /** The oldest first. */
  get all(): readonly SecretKey[] {
    return this.#keys;
  }

  get(id: string): SecretKey | undefined {
    return this.#keys.find((key) => key.id === id);
  }

  /** The one that seals; made where there is none. */
  current(): Promise<SecretKey> {
    return this.#inTurn(async () => this.#keys.at(-1) ?? this.#add());
  }

  /** Makes a new one, which seals from now on; undefined where there are too many. */
  rotate(): Promise<SecretKey | undefined> {
    return this.#inTurn(async () => (this.#keys.length >= KEYS_MAX ? undefined : this.#add()));
  }

  async #add(): Promise<SecretKey> {
    const { random, clock, disk } = this.#outside;
    const key = {
      id: random.uuid(),
      createTime: new Date(clock.now()).toISOString(),
      bytes: random.bytes(KEY_BYTES),
    };
    const keys = [...this.#keys, key];
    // On the disk before anything is sealed with it.
    if (this.#file !== undefined) await disk.replaceFile(this.#file, formatKeys(keys), { mode: 0o600 });
    this.#keys = keys;
    return key;
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const next = this.#last.then(run);
    this.#last = next.catch(() => undefined);
    return next;
  }
}

function formatKeys(keys: readonly SecretKey[]): string {
  const written = keys.map(({ id, createTime, bytes }) => ({
    id,
    createTime,
    key: Buffer.from(bytes).toString("base64"),
  }));
  return `${JSON.stringify({ format: 1, keys: written }, undefined, 2)}\n`;
}

function parseKeys(text: string, file: string): readonly SecretKey[] {
  const damaged = (why: string): RuntimeError =>
    new RuntimeError(
      "EDAMAGED",
      file,
      `the keys of secrets cannot be read: ${why}. Without them no secret can be opened: put the file back from a backup`,
    );
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw damaged("it is no JSON");
  }
  if (!isRecord(read) || read["format"] !== 1 || !Array.isArray(read["keys"]))
    throw damaged("it has no keys");
  return read["keys"].map((one: unknown) => {
    if (!isRecord(one)) throw damaged("one of them is none");
    const { id, createTime, key } = one;
    const bytes = Buffer.from(typeof key === "string" ? key : "", "base64");
    if (typeof id !== "string" || typeof createTime !== "string" || bytes.length !== KEY_BYTES)
      throw damaged("one of them is none");
    return { id, createTime, bytes };
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

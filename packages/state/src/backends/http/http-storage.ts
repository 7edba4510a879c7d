import { createHash } from "node:crypto";
import { basicAuthorization, type HttpResponse, type Runtime, type TlsOptions } from "@tutti/runtime";
import { DEFAULT_WORKSPACE } from "../../backend.ts";
import { decodeLockInfo, encodeLockInfo, type LockInfo } from "../../lock-info.ts";
import { callHttp, type HttpCall, plainUrl, type RetryPolicy } from "../../storage/http-call.ts";
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

/** Where a state lies behind HTTP, and how it is asked for. */
export interface HttpPlaces {
  /** Read with GET; `method` is for writing. */
  readonly state: { readonly url: URL; readonly method: string };
  readonly lock: { readonly url: URL | undefined; readonly method: string };
  readonly unlock: { readonly url: URL | undefined; readonly method: string };
  readonly username: string | undefined;
  readonly password: string;
  readonly retry: RetryPolicy;
  readonly tls: TlsOptions;
}

/** One state behind a REST endpoint: GET, POST with the lock's ID, LOCK and UNLOCK. */
export function createHttpStorage(runtime: Runtime, places: HttpPlaces): StateStorage {
  return {
    type: "http",
    workspaces: undefined,
    open: (workspace) => new HttpSlot(runtime, places, workspace),
  };
}

const TEXT = new TextDecoder();

class HttpSlot implements StateSlot {
  readonly #runtime: Runtime;
  readonly #places: HttpPlaces;
  readonly #workspace: string;
  readonly lockPath = "";

  constructor(runtime: Runtime, places: HttpPlaces, workspace: string) {
    this.#runtime = runtime;
    this.#places = places;
    this.#workspace = workspace;
  }

  get place(): string {
    const { url } = this.#places.state;
    // Behind one path there may be many states, told apart by the query, which may hold a secret.
    const query = url.search === "" ? "" : `?…${digest(new TextEncoder().encode(url.search)).slice(0, 6)}`;
    return `${plainUrl(url)}${query}`;
  }

  async read(): Promise<StoredBytes | undefined> {
    this.#onlyDefault();
    const response = await this.#call("GET", this.#places.state.url);
    if (response.status === 204 || response.status === 404) return undefined;
    if (response.status !== 200) throw this.#refused(response, READ_WORDS);
    const { body } = response;
    return body.length === 0 ? undefined : { bytes: body, version: digest(body) };
  }

  /** There is no conditional write, so what lies there is compared just before; the server may look at the lock's ID. */
  async write(bytes: Uint8Array, { found, lock }: WriteCondition): Promise<WriteResult> {
    if (found !== "any" && (await this.read())?.version !== found?.version) return { kind: "changed" };
    const url = new URL(this.#places.state.url);
    if (lock !== undefined) url.searchParams.set("ID", lock.id);
    const response = await this.#call(this.#places.state.method, url, bytes);
    if ([200, 201, 204].includes(response.status)) return { kind: "written", version: digest(bytes) };
    if (lock !== undefined && isHeldElsewhere(response)) return { kind: "lock-lost" };
    throw this.#refused(response, {});
  }

  get locking(): StateSlot["locking"] {
    const { url } = this.#places.lock;
    if (url === undefined && this.#places.unlock.url === undefined) return undefined;
    return { take: (info) => this.#take(info), force: (id) => this.#force(id) };
  }

  async #take(info: LockInfo): Promise<TakenLock> {
    this.#onlyDefault();
    const { url, method } = this.#places.lock;
    if (url === undefined) return { kind: "taken", lock: this.#hold(info, undefined) };
    const text = encodeLockInfo(info);
    const response = await this.#call(method, url, new TextEncoder().encode(text));
    if (response.status === 200) return { kind: "taken", lock: this.#hold(info, text) };
    if (!isHeldElsewhere(response)) throw this.#refused(response, LOCK_WORDS);
    const holder = decodeLockInfo(TEXT.decode(response.body));
    // The answer to our first try was lost on its way.
    if (holder?.id === info.id) return { kind: "taken", lock: this.#hold(info, text) };
    const words = "HTTP remote state already locked";
    return holder === undefined
      ? { kind: "held", words: `${words}, failed to unmarshal body`, info: undefined }
      : { kind: "held", words: `${words}: ID=${holder.id}`, info: holder };
  }

  #hold(info: LockInfo, text: string | undefined): SlotLock {
    let released = false;
    return {
      id: text === undefined ? "" : info.id,
      fence: undefined,
      // Nobody can ask the server who holds the lock; it is told the ID with each write.
      isHeld: async () => !released,
      release: async () => {
        released = true;
        const { url, method } = this.#places.unlock;
        if (url === undefined || text === undefined) return;
        const response = await this.#call(method, url, new TextEncoder().encode(text));
        if (response.status !== 200 && !isHeldElsewhere(response) && response.status !== 404)
          throw this.#refused(response, {});
      },
    };
  }

  /** Terraform sends an info with nothing but the ID. */
  async #force(id: string): Promise<"released" | { readonly refused: string }> {
    const { url, method } = this.#places.unlock;
    if (url === undefined) return { refused: "unlock_address is not set, so there is nowhere to unlock." };
    const nothing = {
      operation: "",
      info: "",
      who: "",
      version: "",
      created: "0001-01-01T00:00:00Z",
      path: "",
    };
    const text = encodeLockInfo({ id, ...nothing });
    const response = await this.#call(method, url, new TextEncoder().encode(text));
    return response.status === 200
      ? "released"
      : { refused: `${plainUrl(url)}: Unexpected HTTP response code ${response.status}` };
  }

  #onlyDefault(): void {
    if (this.#workspace !== DEFAULT_WORKSPACE)
      throw new StorageError(this.place, 'workspaces not supported: there is "default" only');
  }

  #call(method: string, url: URL, body?: Uint8Array): Promise<HttpResponse> {
    const { username, password, retry, tls } = this.#places;
    const headers: Record<string, string> = {};
    const authorization =
      username === undefined ? {} : { authorization: basicAuthorization(username, password) };
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      headers["content-md5"] = createHash("md5").update(body).digest("base64");
    }
    const call: HttpCall = {
      method,
      url, // Who was asked may see who asks; whoever it names may not.
      headers: (at) => (at.host === url.host ? { ...headers, ...authorization } : headers),
      ...(body === undefined ? {} : { body }),
    };
    return callHttp({ runtime: this.#runtime, retry, tls }, call);
  }

  #refused({ status, body }: HttpResponse, words: Readonly<Record<number, string>>): StorageError {
    const [line = ""] = TEXT.decode(body.subarray(0, 200)).trim().split("\n");
    const said = line === "" || line.startsWith("<") || line.startsWith("{") ? "" : ` (${line})`;
    return new StorageError(this.place, `${words[status] ?? `HTTP error: ${status}`}${said}`);
  }
}

const LOCK_WORDS: Readonly<Record<number, string>> = {
  401: "HTTP remote state endpoint requires auth",
  403: "HTTP remote state endpoint invalid auth",
};
const READ_WORDS: Readonly<Record<number, string>> = {
  ...LOCK_WORDS,
  500: "HTTP remote state internal server error",
};

function isHeldElsewhere({ status }: HttpResponse): boolean {
  return status === 409 || status === 423;
}

function digest(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

import { isRecord, type Plain, type PlainRecord, ProviderFailure, providerError } from "@tutti/plugin";
import { type HttpResponse, type Runtime, RuntimeError } from "@tutti/runtime";
import { EngineEvents } from "./engine-events.ts";
import type { EngineHost } from "./engine-host.ts";
import { dockerError } from "./errors.ts";

/** Old enough for Debian's engine (20.10), which newer ones still answer. */
const API_VERSION = "v1.41";
const BODY_MAX = 64 << 20;
/** Enough for the reason of a refusal. */
const BEGINNING_BYTES = 16 << 10;
/** A call that does no long work answers within this. */
const CALL_TIMEOUT_MS = 60_000;

export interface EngineCall {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: Plain;
  readonly signal: AbortSignal;
}

/** What the engine refused: its status and its own words. */
export class EngineError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = "EngineError";
    this.status = status;
  }
}

/**
 * The Docker Engine's HTTP API, as far as this provider needs it: calls with
 * JSON both ways, archives up, and answers that come as lines of JSON.
 */
export class EngineClient {
  readonly host: EngineHost;
  readonly runtime: Runtime;
  /** What happens to its objects, whoever does it. */
  readonly events: EngineEvents = new EngineEvents({
    now: async (signal) => {
      const { SystemTime } = await this.get("/info", { signal });
      return Math.floor(Date.parse(String(SystemTime)) / 1000);
    },
    events: async (since, onEvent, signal) => {
      const query = { since };
      await this.#send("GET", "/events", { query, signal }, { onBody: lineReader(onEvent), passes: true });
    },
  });

  constructor(host: EngineHost, runtime: Runtime) {
    this.host = host;
    this.runtime = runtime;
  }

  /** Throws `EngineError` for every status from 400 on. */
  async call(method: "GET" | "POST" | "DELETE", path: string, call: EngineCall): Promise<Plain> {
    const response = await this.#send(method, path, call, { timeoutMs: CALL_TIMEOUT_MS });
    return response.body.length === 0 ? null : parseJsonBody(response);
  }

  async get(path: string, call: EngineCall): Promise<PlainRecord> {
    const found = await this.call("GET", path, call);
    return isRecord(found) ? found : {};
  }

  /** Undefined where the engine answers 404. */
  async find(path: string, call: EngineCall): Promise<PlainRecord | undefined> {
    try {
      return await this.get(path, call);
    } catch (error) {
      if (error instanceof EngineError && error.status === 404) return undefined;
      throw error;
    }
  }

  async list(path: string, call: EngineCall): Promise<readonly PlainRecord[]> {
    const found = await this.call("GET", path, call);
    return Array.isArray(found) ? found.filter(isRecord) : [];
  }

  /** Long work that tells its progress in lines, each given to `onLine` as it comes; a line with an error is one. */
  async work(
    path: string,
    call: EngineCall & {
      readonly archive?: Uint8Array;
      readonly headers?: Readonly<Record<string, string>>;
      readonly onLine?: (line: PlainRecord) => void;
    },
  ): Promise<void> {
    const { onLine } = call;
    const response = await this.#send("POST", path, call, {
      ...(call.archive === undefined ? {} : { archive: call.archive }),
      ...(call.headers === undefined ? {} : { headers: call.headers }),
      ...(onLine === undefined ? {} : { onBody: lineReader(onLine) }),
    });
    const failed = jsonLines(decode(response.body)).find((line) => typeof line.error === "string");
    if (failed !== undefined) throw new EngineError(500, String(failed.error));
  }

  async putArchive(path: string, archive: Uint8Array, call: EngineCall): Promise<void> {
    await this.#send("PUT", path, call, { archive, timeoutMs: CALL_TIMEOUT_MS });
  }

  /** The last lines that a container wrote. */
  async logTail(container: string, signal: AbortSignal): Promise<string> {
    const query = { stdout: true, stderr: true, tail: 10 };
    const response = await this.#send("GET", `/containers/${container}/logs`, { query, signal }, {});
    return decode(withoutFrames(response.body)).trimEnd();
  }

  /** Runs a command in a running container, and waits for its end. */
  async exec(
    container: string,
    body: PlainRecord,
    signal: AbortSignal,
  ): Promise<{ readonly exitCode: number; readonly output: string }> {
    const path = `/containers/${encodeURIComponent(container)}/exec`;
    const made = await this.call("POST", path, {
      body: { ...body, AttachStdout: true, AttachStderr: true },
      signal,
    });
    const id = isRecord(made) ? String(made.Id) : "";
    const start = { body: { Detach: false, Tty: false }, signal };
    const response = await this.#send("POST", `/exec/${id}/start`, start, {});
    const { ExitCode } = await this.get(`/exec/${id}/json`, { signal });
    return { exitCode: Number(ExitCode), output: decode(withoutFrames(response.body)).trimEnd() };
  }

  async #send(
    method: string,
    path: string,
    call: EngineCall,
    more: {
      readonly archive?: Uint8Array;
      readonly timeoutMs?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly onBody?: (piece: Uint8Array) => void;
      /** The answer has no end, and nobody keeps it. */
      readonly passes?: true;
    },
  ): Promise<HttpResponse> {
    const json = call.body === undefined ? undefined : JSON.stringify(call.body);
    const body = more.archive ?? json;
    const type = more.archive === undefined ? "application/json" : "application/x-tar";
    const headers = { ...more.headers, ...(body === undefined ? {} : { "Content-Type": type }) };
    const request = {
      method,
      url: `${this.host.baseUrl}/${API_VERSION}${path}${queryText(call.query)}`,
      proxyVariables: this.runtime.environment.variables,
      headers,
      bodyMax: BODY_MAX,
      ...(this.host.socketPath === undefined ? {} : { socketPath: this.host.socketPath }),
      ...(body === undefined ? {} : { body }),
      ...(more.onBody === undefined ? {} : { onBody: more.onBody }),
      ...(more.passes === undefined ? {} : { bodyMax: BEGINNING_BYTES, bodyPassed: true as const }),
      ...(more.timeoutMs === undefined ? {} : { timeoutMs: more.timeoutMs }),
    };
    let response: HttpResponse;
    try {
      response = await this.runtime.network.request(request, call.signal);
    } catch (error) {
      throw call.signal.aborted ? interrupted() : this.#unreachable(error);
    }
    if (response.status >= 400) throw new EngineError(response.status, messageOf(response));
    return response;
  }

  #unreachable(error: unknown): unknown {
    if (!(error instanceof RuntimeError)) return error;
    const why = UNREACHABLE.get(error.code) ?? `${error.message}.`;
    return new ProviderFailure(
      dockerError("cannot-reach-the-docker-engine"),
      `The engine at ${this.host.text} does not answer: ${why} Start it, or set the provider's argument "host" or the environment variable DOCKER_HOST to where one listens.`,
      { cause: error },
    );
  }
}

const UNREACHABLE: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such socket."],
  ["ECONNREFUSED", "nothing listens there."],
  ["EACCES", "you may not open its socket (are you in the group docker?)."],
  ["ENOTFOUND", "its name does not resolve."],
  ["ETIMEDOUT", "it took too long."],
]);

function interrupted(): ProviderFailure {
  return new ProviderFailure(
    providerError("interrupted"),
    "Asked to stop while waiting for the Docker Engine.",
  );
}

function queryText(query: EngineCall["query"]): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ""
    : `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}

function jsonLines(text: string): readonly PlainRecord[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Plain)
    .filter(isRecord);
}

/** Takes the pieces of a body and gives its lines, each when it is whole. */
function lineReader(onLine: (line: PlainRecord) => void): (piece: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = "";
  return (piece) => {
    const text = rest + decoder.decode(piece, { stream: true });
    const end = text.lastIndexOf("\n") + 1;
    rest = text.slice(end);
    for (const line of jsonLines(text.slice(0, end))) onLine(line);
  };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function parseJsonBody(response: HttpResponse): Plain {
  const type = response.headers.get("content-type") ?? "";
  const text = decode(response.body);
  return type.startsWith("application/json") ? (JSON.parse(text) as Plain) : text;
}

function messageOf(response: HttpResponse): string {
  const text = decode(response.body).trim();
  try {
    const parsed = JSON.parse(text) as Plain;
    if (isRecord(parsed) && typeof parsed.message === "string") return parsed.message.trim();
  } catch {
    // Proxies answer in text; that is the message then.
  }
  return text === "" ? `status ${response.status}` : text;
}

/** The engine frames the two streams: one byte which, three bytes nothing, four bytes length. */
function withoutFrames(bytes: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 8 <= bytes.length) {
    if ((bytes[at] ?? 9) > 2) return bytes;
    const length = view.getUint32(at + 4);
    pieces.push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let to = 0;
  for (const piece of pieces) {
    out.set(piece, to);
    to += piece.length;
  }
  return out;
}

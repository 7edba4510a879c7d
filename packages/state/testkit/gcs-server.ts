import { createHash } from "node:crypto";
import { createRealRuntime, type HttpExchange } from "@tutti/runtime";
import { ignoreGoneClient } from "./gone-client.ts";

/** One request as the server saw it. */
interface SeenGcsRequest {
  readonly method: string;
  readonly target: string;
  readonly authorization: string | undefined;
  readonly keyHash: string | undefined;
}

/** A server of Cloud Storage's JSON API on a port of its own, with one bucket. */
export interface GcsServer {
  /** As `storage_custom_endpoint` has it. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly token: string;
  /** By name: what lies there, and its generation. */
  readonly objects: Map<string, StoredObject>;
  readonly seen: SeenGcsRequest[];
  /** Answers in the place of the server where it gives something. */
  interrupt: (request: SeenGcsRequest) => { readonly status: number } | undefined;
  /** Answers in the place of what the server would say of a thing that it has done. */
  onDone: (request: SeenGcsRequest) => { readonly status: number } | undefined;
  close(): Promise<void>;
}

interface StoredObject {
  readonly body: Uint8Array;
  readonly generation: number;
  readonly keyHash: string | undefined;
  readonly kmsKey: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string | Uint8Array;
}

const BUCKET = "states";
const TOKEN = "of-the-test";
const BODY_MAX = 64 << 20;
/** Small, so that lists of some names have pages. */
const PAGE = 2;
/** Generations are microseconds at Google's. */
const FIRST_GENERATION = 1_700_000_000_000_000;

/**
 * As Google publishes it: `o.get` with `alt=media`, `o.insert` with
 * `uploadType=media` or `multipart`, `o.delete`, `o.list`; preconditions by generation,
 * customer keys, pages. There is no server of it on npm, and Debian has none.
 */
export async function startGcsServer(): Promise<GcsServer> {
  const objects = new Map<string, StoredObject>();
  const { network } = createRealRuntime();
  const listener = await network.serveHttp(
    { host: "127.0.0.1", port: 0 },
    (exchange) => void serve(exchange).catch(ignoreGoneClient),
  );
  let generation = FIRST_GENERATION;
  const server: GcsServer = {
    endpoint: `http://127.0.0.1:${listener.port}/storage/v1/b`,
    bucket: BUCKET,
    token: TOKEN,
    objects,
    seen: [],
    interrupt: () => undefined,
    onDone: () => undefined,
    close: () => listener.close(),
  };

  async function serve(exchange: HttpExchange): Promise<void> {
    const body = await exchange.body(BODY_MAX);
    const request = {
      method: exchange.method,
      target: exchange.target,
      authorization: exchange.header("authorization"),
      keyHash: exchange.header("x-goog-encryption-key-sha256"),
    };
    server.seen.push(request);
    const refused = server.interrupt(request);
    const answer =
      refused === undefined ? handle(request, body, exchange) : fail(refused.status, "interrupted");
    const lost = refused === undefined ? server.onDone(request) : undefined;
    const { status, headers, content } = lost === undefined ? answer : fail(lost.status, "lost");
    exchange.respond(status, headers, content);
  }

  function handle(request: SeenGcsRequest, body: Uint8Array, exchange: HttpExchange): Answer {
    if (request.authorization !== `Bearer ${TOKEN}`) return fail(401, "Invalid Credentials");
    const key = exchange.header("x-goog-encryption-key");
    if (key !== undefined && request.keyHash !== sha256(Buffer.from(key, "base64")))
      return fail(400, "The key's hash does not match");
    const url = new URL(request.target, "http://server");
    const [, upload, bucket, name] =
      /^(\/upload)?\/storage\/v1\/b\/([^/]+)\/o(?:\/(.+))?$/.exec(url.pathname) ??
      // Google's own libraries read what lies there by the path of the XML API.
      /^()\/([^/]+)\/(.+)$/.exec(url.pathname) ??
      [];
    if (bucket !== BUCKET) return fail(404, "The specified bucket does not exist.");
    if (request.method === "POST" && upload !== undefined)
      return insert(request, url, uploaded(url, exchange.header("content-type") ?? "", body));
    if (name === undefined) return list(url);
    const object = objects.get(decodeURIComponent(name));
    const wanted = url.searchParams.get("ifGenerationMatch");
    if (object === undefined) return fail(404, "No such object");
    if (wanted !== null && wanted !== String(object.generation))
      return fail(412, "At least one of the pre-conditions you specified did not hold.");
    if (request.method === "DELETE") {
      objects.delete(decodeURIComponent(name));
      return { status: 204, headers: {}, content: "" };
    }
    if (url.searchParams.get("alt") === "json")
      return { status: 200, headers: JSON_TYPE, content: describe(decodeURIComponent(name), object) };
    if (object.keyHash !== request.keyHash)
      return fail(400, "The target object is encrypted by a customer-supplied encryption key.");
    return { status: 200, headers: { "x-goog-generation": String(object.generation) }, content: object.body };
  }

  function insert(request: SeenGcsRequest, url: URL, { name, body }: Upload): Answer {
    const wanted = url.searchParams.get("ifGenerationMatch");
    if (wanted !== null && wanted !== String(objects.get(name)?.generation ?? 0))
      return fail(412, "At least one of the pre-conditions you specified did not hold.");
    generation += 1_000;
    const object = {
      body,
      generation,
      keyHash: request.keyHash,
      kmsKey: url.searchParams.get("kmsKeyName") ?? undefined,
    };
    objects.set(name, object);
    return { status: 200, headers: JSON_TYPE, content: describe(name, object) };
  }

  function list(url: URL): Answer {
    const prefix = url.searchParams.get("prefix") ?? "";
    const delimiter = url.searchParams.get("delimiter") ?? "";
    const names = [...objects.keys()]
      .filter((name) => name.startsWith(prefix))
      .filter((name) => delimiter === "" || !name.slice(prefix.length).includes(delimiter))
      .toSorted();
    const from = Number(url.searchParams.get("pageToken") ?? "0");
    const more = from + PAGE < names.length ? { nextPageToken: String(from + PAGE) } : {};
    const items = names.slice(from, from + PAGE).map((name) => ({ name, bucket: BUCKET }));
    return {
      status: 200,
      headers: JSON_TYPE,
      content: JSON.stringify({ kind: "storage#objects", items, ...more }),
    };
  }
  return server;
}

interface Upload {
  readonly name: string;
  readonly body: Uint8Array;
}

/** The content alone, or behind a part that says what it is (`uploadType=multipart`, as Google's own libraries send it). */
function uploaded(url: URL, type: string, body: Uint8Array): Upload {
  const [, boundary] = /boundary="?([^";]+)/.exec(type) ?? [];
  if (url.searchParams.get("uploadType") !== "multipart" || boundary === undefined)
    return { name: url.searchParams.get("name") ?? "", body };
  const [, head = "", content = ""] = Buffer.from(body).toString("latin1").split(`--${boundary}`);
  const behindHeaders = (part: string): string =>
    part.slice(part.indexOf("\r\n\r\n") + 4).replace(/\r\n$/, "");
  return {
    name: String(JSON.parse(Buffer.from(behindHeaders(head), "latin1").toString("utf8")).name),
    body: Buffer.from(behindHeaders(content), "latin1"),
  };
}

const JSON_TYPE = { "Content-Type": "application/json" };

function describe(name: string, { body, generation }: StoredObject): string {
  const md5Hash = createHash("md5").update(body).digest("base64");
  return JSON.stringify({
    kind: "storage#object",
    bucket: BUCKET,
    name,
    generation: String(generation),
    size: String(body.length),
    md5Hash,
  });
}

function fail(status: number, message: string): Answer {
  return { status, headers: JSON_TYPE, content: JSON.stringify({ error: { code: status, message } }) };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

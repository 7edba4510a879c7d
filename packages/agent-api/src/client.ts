import { Buffer } from "node:buffer";
import type { HttpRequest, HttpResponse, Network, Runtime, TlsOptions } from "@tutti/runtime";
import { basicAuthorization, fromUnknown, RuntimeError, requestFailure } from "@tutti/runtime";
import { readClientTls } from "./client-tls.ts";
import type { RouteId } from "./routes.ts";
import { routeOf } from "./routes.ts";

/** Where an agent is asked, and as whom. */
export interface ClientOptions {
  /** `host:port`, `http://…`, or `unix:///path`; default `127.0.0.1:8500`. */
  readonly address?: string;
  readonly token?: string;
  readonly datacenter?: string;
  /** Goes with every request, and is refused where there are no namespaces, as in Consul's open edition. Default: CONSUL_NAMESPACE. */
  readonly namespace?: string;
  /** `user:password`, for a proxy before the agent that asks for it. */
  readonly basicAuth?: string;
  /** Default: as the environment says, read at the first call over HTTPS. */
  readonly tls?: TlsOptions;
  /** Default 310 s: longer than the longest blocking query. */
  readonly timeoutMs?: number;
}

/** What one call says beyond its route. */
export interface CallOptions {
  /** What stands for the route's `{…}`; slashes are kept. */
  readonly rest?: string;
  /** A key with undefined is left out; with "" it is sent bare. */
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Sent as JSON unless it is bytes or a string. */
  readonly body?: unknown;
  readonly token?: string;
  readonly signal?: AbortSignal;
  /** Of the answer, in bytes; beyond it the call rejects with `E2BIG`. Default: `ANSWER_BYTES_MAX`. */
  readonly bodyMax?: number;
  /** Gets an answer of 200 piece by piece as it comes, for as long as it takes; no more than the beginning is kept. */
  readonly onPiece?: (piece: Uint8Array) => void;
}

/** An answer; `status` says whether it went well. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  /** X-Consul-Index, or 0. */
  readonly index: number;
  /** X-Lock-Fence: the number of a lock that was taken or is held; 0 where there is none. */
  readonly fence: number;
  text(): string;
  /** The body as JSON; undefined when it is none. */
  json(): unknown;
}

/** Calls routes of an agent. A failing network rejects with a RuntimeError in Go's words; a refusal is an answer. */
export interface AgentClient {
  readonly address: string;
  call(route: RouteId, options?: CallOptions): Promise<ApiAnswer>;
}

/** The address to ask when none is given. */
export const DEFAULT_ADDRESS = "127.0.0.1:8500";
const TIMEOUT_MS_DEFAULT = 310_000;
/** Largest answer that is read, in bytes: a million keys with small values take a quarter of it, and no text may be longer. */
const ANSWER_BYTES_MAX = 500 << 20;
/** Enough for the reason of a refusal. */
const BEGINNING_BYTES = 16 << 10;

/** A client; what `options` leave open comes from CONSUL_HTTP_ADDR, CONSUL_HTTP_SSL, CONSUL_HTTP_TOKEN, CONSUL_HTTP_AUTH, CONSUL_NAMESPACE and what `readClientTls` reads. */
export function createAgentClient(
  runtime: Pick<Runtime, "network" | "environment" | "disk">,
  options: ClientOptions = {},
): AgentClient {
  const { variables } = runtime.environment;
  const address = options.address ?? nonEmpty(variables.get("CONSUL_HTTP_ADDR")) ?? DEFAULT_ADDRESS;
  const token = options.token ?? nonEmpty(variables.get("CONSUL_HTTP_TOKEN"));
  const basicAuth = options.basicAuth ?? nonEmpty(variables.get("CONSUL_HTTP_AUTH"));
  const base = baseOf(address, /^(1|t|true)$/i.test(variables.get("CONSUL_HTTP_SSL") ?? ""));
  const common = {
    dc: options.datacenter,
    ns: options.namespace ?? nonEmpty(variables.get("CONSUL_NAMESPACE")),
  };
  let tls: Promise<TlsOptions> | undefined = base.url.startsWith("https:") ? undefined : NO_TLS;
  return {
    address,
    async call(id, call = {}) {
      const route = routeOf(id);
      const token_ = call.token ?? token;
      const { body, type } = encodeBody(call.body);
      tls ??= options.tls === undefined ? readClientTls(runtime) : Promise.resolve(options.tls);
      const asked: HttpRequest = {
        method: route.method,
        url: base.url + pathOf(route.path, call.rest) + queryOf({ ...common, ...call.query }),
        proxyVariables: variables,
        ...(base.socketPath === undefined ? {} : { socketPath: base.socketPath }),
        headers: {
          ...(token_ === undefined ? {} : { "X-Consul-Token": token_ }),
          ...(type === undefined ? {} : { "Content-Type": type }),
          ...authorizationOf(basicAuth),
        },
        ...(await tls),
        ...(body === undefined ? {} : { body }),
        ...readingOf(call, options),
      };
      return answerOf(await requestAs(runtime.network, asked, call.signal));
    },
  };
}

const NO_TLS: Promise<TlsOptions> = Promise.resolve({});

async function requestAs(
  network: Network,
  asked: HttpRequest,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  try {
    return await network.request(asked, signal);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    const failed = fromUnknown(error, asked.url);
    throw new RuntimeError(failed.code, failed.subject, requestFailure(failed, asked), { cause: error });
  }
}

function readingOf(
  { bodyMax, onPiece }: CallOptions,
  { timeoutMs = TIMEOUT_MS_DEFAULT }: ClientOptions,
): Pick<HttpRequest, "bodyMax" | "timeoutMs" | "onBody" | "bodyPassed"> {
  if (onPiece === undefined) return { bodyMax: bodyMax ?? ANSWER_BYTES_MAX, timeoutMs };
  return {
    bodyMax: BEGINNING_BYTES,
    bodyPassed: true,
    onBody: (piece, status) => {
      if (status === 200) onPiece(piece);
    },
  };
}

function authorizationOf(basicAuth: string | undefined): { Authorization?: string } {
  if (basicAuth === undefined) return {};
  const [userName = "", ...password] = basicAuth.split(":");
  return { Authorization: basicAuthorization(userName, password.join(":")) };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function baseOf(address: string, tls: boolean): { url: string; socketPath?: string } {
  if (address.startsWith("unix://"))
    return { url: "http://localhost", socketPath: address.slice("unix://".length) };
  if (/^https?:\/\//.test(address)) return { url: address.replace(/\/+$/, "") };
  if (address.includes("://"))
    throw new RuntimeError("EINVAL", address, `an agent's address cannot begin as ${address} does`);
  return { url: `${tls ? "https" : "http"}://${address}` };
}

function pathOf(path: string, rest: string | undefined): string {
  const brace = path.indexOf("{");
  if (brace < 0) return path;
  return path.slice(0, brace) + (rest ?? "").split("/").map(encodeURIComponent).join("/");
}

function queryOf(query: NonNullable<CallOptions["query"]>): string {
  const text = encodeQuery(query);
  return text === "" ? "" : `?${text}`;
}

/** A query as it stands behind the `?`: sorted by name, as Go's `url.Values` writes it. */
export function encodeQuery(query: NonNullable<CallOptions["query"]>): string {
  const pairs: string[] = [];
  for (const name of Object.keys(query).toSorted()) {
    const value = query[name];
    if (value === undefined) continue;
    for (const one of typeof value === "string" ? [value] : value)
      pairs.push(`${name}=${goQueryEscape(one)}`);
  }
  return pairs.join("&");
}

/** Errors show addresses as Go writes them. */
function goQueryEscape(text: string): string {
  return encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function encodeBody(body: unknown): { body?: Uint8Array | string; type?: string } {
  if (body === undefined) return {};
  if (typeof body === "string" || body instanceof Uint8Array)
    return { body, type: "application/octet-stream" };
  return { body: JSON.stringify(body), type: "application/json" };
}

function answerOf(response: HttpResponse): ApiAnswer {
  const text = (): string =>
    Buffer.from(response.body.buffer, response.body.byteOffset, response.body.length).toString("utf8");
  return {
    ...response,
    index: Number(response.headers.get("x-consul-index") ?? "0"),
    fence: Number(response.headers.get("x-lock-fence") ?? "0"),
    text,
    json() {
      try {
        return JSON.parse(text()) as unknown;
      } catch {
        return undefined;
      }
    },
  };
}

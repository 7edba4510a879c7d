import http from "node:http";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import { urlAuthorization } from "../basic-authorization.ts";
import { fromUnknown, RuntimeError } from "../errors.ts";
import type { HttpRequest } from "../network.ts";
import { chooseProxy, hostOf, type NamedProxy, refused } from "./proxy/choose-proxy.ts";
import { tlsOptions, type Way } from "./real-http.ts";

/** As in Go; a proxy that takes longer to make a connection is not going to. */
const CONNECT_MS_MAX = 60_000;

/** The way through the proxy that the environment names for this request, or undefined: directly. */
export async function proxiedWay(asked: HttpRequest, signal?: AbortSignal): Promise<Way | undefined> {
  const target = new URL(asked.url);
  const proxy = chooseProxy(asked.proxyVariables ?? new Map(), target);
  if (proxy === undefined) return undefined;
  return target.protocol === "https:"
    ? tunnelled(asked, target, proxy, signal)
    : forwarded(asked, target, proxy);
}

/** `http://` is asked of the proxy itself, by the whole URL. */
function forwarded(asked: HttpRequest, target: URL, proxy: NamedProxy): Way {
  const bare = new URL(target);
  [bare.username, bare.password, bare.hash] = ["", "", ""];
  const headers = new Map(Object.entries(asked.headers ?? {}));
  const names = new Set([...headers.keys()].map((name) => name.toLowerCase()));
  if (!names.has("host")) headers.set("Host", target.host);
  const user = names.has("authorization") || target.username === "" ? undefined : urlAuthorization(target);
  if (user !== undefined) headers.set("Authorization", user);
  if (proxy.authorization !== undefined) headers.set("Proxy-Authorization", proxy.authorization);
  return {
    url: proxy.url.href,
    options: {
      path: bare.href,
      headers: Object.fromEntries(headers) as http.OutgoingHttpHeaders,
      ...proxyTls(asked, proxy),
    },
    timeoutMs: asked.timeoutMs,
    failed: (error) => through(proxy, target, error),
    refusal: (status) => (status === 407 ? refusal(proxy, target, status) : undefined),
  };
}

/** `https://` is spoken with the target itself, over a connection that the proxy makes. */
async function tunnelled(
  asked: HttpRequest,
  target: URL,
  proxy: NamedProxy,
  signal?: AbortSignal,
): Promise<Way> {
  const since = performance.now();
  const socket = await tunnel(asked, target, proxy, signal);
  const host = hostOf(target);
  const createConnection = (): Duplex =>
    tls.connect({ socket, host, ...(isIP(host) === 0 ? { servername: host } : {}), ...tlsOptions(asked) });
  return {
    url: asked.url,
    // Without an agent, Node would take 80 for the port that a Host header leaves out.
    options: { createConnection, defaultPort: 443 },
    timeoutMs:
      asked.timeoutMs === undefined ? undefined : Math.max(1, asked.timeoutMs - (performance.now() - since)),
    failed: (error) => fromUnknown(error, asked.url),
    refusal: () => undefined,
  };
}

async function tunnel(
  asked: HttpRequest,
  target: URL,
  proxy: NamedProxy,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  const client = proxy.url.protocol === "https:" ? (await import("node:https")).default : http;
  const place = `${target.hostname}:${target.port === "" ? 443 : target.port}`;
  return new Promise((resolve, reject) => {
    const outgoing = client.request(proxy.url, {
      method: "CONNECT",
      path: place,
      agent: false,
      headers: {
        Host: place,
        ...(proxy.authorization === undefined ? {} : { "Proxy-Authorization": proxy.authorization }),
      },
      ...(signal === undefined ? {} : { signal }),
      ...proxyTls(asked, proxy),
    });
    const limitMs = Math.min(asked.timeoutMs ?? CONNECT_MS_MAX, CONNECT_MS_MAX);
    const timer = setTimeout(() => outgoing.destroy(late(proxy, target, limitMs)), limitMs);
    outgoing.on("error", (error) => {
      clearTimeout(timer);
      reject(through(proxy, target, error));
    });
    outgoing.on("connect", ({ statusCode = 0 }, socket, head) => {
      clearTimeout(timer);
      if (statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(refusal(proxy, target, statusCode));
    });
    outgoing.end();
  });
}

/** The proxy's own certificate is checked by its own name; Node would take that of the Host header. */
function proxyTls(
  { tlsServerName: _, ...asked }: HttpRequest,
  { url }: NamedProxy,
): ReturnType<typeof tlsOptions> {
  const host = hostOf(url);
  return { ...tlsOptions(asked), servername: isIP(host) === 0 ? host : "" };
}

function late(proxy: NamedProxy, target: URL, limitMs: number): RuntimeError {
  return new RuntimeError("EPROXY", target.origin, `${proxy.shown} gave no answer within ${limitMs} ms`);
}

function through(proxy: NamedProxy, target: URL, error: unknown): RuntimeError {
  if (error instanceof RuntimeError && error.code.startsWith("EPROXY")) return error;
  const { code, message } = fromUnknown(error, target.origin);
  if (code === "ABORT_ERR" || code === "E2BIG") return fromUnknown(error, target.origin);
  return new RuntimeError("EPROXY", target.origin, `${proxy.shown}: ${message}`, { cause: error });
}

/** One that cannot reach the target now may do so later; one that does not let us will not. */
function refusal(proxy: NamedProxy, target: URL, status: number): RuntimeError {
  const reason = `${status} ${http.STATUS_CODES[status] ?? ""}`.trim();
  const advice =
    status === 407 ? "; write user and password into its URL: http://USER:PASSWORD@HOST:PORT" : "";
  const said = `${proxy.shown} did not pass the request on: ${reason}${advice}`;
  return status >= 500 ? new RuntimeError("EPROXY", target.origin, said) : refused(target, said);
}

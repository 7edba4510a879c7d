import {
  type Clock,
  type Connection,
  type ConnectTarget,
  checkedUrl,
  type HttpExchange,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  type Listener,
  type Network,
  type Random,
  RuntimeError,
  type UdpSocket,
} from "@tutti/runtime";
import { createPipe } from "./pipe.ts";

/** How messages travel. */
interface Weather {
  readonly delayMinMs: number;
  readonly delayMaxMs: number;
  /** Share of UDP datagrams that are lost, 0 to 1. Streams lose nothing; they are cut by `partition`. */
  readonly loss: number;
}

/** A network without loss: every message takes 1 ms. */
const FAIR_WEATHER: Weather = { delayMinMs: 1, delayMaxMs: 1, loss: 0 };

/** One network, many hosts; each host gets its own `Network`. */
export interface SimulatedInternet {
  host(address: string): Network;
  setWeather(weather: Weather): void;
  /** Nothing passes between the two hosts until `heal`. */
  partition(a: string, b: string): void;
  heal(): void;
}

/** As the real network has it. */
const BODY_MAX_DEFAULT = 10 << 20;

interface Endpoint {
  readonly accept?: (connection: Connection) => void;
  readonly handle?: HttpHandler;
}

interface Fabric {
  readonly clock: Clock;
  readonly random: Random;
  readonly streams: Map<string, Endpoint>;
  readonly datagrams: Map<string, (data: Uint8Array, from: { host: string; port: number }) => void>;
  readonly cut: Set<string>;
  weather: Weather;
  nextPort: number;
}

/** A network of hosts with names, delays and losses by seed; nothing leaves the process. */
export function createSimulatedInternet(clock: Clock, random: Random): SimulatedInternet {
  const fabric: Fabric = {
    clock,
    random,
    streams: new Map(),
    datagrams: new Map(),
    cut: new Set(),
    weather: FAIR_WEATHER,
    nextPort: 20_000,
  };
  return {
    host: (address) => createHost(fabric, address),
    setWeather: (weather) => {
      fabric.weather = weather;
    },
    partition: (a, b) => {
      fabric.cut.add(`${a} ${b}`).add(`${b} ${a}`);
    },
    heal: () => fabric.cut.clear(),
  };
}

function createHost(fabric: Fabric, address: string): Network {
  return {
    connect: (target, signal) => connect(fabric, address, target, signal),
    listen: async (at, accept) => open(fabric, address, at, { accept }),
    serveHttp: async (at, handle) => open(fabric, address, at, { handle }),
    serveHttps: async (at, handle) => ({ ...open(fabric, address, at, { handle }), renew: () => {} }),
    bindUdp: async ({ port }) => bindUdp(fabric, address, port),
    request: (asked, signal) => request(fabric, address, asked, signal),
    requestHttp2: async ({ url }) => {
      throw new RuntimeError("ENOTSUP", url, "the simulated network does not speak HTTP/2");
    },
    connectHttp2: async ({ url }) => {
      throw new RuntimeError("ENOTSUP", url, "the simulated network does not speak HTTP/2");
    },
    blockingHttp2: async ({ url }) => {
      throw new RuntimeError("ENOTSUP", url, "the simulated network does not speak HTTP/2");
    },
    peerCertificates: async ({ host }) => {
      throw new RuntimeError("ENOTSUP", host, "the simulated network has no TLS");
    },
    interfaces: () => [{ name: "sim0", address, internal: false }],
  };
}

/** Every loopback name is the host itself. */
function keyOf(own: string, target: ConnectTarget): { readonly key: string; readonly host: string } {
  if ("socketPath" in target) return { key: `${own} ${target.socketPath}`, host: own };
  const host = /^(localhost|127\.|0\.0\.0\.0$|::1?$)/.test(target.host) ? own : target.host;
  return { key: `${host} ${target.port}`, host };
}

function open(fabric: Fabric, own: string, at: ConnectTarget, endpoint: Endpoint): Listener {
  const port = "socketPath" in at ? 0 : at.port === 0 ? fabric.nextPort++ : at.port;
  const { key } = keyOf(own, "socketPath" in at ? at : { host: at.host, port });
  if (fabric.streams.has(key)) throw refused("EADDRINUSE", key, "address already in use");
  fabric.streams.set(key, endpoint);
  return { port, close: async () => void fabric.streams.delete(key) };
}

function delay(fabric: Fabric): number {
  const { delayMinMs, delayMaxMs } = fabric.weather;
  return delayMinMs + fabric.random.float() * (delayMaxMs - delayMinMs);
}

function refused(code: string, subject: string, why: string): RuntimeError {
  return new RuntimeError(code, subject, `${code}: ${why}, ${subject}`);
}

/** After a message's travel, the endpoint; or the error that its sender meets. */
async function reach(
  fabric: Fabric,
  own: string,
  target: ConnectTarget,
  signal?: AbortSignal,
): Promise<Endpoint> {
  const { key, host } = keyOf(own, target);
  if (fabric.cut.has(`${own} ${host}`)) {
    await fabric.clock.sleep(30_000, signal);
    throw refused("ETIMEDOUT", key, "no answer");
  }
  await fabric.clock.sleep(delay(fabric), signal);
  const endpoint = fabric.streams.get(key);
  if (endpoint === undefined) throw refused("ECONNREFUSED", key, "nobody listens");
  return endpoint;
}

async function connect(
  fabric: Fabric,
  own: string,
  target: ConnectTarget,
  signal?: AbortSignal,
): Promise<Connection> {
  const endpoint = await reach(fabric, own, target, signal);
  if (endpoint.accept === undefined) throw refused("ECONNRESET", keyOf(own, target).key, "not a stream");
  const [near, far] = createPipe(fabric.clock, () => delay(fabric), own);
  endpoint.accept(far);
  return near;
}

function bindUdp(fabric: Fabric, own: string, asked: number): UdpSocket {
  const port = asked === 0 ? fabric.nextPort++ : asked;
  const key = `${own} ${port}`;
  if (fabric.datagrams.has(key)) throw refused("EADDRINUSE", key, "address already in use");
  fabric.datagrams.set(key, () => {});
  return {
    port,
    onMessage: (receive) => void fabric.datagrams.set(key, receive),
    send(data, to) {
      const { key: target, host } = keyOf(own, to);
      if (fabric.cut.has(`${own} ${host}`) || fabric.random.float() < fabric.weather.loss) return;
      const copy = data.slice();
      fabric.clock.after(delay(fabric), () => fabric.datagrams.get(target)?.(copy, { host: own, port }));
    },
    close: async () => void fabric.datagrams.delete(key),
  };
}

async function request(
  fabric: Fabric,
  own: string,
  asked: HttpRequest,
  signal?: AbortSignal,
): Promise<HttpResponse> {
  const url = checkedUrl(asked);
  const target =
    asked.socketPath === undefined
      ? { host: url.hostname, port: Number(url.port === "" ? 80 : url.port) }
      : { socketPath: asked.socketPath };
  const limit = new AbortController();
  const timer =
    asked.timeoutMs === undefined
      ? undefined
      : fabric.clock.after(asked.timeoutMs, () =>
          limit.abort(refused("ETIMEDOUT", asked.url, "no answer in time")),
        );
  const stop = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
  try {
    const endpoint = await reach(fabric, own, target, stop);
    if (endpoint.handle === undefined) throw refused("ECONNRESET", asked.url, "not an HTTP server");
    const answer = await answerOf(endpoint.handle, asked, url, own, stop);
    await fabric.clock.sleep(delay(fabric), stop);
    const max = asked.bodyMax ?? BODY_MAX_DEFAULT;
    if (answer.body.length > max && (asked.bodyCut ?? asked.bodyPassed) === true)
      return { ...answer, body: answer.body.subarray(0, max) };
    if (answer.body.length > max) throw refused("E2BIG", asked.url, `the body is larger than ${max} bytes`);
    return answer;
  } finally {
    timer?.cancel();
  }
}

function answerOf(
  handle: HttpHandler,
  asked: HttpRequest,
  url: URL,
  own: string,
  signal: AbortSignal,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    const pieces: Uint8Array[] = [];
    let head: { status: number; headers: Readonly<Record<string, string>> } = { status: 200, headers: {} };
    const take = (piece: Uint8Array): void => {
      pieces.push(piece);
      if (piece.length > 0) asked.onBody?.(piece, head.status);
    };
    const finish = (): void => {
      const headers = new Map(
        Object.entries(head.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      resolve({ status: head.status, headers, body: join(pieces) });
    };
    const read = async (max: number): Promise<Uint8Array> => {
      const body = toBytes(asked.body ?? "");
      if (body.length > max) throw refused("E2BIG", asked.url, `the body is larger than ${max} bytes`);
      return body;
    };
    const exchange: HttpExchange = {
      method: asked.method,
      target: url.pathname + url.search,
      remote: { host: own, port: 0 },
      header: (name) => headerOf(asked, name),
      body: read,
      async *bodyPieces(max) {
        yield await read(max);
      },
      gone: signal,
      respond(status, headers, body) {
        head = { status, headers };
        take(toBytes(body ?? ""));
        finish();
      },
      stream(status, headers) {
        head = { status, headers };
        return {
          write: (data) => take(toBytes(data)),
          drained: () => Promise.resolve(),
          end: finish,
          cut: () => reject(refused("ECONNRESET", asked.url, "the answer was cut off")),
        };
      },
    };
    handle(exchange);
  });
}

function headerOf(asked: HttpRequest, name: string): string | undefined {
  for (const [key, value] of Object.entries(asked.headers ?? {})) {
    if (key.toLowerCase() === name) return typeof value === "string" ? value : value.join(", ");
  }
  return undefined;
}

function toBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? new TextEncoder().encode(data) : data;
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

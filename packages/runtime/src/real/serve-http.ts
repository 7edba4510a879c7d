import http from "node:http";
import type net from "node:net";
import type { ConnectionLimit } from "../connection-limit.ts";
import { RuntimeError } from "../errors.ts";
import type { HttpExchange, HttpHandler, HttpLimits, ListenAddress, Listener } from "../network.ts";
import { started } from "./listening.ts";
import { readBody, readPieces } from "./read-body.ts";
import { dropUnread, whileItComes } from "./unread-body.ts";

/** Answers up to this size are sent together with their head. */
const ONE_WRITE_BYTES_MAX = 16 << 10;

export function serveHttp(
  address: ListenAddress,
  handle: HttpHandler,
  limits: HttpLimits = {},
): Promise<Listener> {
  const server = http.createServer(serverOptions(limits), answering(handle, limits));
  keepLimits(server, limits, refuseConnection);
  return started(server, address, () => server.closeAllConnections());
}

/** What is alike for a server with TLS and one without. */
export function serverOptions({ headerBytesMax }: HttpLimits): http.ServerOptions {
  return {
    noDelay: true,
    keepAliveTimeout: 120_000,
    ...(headerBytesMax === undefined ? {} : { maxHeaderSize: headerBytesMax }),
  };
}

export function answering(handle: HttpHandler, limits: HttpLimits): http.RequestListener {
  return (incoming, outgoing) => handle(new Exchange(incoming, outgoing, limits));
}

/** What bad clients are told; `refuse` ends a connection that is one too many. */
export function keepLimits(
  server: http.Server,
  { connections }: HttpLimits,
  refuse: (socket: net.Socket) => void,
): void {
  server.requestTimeout = 0;
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const status =
      error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  });
  if (connections !== undefined) limitConnections(server, connections, refuse);
}

/** Told as Consul's limiter tells it. */
const TOO_MANY = "Your IP is issuing too many concurrent connections, please rate limit your calls\n";

/** Stands before the server's own listener: what a refused connection sends is not even read. */
function limitConnections(
  server: net.Server,
  limit: ConnectionLimit,
  refuse: (socket: net.Socket) => void,
): void {
  const accept = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: net.Socket) => {
    // A socket of the file system has no address: who may use it is the file's affair.
    const client = socket.remoteAddress;
    if (client !== undefined && !limit.enter(client)) {
      refuse(socket);
      return;
    }
    if (client !== undefined) socket.once("close", () => limit.leave(client));
    for (const listener of accept) listener.call(server, socket);
  });
}

function refuseConnection(socket: net.Socket): void {
  socket.on("error", () => {});
  const head = `HTTP/1.1 429 Too Many Requests\r\nContent-Type: text/plain\r\nContent-Length: ${TOO_MANY.length}`;
  socket.end(`${head}\r\nConnection: close\r\n\r\n${TOO_MANY}`);
  // Read and thrown away, so that the end is seen.
  socket.resume();
}

/** One object a request, and nothing more before somebody asks for it. */
class Exchange implements HttpExchange {
  readonly #incoming: http.IncomingMessage;
  readonly #outgoing: http.ServerResponse;
  readonly #limits: HttpLimits;
  #gone: AbortSignal | undefined;

  constructor(incoming: http.IncomingMessage, outgoing: http.ServerResponse, limits: HttpLimits) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#limits = limits;
  }

  get method(): string {
    return this.#incoming.method ?? "GET";
  }

  get target(): string {
    return this.#incoming.url ?? "/";
  }

  get remote(): HttpExchange["remote"] {
    const { socket } = this.#incoming;
    return { host: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 };
  }

  header(name: string): string | undefined {
    const value = this.#incoming.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  body(max: number): Promise<Uint8Array> {
    return whileItComes(this.#incoming, this.#limits, () => readBody(this.#incoming, max, this.target));
  }

  bodyPieces(max: number): AsyncIterable<Uint8Array> {
    return readPieces(this.#incoming, max);
  }

  get gone(): AbortSignal {
    this.#gone ??= goneOf(this.#outgoing);
    return this.#gone;
  }

  respond(status: number, headers: Readonly<Record<string, string>>, body?: Uint8Array | string): void {
    const outgoing = this.#outgoing;
    if (outgoing.destroyed || outgoing.headersSent) return;
    dropUnread(this.#incoming, outgoing, this.#limits);
    outgoing.writeHead(status, headers);
    // Node joins a text with the head and sends both in one write; bytes would go apart.
    if (body !== undefined && typeof body !== "string" && body.length <= ONE_WRITE_BYTES_MAX) {
      const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
      outgoing.end(text, "latin1");
    } else {
      outgoing.end(body);
    }
  }

  stream(status: number, headers: Readonly<Record<string, string>>): ReturnType<HttpExchange["stream"]> {
    const outgoing = this.#outgoing;
    dropUnread(this.#incoming, outgoing, this.#limits);
    outgoing.writeHead(status, headers);
    outgoing.flushHeaders();
    return {
      write: (data) => void outgoing.write(data),
      drained: () => drained(outgoing),
      end: () => void outgoing.end(),
      cut: () => void outgoing.destroy(),
    };
  }
}

/** Aborts when the client goes away; has aborted, where it is gone already. */
function goneOf(outgoing: http.ServerResponse): AbortSignal {
  const controller = new AbortController();
  const leave = (): void => {
    if (!outgoing.writableFinished)
      controller.abort(new RuntimeError("ECONNRESET", "client", "the client went away"));
  };
  if (outgoing.closed) leave();
  else outgoing.once("close", leave);
  return controller.signal;
}

function drained(outgoing: http.ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (!outgoing.writableNeedDrain || outgoing.destroyed) {
      resolve();
      return;
    }
    const go = (): void => {
      outgoing.off("drain", go);
      outgoing.off("close", go);
      resolve();
    };
    outgoing.on("drain", go);
    outgoing.on("close", go);
  });
}

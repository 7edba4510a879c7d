import http from "node:http";
import type net from "node:net";
import { fromUnknown, RuntimeError } from "../errors.ts";
import type {
  HttpExchange,
  HttpHandler,
  HttpLimits,
  HttpRequest,
  HttpResponse,
  ListenAddress,
  Listener,
  TlsOptions,
} from "../network.ts";
import { started } from "./listening.ts";
import { dropUnread, whileItComes } from "./unread-body.ts";

export const BODY_MAX_DEFAULT = 10 << 20;
/** Answers up to this size are sent together with their head. */
const ONE_WRITE_BYTES_MAX = 16 << 10;

/** What may be asked twice without doing anything twice. */
const REPEATABLE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A connection that was kept may be closed by the other side at the moment in
 * which it is used again; who asks is not to hear of that, so a request that
 * changes nothing goes once more, over a connection of its own.
 */
export async function request(
  asked: HttpRequest,
  signal?: AbortSignal,
  way: Way = directly(asked),
): Promise<HttpResponse> {
  const first = await attempt(asked, signal, way, undefined);
  return first === "stale" ? answered(await attempt(asked, signal, way, false)) : first;
}

/** How a request goes out: to where, and with what that is different from going to the target itself. */
export interface Way {
  readonly url: string;
  readonly options: http.RequestOptions;
  /** Of the time that was given, what is left. */
  readonly timeoutMs: number | undefined;
  /** What a failure is told as. */
  readonly failed: (error: unknown) => RuntimeError;
  /** Why an answer of this status is none of the target's, or undefined. */
  readonly refusal: (status: number) => RuntimeError | undefined;
}

function directly({ url, timeoutMs }: HttpRequest): Way {
  return {
    url,
    options: {},
    timeoutMs,
    failed: (error) => fromUnknown(error, url),
    refusal: () => undefined,
  };
}

function answered(response: HttpResponse | "stale"): HttpResponse {
  if (response === "stale") throw new Error("a fresh connection is never stale");
  return response;
}

async function attempt(
  asked: HttpRequest,
  signal: AbortSignal | undefined,
  way: Way,
  agent: false | undefined,
): Promise<HttpResponse | "stale"> {
  // node:https takes 11 ms to load; most callers never need it.
  const client = way.url.startsWith("https:") ? (await import("node:https")).default : http;
  return new Promise((resolve, reject) => {
    const outgoing = client.request(way.url, {
      method: asked.method,
      headers: asked.headers as http.OutgoingHttpHeaders,
      ...(asked.socketPath === undefined ? {} : { socketPath: asked.socketPath }),
      ...(signal === undefined ? {} : { signal }),
      ...(agent === undefined ? {} : { agent }),
      ...tlsOptions(asked),
      ...way.options,
    });
    const timer =
      way.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            outgoing.destroy(
              new RuntimeError("ETIMEDOUT", asked.url, `no answer within ${asked.timeoutMs} ms`),
            );
          }, way.timeoutMs);
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      reject(way.failed(error));
    };
    let begun = false;
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      if (!begun && outgoing.reusedSocket && error.code === "ECONNRESET" && REPEATABLE.has(asked.method)) {
        clearTimeout(timer);
        resolve("stale");
      } else fail(error);
    });
    outgoing.on("response", (incoming) => {
      begun = true;
      const refusal = way.refusal(incoming.statusCode ?? 0);
      if (refusal !== undefined) {
        incoming.destroy();
        return fail(refusal);
      }
      const { onBody } = asked;
      if (onBody !== undefined)
        incoming.on("data", (piece: Buffer) => onBody(piece, incoming.statusCode ?? 0));
      readBody(incoming, asked.bodyMax ?? BODY_MAX_DEFAULT, asked.url, beyondOf(asked)).then((body) => {
        clearTimeout(timer);
        resolve({ status: incoming.statusCode ?? 0, headers: plainHeaders(incoming.headers), body });
      }, fail);
    });
    outgoing.end(asked.body);
  });
}

/** As Node names them. */
export function tlsOptions({ tlsUnverified, tlsServerName, tlsAuthority, tlsIdentity }: TlsOptions): {
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
} {
  return {
    ...(tlsUnverified === true ? { rejectUnauthorized: false } : {}),
    ...(tlsServerName === undefined ? {} : { servername: tlsServerName }),
    ...(tlsAuthority === undefined ? {} : { ca: tlsAuthority }),
    ...(tlsIdentity === undefined ? {} : { cert: tlsIdentity.certificate, key: tlsIdentity.key }),
  };
}

export function plainHeaders(headers: http.IncomingHttpHeaders): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) out.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return out;
}

/** What becomes of a body beyond what is kept of it. */
function beyondOf({ bodyCut, bodyPassed }: HttpRequest): "refused" | "cut" | "passed" {
  if (bodyPassed === true) return "passed";
  return bodyCut === true ? "cut" : "refused";
}

function readBody(
  incoming: http.IncomingMessage,
  max: number,
  subject: string,
  beyond: ReturnType<typeof beyondOf> = "refused",
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    incoming.on("data", function take(piece: Buffer) {
      size += piece.length;
      if (size > max) {
        if (beyond === "passed") return;
        if (beyond === "cut")
          resolve(Buffer.concat([...pieces, piece.subarray(0, piece.length - (size - max))]));
        else reject(new RuntimeError("E2BIG", subject, `the body is larger than ${max} bytes`));
        // An answer that is paused would keep its socket, and what came on it, for ever; a request is still answered.
        if (incoming.statusCode === null) incoming.off("data", take).pause();
        else incoming.destroy();
        return;
      }
      pieces.push(piece);
    });
    incoming.once("end", () => resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)));
    incoming.once("error", (error) => reject(fromUnknown(error, subject)));
    incoming.once("close", () => {
      // A stream that was read to its end closes too: making an error each time would cost more than the reading.
      if (!incoming.readableEnded)
        reject(new RuntimeError("ECONNRESET", subject, "the connection was closed early"));
    });
  });
}

async function* readPieces(incoming: http.IncomingMessage, max: number): AsyncGenerator<Uint8Array> {
  const subject = incoming.url ?? "/";
  let size = 0;
  try {
    // What is not read to its end is still answered, so its socket stays.
    for await (const piece of incoming.iterator({ destroyOnReturn: false })) {
      size += (piece as Buffer).length;
      if (size > max) throw new RuntimeError("E2BIG", subject, `the body is larger than ${max} bytes`);
      yield piece as Buffer;
    }
  } catch (error) {
    throw fromUnknown(error, subject);
  }
}

export function serveHttp(
  address: ListenAddress,
  handle: HttpHandler,
  limits: HttpLimits = {},
): Promise<Listener> {
  const { connectionsPerClientMax, headerBytesMax } = limits;
  const options = {
    noDelay: true,
    keepAliveTimeout: 120_000,
    ...(headerBytesMax === undefined ? {} : { maxHeaderSize: headerBytesMax }),
  };
  const server = http.createServer(options, (incoming, outgoing) =>
    handle(exchange(incoming, outgoing, limits)),
  );
  server.requestTimeout = 0;
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const status =
      error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  });
  if (connectionsPerClientMax !== undefined) limitConnections(server, connectionsPerClientMax);
  return started(server, address, () => server.closeAllConnections());
}

/** Told as Consul's limiter tells it. */
const TOO_MANY = "Your IP is issuing too many concurrent connections, please rate limit your calls\n";

/** Stands before the server's own listener: what a refused connection sends is not even read. */
function limitConnections(server: http.Server, max: number): void {
  const open = new Map<string, number>();
  const accept = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: net.Socket) => {
    // A socket of the file system has no address: who may use it is the file's affair.
    const client = socket.remoteAddress;
    const count = client === undefined ? 0 : (open.get(client) ?? 0);
    if (count >= max) {
      refuseConnection(socket);
      return;
    }
    if (client !== undefined) {
      open.set(client, count + 1);
      socket.once("close", () => leave(client));
    }
    for (const listener of accept) listener.call(server, socket);
  });

  function leave(client: string): void {
    const left = (open.get(client) ?? 1) - 1;
    if (left > 0) open.set(client, left);
    else open.delete(client);
  }
}

function refuseConnection(socket: net.Socket): void {
  socket.on("error", () => {});
  const head = `HTTP/1.1 429 Too Many Requests\r\nContent-Type: text/plain\r\nContent-Length: ${TOO_MANY.length}`;
  socket.end(`${head}\r\nConnection: close\r\n\r\n${TOO_MANY}`);
  // Read and thrown away, so that the end is seen.
  socket.resume();
}

function exchange(
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
  limits: HttpLimits,
): HttpExchange {
  let gone: AbortController | undefined;
  return {
    method: incoming.method ?? "GET",
    target: incoming.url ?? "/",
    get remote() {
      return { host: incoming.socket.remoteAddress ?? "", port: incoming.socket.remotePort ?? 0 };
    },
    header(name) {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    },
    body: (max) => whileItComes(incoming, limits, () => readBody(incoming, max, incoming.url ?? "/")),
    bodyPieces: (max) => readPieces(incoming, max),
    get gone() {
      if (gone === undefined) {
        const controller = new AbortController();
        gone = controller;
        outgoing.once("close", () => {
          if (!outgoing.writableFinished)
            controller.abort(new RuntimeError("ECONNRESET", "client", "the client went away"));
        });
      }
      return gone.signal;
    },
    respond(status, headers, body) {
      if (outgoing.destroyed || outgoing.headersSent) return;
      dropUnread(incoming, outgoing, limits);
      outgoing.writeHead(status, headers);
      // Node joins a text with the head and sends both in one write; bytes would go apart.
      if (body !== undefined && typeof body !== "string" && body.length <= ONE_WRITE_BYTES_MAX) {
        const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
        outgoing.end(text, "latin1");
      } else {
        outgoing.end(body);
      }
    },
    stream(status, headers) {
      dropUnread(incoming, outgoing, limits);
      outgoing.writeHead(status, headers);
      outgoing.flushHeaders();
      return {
        write: (data) => void outgoing.write(data),
        drained: () =>
          new Promise((resolve) => {
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
          }),
        end: () => void outgoing.end(),
        cut: () => void outgoing.destroy(),
      };
    },
  };
}

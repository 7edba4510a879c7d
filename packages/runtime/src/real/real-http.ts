import http from "node:http";
import { fromUnknown, RuntimeError } from "../errors.ts";
import type {
  HttpExchange,
  HttpHandler,
  HttpRequest,
  HttpResponse,
  ListenAddress,
  Listener,
  TlsOptions,
} from "../network.ts";
import { started } from "./listening.ts";

export const BODY_MAX_DEFAULT = 10 << 20;
/** Answers up to this size are sent together with their head. */
const ONE_WRITE_BYTES_MAX = 16 << 10;

export async function request(asked: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
  // node:https takes 11 ms to load; most callers never need it.
  const client = asked.url.startsWith("https:") ? (await import("node:https")).default : http;
  return new Promise((resolve, reject) => {
    const outgoing = client.request(asked.url, {
      method: asked.method,
      headers: asked.headers as http.OutgoingHttpHeaders,
      ...(asked.socketPath === undefined ? {} : { socketPath: asked.socketPath }),
      ...(signal === undefined ? {} : { signal }),
      ...tlsOptions(asked),
    });
    const timer =
      asked.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            outgoing.destroy(
              new RuntimeError("ETIMEDOUT", asked.url, `no answer within ${asked.timeoutMs} ms`),
            );
          }, asked.timeoutMs);
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      reject(fromUnknown(error, asked.url));
    };
    outgoing.on("error", fail);
    outgoing.on("response", (incoming) => {
      const { onBody } = asked;
      if (onBody !== undefined) incoming.on("data", (piece: Buffer) => onBody(piece));
      readBody(incoming, asked.bodyMax ?? BODY_MAX_DEFAULT, asked.url).then((body) => {
        clearTimeout(timer);
        resolve({ status: incoming.statusCode ?? 0, headers: plainHeaders(incoming.headers), body });
      }, fail);
    });
    outgoing.end(asked.body);
  });
}

/** As Node names them. */
export function tlsOptions({ tlsUnverified, tlsServerName, tlsAuthority }: TlsOptions): {
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
  readonly ca?: string;
} {
  return {
    ...(tlsUnverified === true ? { rejectUnauthorized: false } : {}),
    ...(tlsServerName === undefined ? {} : { servername: tlsServerName }),
    ...(tlsAuthority === undefined ? {} : { ca: tlsAuthority }),
  };
}

export function plainHeaders(headers: http.IncomingHttpHeaders): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) out.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return out;
}

function readBody(incoming: http.IncomingMessage, max: number, subject: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    incoming.on("data", (piece: Buffer) => {
      size += piece.length;
      if (size > max) {
        incoming.pause();
        reject(new RuntimeError("E2BIG", subject, `the body is larger than ${max} bytes`));
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

export function serveHttp(address: ListenAddress, handle: HttpHandler): Promise<Listener> {
  const server = http.createServer({ noDelay: true, keepAliveTimeout: 120_000 }, (incoming, outgoing) => {
    handle(exchange(incoming, outgoing));
  });
  server.requestTimeout = 0;
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  });
  return started(server, address, () => server.closeAllConnections());
}

function exchange(incoming: http.IncomingMessage, outgoing: http.ServerResponse): HttpExchange {
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
    body: (max) => readBody(incoming, max, incoming.url ?? "/"),
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
      outgoing.writeHead(status, headers);
      outgoing.flushHeaders();
      return {
        write: (data) => void outgoing.write(data),
        end: () => void outgoing.end(),
      };
    },
  };
}

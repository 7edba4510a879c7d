import type { Buffer } from "node:buffer";
import { gzip, gzipSync } from "node:zlib";
import type { HttpExchange } from "@tutti/runtime";
import { type Answer, encodeBody } from "@tutti/server";
import { escapePath } from "./clean-path.ts";

/** Answers of at least this size are compressed for clients that ask. */
export const GZIP_BYTES_MIN = 1400;
/** Larger ones are compressed beside the loop, not on it. */
const GZIP_SYNC_BYTES_MAX = 64 << 10;
const GZIP = { level: 1 };

/** What belongs to one request while it is answered. */
export interface Answering {
  readonly exchange: HttpExchange;
  readonly pretty: boolean;
  /** Headers of every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends a reply. What an endpoint says comes before what was configured. */
export function writeReply(answering: Answering, reply: Answer): void {
  const { exchange, pretty, headers } = answering;
  const all: Record<string, string> = { ...headers, ...reply.headers };
  if (reply.kind === "pieces") {
    // The client sees that the answer is cut off; where nothing is sent yet it is told.
    writePieces(answering, reply).catch(() => {
      exchange.respond(500, headers, "internal error; the answer could not be made");
    });
    return;
  }
  const send = (body: Buffer): void => {
    all["Content-Length"] = String(body.length);
    exchange.respond(reply.status, all, exchange.method === "HEAD" ? undefined : body);
  };
  const body = encodeBody(reply, pretty);
  if (body.length < GZIP_BYTES_MIN) {
    send(body);
    return;
  }
  all["Vary"] = "Accept-Encoding";
  if (!acceptsGzip(exchange)) {
    send(body);
    return;
  }
  const sendPacked = (packed: Buffer): void => {
    all["Content-Encoding"] = "gzip";
    send(packed);
  };
  if (body.length <= GZIP_SYNC_BYTES_MAX) sendPacked(gzipSync(body, GZIP));
  else gzip(body, GZIP, (error, packed) => (error === null ? sendPacked(packed) : send(body)));
}

/** Sends piece by piece, as fast as the client takes them; not compressed, and of no length known before. */
async function writePieces(
  answering: Answering,
  { pieces, contentType, headers, otherwise }: Extract<Answer, { kind: "pieces" }>,
): Promise<void> {
  const { exchange } = answering;
  const iterator = pieces[Symbol.asyncIterator]();
  let next = await iterator.next();
  if (next.done === true) {
    writeReply(answering, { ...otherwise, headers: { ...headers, ...otherwise.headers } });
    return;
  }
  const all = { ...answering.headers, ...headers, "Content-Type": contentType };
  if (exchange.method === "HEAD") {
    await iterator.return?.();
    exchange.respond(200, all);
    return;
  }
  const { gone } = exchange;
  const out = exchange.stream(200, all);
  try {
    while (next.done !== true && !gone.aborted) {
      out.write(next.value);
      await out.drained();
      next = await iterator.next();
    }
    await iterator.return?.();
  } finally {
    out.end();
  }
}

/** Sends the client elsewhere, in Go's words. */
export function redirect(exchange: HttpExchange, path: string, query: string): void {
  const location = escapePath(path) + (query === "" ? "" : `?${query}`);
  if (exchange.method !== "GET" && exchange.method !== "HEAD") {
    exchange.respond(301, { Location: location });
    return;
  }
  const shown = location.replaceAll("&", "&amp;");
  const body = `<a href="${shown}">Moved Permanently</a>.\n\n`;
  exchange.respond(301, { Location: location, "Content-Type": "text/html; charset=utf-8" }, body);
}

function acceptsGzip(exchange: HttpExchange): boolean {
  const accepted = exchange.header("accept-encoding");
  return accepted !== undefined && /(^|[,\s])gzip\s*($|[,;](?!\s*q=0(\.0*)?\s*($|,)))/i.test(accepted);
}

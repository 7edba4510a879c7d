import type { Buffer } from "node:buffer";
import { gzip, gzipSync } from "node:zlib";
import type { Clock, HttpExchange } from "@tutti/runtime";
import { type Answer, encodeBody, joinHeaders } from "@tutti/server";
import { escapePath } from "./clean-path.ts";

/** Answers of at least this size are compressed for clients that ask. */
const GZIP_BYTES_MIN = 1400;
/** Larger ones are compressed beside the loop, not on it. */
const GZIP_SYNC_BYTES_MAX = 64 << 10;
const GZIP = { level: 1 };

/** A client that takes nothing of a large answer for so long is cut off, since what the answer is made of is kept for it. */
export const STALLED_MS_MAX = 120_000;

/** Said of every answer, as Consul does: what lies between may keep any of them. */
const VARY = { Vary: "Accept-Encoding" };

/** What belongs to one request while it is answered. */
export interface Answering {
  readonly exchange: HttpExchange;
  readonly clock: Clock;
  readonly pretty: boolean;
  /** Headers of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Hears why an answer could not be made. */
  failed(error: unknown): void;
}

/** Sends a reply. What an endpoint says comes before what was configured. */
export function writeReply(answering: Answering, reply: Answer): void {
  const { exchange, pretty, headers } = answering;
  const all = joinHeaders(headers, VARY, reply.headers);
  if (reply.kind === "pieces") {
    writePieces(answering, reply).catch((error: unknown) => {
      answering.failed(error);
      exchange.respond(500, headers, "internal error; the agent's log has the reason");
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
  const { exchange, clock } = answering;
  const iterator = pieces[Symbol.asyncIterator]();
  let next = await iterator.next();
  if (next.done === true) {
    writeReply(answering, { ...otherwise, headers: joinHeaders(headers, otherwise.headers) });
    return;
  }
  const all = joinHeaders(answering.headers, headers, { "Content-Type": contentType });
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
      if (!(await withinTime(out.drained(), clock))) break;
      next = await iterator.next();
    }
    await iterator.return?.();
  } catch (error) {
    // Too late to tell; an answer that ends as if it were whole would be taken for the whole.
    answering.failed(error);
    out.cut();
    return;
  }
  if (next.done === true) out.end();
  else out.cut();
}

function withinTime(done: Promise<void>, clock: Clock): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(STALLED_MS_MAX, () => resolve(false), { unref: true });
    done.then(() => resolve(true), reject).finally(() => timer.cancel());
  });
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

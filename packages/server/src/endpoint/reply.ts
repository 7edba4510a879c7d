import { Buffer } from "node:buffer";
import type { ErrorCode } from "@tutti/errors";
import type { Refusal } from "../state/refusal.ts";
import { type Headers, joinHeaders } from "./headers.ts";

/** What an endpoint answers with: an answer, or how to get one as often as there is news. */
export type Reply = Answer | { readonly kind: "blocking"; readonly read: BlockingRead };

/** What goes to the client, and needs nothing more than to be written. */
export type Answer =
  | WholeReply
  | {
      /** Too large to be made at once; 200, or `otherwise` when there is not a single piece. */
      readonly kind: "pieces";
      /** Go with `otherwise` as well. */
      readonly headers: Headers;
      readonly contentType: string;
      /** Asked for the next one when the client has taken what was there. */
      readonly pieces: AsyncIterable<Buffer>;
      readonly otherwise: WholeReply;
    };

/** An answer of which all is there. */
export interface WholeReply {
  readonly kind: "whole";
  readonly status: number;
  readonly headers: Headers;
  /** Goes without the headers of a read: Consul writes the status before it sets them. */
  readonly isBare?: boolean;
  /** Of a refusal. */
  readonly code?: ErrorCode;
  /** Encoded, or a value to encode as JSON. */
  readonly body: Buffer | { readonly json: unknown };
}

/** A read that can wait: what it gives now, and what must change before it could give something else. */
export interface BlockingRead {
  /** Asked anew at each run, since what is found decides what to wait for. */
  run(): ReadResult;
  readonly topics: readonly string[];
  /** Equal for reads that give equal answers at an index: these are encoded once. */
  readonly shareKey?: string;
}

/** One run of a read. Index 0 is that of what has never been there; it counts and is shown as 1, so that it can be waited for. */
export interface ReadResult {
  readonly index: number;
  /** Who waits already is woken when this is newer, where not all that moves the index concerns them. */
  readonly newsAt?: number;
  readonly reply: Answer;
}

const JSON_HEADERS: Headers = { "Content-Type": "application/json" };

/** JSON, indented where the client or the development mode asks for it. */
export function json(
  value: unknown,
  options?: { readonly status?: number; readonly headers?: Headers },
): WholeReply {
  return {
    kind: "whole",
    status: options?.status ?? 200,
    headers: options?.headers === undefined ? JSON_HEADERS : joinHeaders(JSON_HEADERS, options.headers),
    body: { json: value },
  };
}

/** A line of text, as errors are; with bytes that no text has it is said to be none, as Go does it. */
export function text(status: number, line: string, headers?: Headers): WholeReply {
  const type = NO_TEXT.test(line.slice(0, LOOKED_AT))
    ? "application/octet-stream"
    : "text/plain; charset=utf-8";
  return {
    kind: "whole",
    status,
    headers: joinHeaders({ "Content-Type": type }, headers),
    body: Buffer.from(line),
  };
}

/** Of control characters only those that move the place, and escape, stand in a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_TEXT = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/;
/** So much of a text is looked at. */
const LOOKED_AT = 512;

/** A refusal as the client sees it. */
export function refusal(refused: Refusal, headers?: Headers): WholeReply {
  return { ...text(refused.status, refused.text, headers), code: refused.code };
}

/** No body at all. */
export function empty(status = 200, headers: Headers = {}): WholeReply {
  return { kind: "whole", status, headers, body: Buffer.alloc(0) };
}

/** Bytes as they are. */
export function bytes(body: Buffer, contentType: string, headers?: Headers): WholeReply {
  return { kind: "whole", status: 200, headers: joinHeaders({ "Content-Type": contentType }, headers), body };
}

/** The bytes of a reply, JSON indented where somebody wants to read it; encoded here and nowhere else. */
export function encodeBody(reply: WholeReply, pretty: boolean): Buffer {
  if (Buffer.isBuffer(reply.body)) return reply.body;
  const value = reply.body.json;
  return Buffer.from(pretty ? `${JSON.stringify(value, undefined, 4)}\n` : JSON.stringify(value));
}

import { Buffer } from "node:buffer";
import type { Refusal } from "../state/refusal.ts";

/** What an endpoint answers with; the server writes it. */
export type Reply =
  | WholeReply
  | { readonly kind: "blocking"; readonly read: BlockingRead }
  | {
      readonly kind: "stream";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** Writes until it calls `end`; `gone` aborts when the client left. */
      run(out: { write(data: Uint8Array | string): void; end(): void }, gone: AbortSignal): void;
    }
  | {
      /** Too large to be made at once; 200, or `otherwise` when there is not a single piece. */
      readonly kind: "pieces";
      /** Go with `otherwise` as well. */
      readonly headers: Readonly<Record<string, string>>;
      readonly contentType: string;
      /** Asked for the next one when the client has taken what was there. */
      readonly pieces: AsyncIterable<Buffer>;
      readonly otherwise: WholeReply;
    };

type WholeReply = {
  readonly kind: "whole";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Encoded, or a value to encode as JSON. */
  readonly body: Buffer | { readonly json: unknown };
};

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
  readonly reply: Exclude<Reply, { kind: "blocking" }>;
}

/** JSON, indented where the client or the development mode asks for it. */
export function json(
  value: unknown,
  options?: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> },
): Extract<Reply, { kind: "whole" }> {
  return {
    kind: "whole",
    status: options?.status ?? 200,
    headers: { "Content-Type": "application/json", ...options?.headers },
    body: { json: value },
  };
}

/** A line of text, as errors are. */
export function text(
  status: number,
  line: string,
  headers?: Readonly<Record<string, string>>,
): Extract<Reply, { kind: "whole" }> {
  return {
    kind: "whole",
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", ...headers },
    body: Buffer.from(line),
  };
}

/** A refusal as the client sees it. */
export function refusal(refused: Refusal): Extract<Reply, { kind: "whole" }> {
  return text(refused.status, refused.text);
}

/** No body at all. */
export function empty(
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Extract<Reply, { kind: "whole" }> {
  return { kind: "whole", status, headers, body: Buffer.alloc(0) };
}

/** Bytes as they are. */
export function bytes(
  body: Buffer,
  contentType: string,
  headers: Readonly<Record<string, string>> = {},
): Extract<Reply, { kind: "whole" }> {
  return { kind: "whole", status: 200, headers: { "Content-Type": contentType, ...headers }, body };
}

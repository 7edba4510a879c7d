import { RuntimeError } from "@tutti/runtime";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import type { ReadOptions } from "./blocking.ts";
import type { Query } from "./query-string.ts";

/** Longest body where a route sets no limit of its own, in bytes. */
export const BODY_BYTES_MAX = 2 << 20;

/** A request as endpoints see it: routed and parsed. What its token may is for the gate to know. */
export interface ApiRequest {
  /** What of the path stands for the route's `{…}`, decoded. */
  readonly rest: string;
  readonly query: Query;
  readonly token: string;
  /** How it is to be read, where its route says that its requests tell that. */
  readonly reading?: ReadOptions | undefined;
  /** The header `Accept`, where a machine's own endpoint is asked. */
  readonly accept?: string;
  readonly body: RequestBody;
  /** Aborts when the client went away. */
  readonly gone: AbortSignal;
}

/** What was sent along: bytes that are fetched when somebody wants them. */
export interface RequestBody {
  /** How many there are, where the client said so. */
  readonly declared: number | undefined;
  /** All of them; rejects with `E2BIG` where they are more than `max`. */
  read(max: number): Promise<Uint8Array>;
  /** The same as they come, as fast as they are taken; once, and instead of `read`. */
  pieces(max: number): AsyncIterable<Uint8Array>;
}

/** A body that is here already. */
export function bodyOf(bytes: Uint8Array): RequestBody {
  return {
    declared: bytes.length,
    read: async () => bytes,
    async *pieces() {
      yield bytes;
    },
  };
}

/** What `read` makes of the body as it comes, or 413 when that is larger than `max`, with the setting that says so. */
export async function readBodyPieces<T>(
  { body }: ApiRequest,
  max: number,
  read: (pieces: AsyncIterable<Uint8Array>) => Promise<Outcome<T>>,
  limit = "kv_max_value_size",
): Promise<Outcome<T>> {
  const { declared = 0 } = body;
  if (declared > max) return tooLarge(declared, max, limit);
  return await read(body.pieces(max)).catch((error: unknown) => refuseLarge(error, max, limit));
}

/** The body as bytes, or 413 when it is larger than `max`, with the setting that says so. */
export async function readBody(
  request: ApiRequest,
  max = BODY_BYTES_MAX,
  limit = "kv_max_value_size",
): Promise<Outcome<Uint8Array>> {
  const { declared = 0 } = request.body;
  if (declared > max) return tooLarge(declared, max, limit);
  return await request.body.read(max).catch((error: unknown) => refuseLarge(error, max, limit));
}

function refuseLarge(error: unknown, max: number, limit: string): Outcome<never> {
  if (error instanceof RuntimeError && error.code === "E2BIG") return tooLarge(max + 1, max, limit);
  throw error;
}

function tooLarge(size: number, max: number, limit: string): Outcome<never> {
  return refuse(serverError("body-too-large", size, max, limit), 413);
}

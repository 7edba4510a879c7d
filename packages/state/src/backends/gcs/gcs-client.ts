import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { HttpResponse } from "@tutti/runtime";
import { type GoogleAccess, googleWords } from "../../google/google-access.ts";
import type { GoogleToken } from "../../google/google-token.ts";
import { callHttp } from "../../storage/http-call.ts";
import { StorageError } from "../../storage/remote-problem.ts";
import { Renewed } from "../../storage/renewed.ts";

/** A bucket, and who asks for it. */
export interface GcsBucket extends GoogleAccess {
  readonly bucket: string;
  /** Of the JSON API, without `b/BUCKET`: `https://storage.googleapis.com/storage/v1`. */
  readonly endpoint: URL;
  /** Base64 of 32 bytes that states are encrypted with by the server. */
  readonly encryptionKey: string | undefined;
  token(): Promise<GoogleToken>;
}

/** One request to a bucket. */
export interface GcsRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** An object; undefined: the list of all, or a new one's content. */
  readonly object?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** It is encrypted with the key of the block, where there is one. */
  readonly isSecret?: true;
}

/** Tokens that end sooner than this are fetched anew. */
const TOKEN_LEFT_MIN_MS = 60_000;

/** Sends requests of Cloud Storage's JSON API. */
export class GcsClient {
  readonly #bucket: GcsBucket;
  readonly #token: Renewed<GoogleToken>;

  constructor(bucket: GcsBucket) {
    this.#bucket = bucket;
    this.#token = new Renewed(bucket.runtime, () => bucket.token(), TOKEN_LEFT_MIN_MS);
  }

  /** The answer, whatever its status is. */
  async send(request: GcsRequest): Promise<HttpResponse> {
    const { runtime, retry, encryptionKey } = this.#bucket;
    const { method, body, isSecret } = request;
    const token = await this.#token.current();
    return callHttp(
      { runtime, retry, tls: {} },
      {
        method,
        url: this.#url(request),
        headers: () => ({
          authorization: `Bearer ${token.text}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(isSecret === true && encryptionKey !== undefined ? keyHeaders(encryptionKey) : {}),
        }),
        ...(body === undefined ? {} : { body }),
        staysThere: true,
      },
    );
  }

  #url({ method, object, query = {} }: GcsRequest): URL {
    const { bucket, endpoint } = this.#bucket;
    const url = new URL(endpoint);
    const root = method === "POST" ? "/upload/storage/v1" : endpoint.pathname.replace(/\/$/, "");
    const of = object === undefined ? "" : `/${encodeURIComponent(object)}`;
    url.pathname = `${root}/b/${encodeURIComponent(bucket)}/o${of}`;
    url.search = new URLSearchParams(query).toString();
    return url;
  }

  /** What the server refused, in its words. */
  refusal(operation: string, response: HttpResponse): StorageError {
    return new StorageError(this.#bucket.place, `${operation}: ${googleWords(response)}`);
  }
}

function keyHeaders(key: string): Readonly<Record<string, string>> {
  return {
    "x-goog-encryption-algorithm": "AES256",
    "x-goog-encryption-key": key,
    "x-goog-encryption-key-sha256": createHash("sha256").update(Buffer.from(key, "base64")).digest("base64"),
  };
}

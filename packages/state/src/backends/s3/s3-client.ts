import type { HttpResponse } from "@tutti/runtime";
import type { AwsAccess, AwsCredentials } from "../../aws/aws-access.ts";
import { signRequest } from "../../aws/sign-request.ts";
import { callHttp } from "../../storage/http-call.ts";
import { StorageError } from "../../storage/remote-problem.ts";
import { Renewed } from "../../storage/renewed.ts";
import { readError } from "./s3-answers.ts";

/** Where a bucket is, and how it is spoken to. */
export interface S3Bucket extends AwsAccess {
  readonly bucket: string;
  /** Without the bucket: `https://s3.REGION.amazonaws.com`, or what was set. */
  readonly endpoint: URL;
  readonly pathStyle: boolean;
  credentials(): Promise<AwsCredentials>;
}

/** Keys that end sooner than this are fetched anew. */
const KEYS_LEFT_MIN_MS = 5 * 60_000;

/** One request to a bucket. */
export interface S3Request {
  readonly method: "GET" | "PUT" | "HEAD" | "DELETE";
  /** Empty: the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Sends signed requests (Signature Version 4). */
export class S3Client {
  readonly #bucket: S3Bucket;
  readonly #keys: Renewed<AwsCredentials>;

  constructor(bucket: S3Bucket) {
    this.#bucket = bucket;
    this.#keys = new Renewed(bucket.runtime, () => bucket.credentials(), KEYS_LEFT_MIN_MS);
  }

  /** The answer, whatever its status is. */
  async send(request: S3Request): Promise<HttpResponse> {
    const { runtime, region, retry, proxyVariables } = this.#bucket;
    const [keys, tls] = await Promise.all([this.#keys.current(), this.#bucket.tls()]);
    const { method, headers = {}, body } = request;
    return callHttp(
      { runtime, retry, tls, proxyVariables },
      {
        method,
        url: this.#url(request),
        headers: (url) =>
          signRequest(
            { service: "s3", region, method, url, headers, body, nowMs: runtime.clock.now() },
            keys,
          ),
        ...(body === undefined ? {} : { body }),
        staysThere: true,
      },
    );
  }

  #url({ key, query = {} }: S3Request): URL {
    const { bucket, endpoint, pathStyle } = this.#bucket;
    const url = new URL(endpoint);
    if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
    const parts = [...(pathStyle ? [bucket] : []), ...(key === "" ? [] : key.split("/"))];
    url.pathname = `${endpoint.pathname.replace(/\/$/, "")}/${parts.map(encodePart).join("/")}`;
    url.search = Object.entries(query)
      .map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`)
      .join("&");
    return url;
  }

  /** What the server refused, in its words. */
  refusal(operation: string, response: HttpResponse): StorageError {
    const { bucket, place, region } = this.#bucket;
    const { code, message } = readError(response.body);
    const elsewhere = response.headers.get("x-amz-bucket-region");
    if (code === "NoSuchBucket") return new StorageError(place, `S3 bucket "${bucket}" does not exist`);
    if (elsewhere !== undefined && elsewhere !== region)
      return new StorageError(
        place,
        `the bucket "${bucket}" lies in the region "${elsewhere}", and "${region}" was asked`,
      );
    const words = [code, message].filter((word) => word !== "").join(": ");
    return new StorageError(place, `${operation}: ${response.status}${words === "" ? "" : ` ${words}`}`);
  }
}

/** All but letters, digits and `-_.~`. */
function encodePart(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

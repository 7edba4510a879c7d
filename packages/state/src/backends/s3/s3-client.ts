import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { HttpResponse, Runtime, TlsOptions } from "@tutti/runtime";
import aws4 from "aws4";
import { callHttp, type RetryPolicy } from "../../storage/http-call.ts";
import { StorageError } from "../../storage/remote-problem.ts";
import type { AwsCredentials } from "./aws-credentials.ts";
import { readError } from "./s3-answers.ts";

/** Where a bucket is, and how it is spoken to. */
export interface S3Bucket {
  readonly bucket: string;
  readonly region: string;
  /** Without the bucket: `https://s3.REGION.amazonaws.com`, or what was set. */
  readonly endpoint: URL;
  readonly pathStyle: boolean;
  readonly retry: RetryPolicy;
  /** For people. */
  readonly place: string;
  tls(): Promise<TlsOptions>;
  credentials(): Promise<AwsCredentials>;
}

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
  readonly #runtime: Runtime;
  readonly #bucket: S3Bucket;
  #access: Promise<readonly [AwsCredentials, TlsOptions]> | undefined;

  constructor(runtime: Runtime, bucket: S3Bucket) {
    this.#runtime = runtime;
    this.#bucket = bucket;
  }

  /** The answer, whatever its status is. */
  async send(request: S3Request): Promise<HttpResponse> {
    this.#access ??= Promise.all([this.#bucket.credentials(), this.#bucket.tls()]);
    const [credentials, tls] = await this.#access;
    const { retry } = this.#bucket;
    const { method, body } = request;
    return callHttp(
      { runtime: this.#runtime, retry, tls },
      {
        method,
        url: this.#url(request),
        headers: (url) => this.#signed(url, request, credentials),
        ...(body === undefined ? {} : { body }),
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

  #signed(
    url: URL,
    { method, headers = {}, body }: S3Request,
    credentials: AwsCredentials,
  ): Record<string, string> {
    const content = body === undefined ? "" : Buffer.from(body.buffer, body.byteOffset, body.length);
    const signed = aws4.sign(
      {
        service: "s3",
        region: this.#bucket.region,
        method,
        host: url.host,
        path: `${url.pathname}${url.search}`,
        headers: {
          ...headers,
          "X-Amz-Date": stamp(this.#runtime.clock.now()),
          "X-Amz-Content-Sha256": createHash("sha256").update(content).digest("hex"),
          ...(body === undefined ? {} : { "Content-Length": String(body.length) }),
        },
      },
      {
        accessKeyId: credentials.accessKeyId,
        secretAccessKey: credentials.secretAccessKey,
        ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken }),
      },
    );
    const out: Record<string, string> = {};
    for (const [name, value] of Object.entries(signed.headers ?? {}))
      if (value !== undefined && name.toLowerCase() !== "host") out[name.toLowerCase()] = String(value);
    return out;
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

/** `20240506T070809Z` */
function stamp(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
}

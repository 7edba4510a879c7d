import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import aws4 from "aws4";
import type { AwsCredentials } from "./aws-access.ts";

/** One request, as it is signed. */
export interface UnsignedRequest {
  readonly service: string;
  readonly region: string;
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly nowMs: number;
}

/** The headers of a request with its signature (Version 4), names in lower case. */
export function signRequest(
  { service, region, method, url, headers, body, nowMs }: UnsignedRequest,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
): Record<string, string> {
  const content = body === undefined ? "" : Buffer.from(body.buffer, body.byteOffset, body.length);
  const signed = aws4.sign(
    {
      service,
      region,
      method,
      host: url.host,
      path: `${url.pathname}${url.search}`,
      headers: {
        ...headers,
        "X-Amz-Date": stamp(nowMs),
        "X-Amz-Content-Sha256": createHash("sha256").update(content).digest("hex"),
        ...(body === undefined ? {} : { "Content-Length": String(body.length) }),
      },
    },
    { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  );
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(signed.headers ?? {}))
    if (value !== undefined && name.toLowerCase() !== "host") out[name.toLowerCase()] = String(value);
  return out;
}

/** `20240506T070809Z` */
function stamp(nowMs: number): string {
  return new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, "");
}

import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

/** One request, as it is signed; header names in lower case. */
export interface KeyedRequest {
  readonly account: string;
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly length: number;
}

/** Headers whose values stand in this order before those that are Azure's own. */
const STANDARD = [
  "content-encoding",
  "content-language",
  "content-length",
  "content-md5",
  "content-type",
  "date",
  "if-modified-since",
  "if-match",
  "if-none-match",
  "if-unmodified-since",
  "range",
];

/** The `Authorization` of a request by an account's key (base64), as "Authorize with Shared Key" has it. */
export function sharedKey({ account, method, url, headers, length }: KeyedRequest, key: string): string {
  const all: Readonly<Record<string, string>> = {
    ...headers,
    "content-length": length === 0 ? "" : String(length),
  };
  const own = Object.keys(headers)
    .filter((name) => name.startsWith("x-ms-"))
    .toSorted()
    .map((name) => `${name}:${headers[name]}`);
  const query = [...url.searchParams].map(([name, value]) => `${name.toLowerCase()}:${value}`).toSorted();
  const text = [
    method,
    ...STANDARD.map((name) => all[name] ?? ""),
    ...own,
    `/${account}${url.pathname}`,
    ...query,
  ].join("\n");
  return `SharedKey ${account}:${createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64")}`;
}

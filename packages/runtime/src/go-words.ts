import { fromUnknown, type RuntimeError } from "./errors.ts";

/** What the system says of a connection that cannot be made, by code. */
const CONNECT: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset by peer",
  EHOSTUNREACH: "no route to host",
  ENETUNREACH: "network is unreachable",
  EADDRNOTAVAIL: "cannot assign requested address",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  ENOENT: "no such file or directory",
};

const UNTRUSTED = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** What the other side of a TLS connection sent, or what was wrong with what it sent; first what fits counts. */
const TLS_FAILURES: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/alert bad certificate/, () => "remote error: tls: bad certificate"],
  [/alert certificate required/, () => "remote error: tls: certificate required"],
  [/alert unknown ca/, () => "remote error: tls: unknown certificate authority"],
  [/alert protocol version/, () => "remote error: tls: protocol version not supported"],
  [/alert handshake failure/, () => "remote error: tls: handshake failure"],
  [/wrong version number/, () => "http: server gave HTTP response to HTTPS client"],
  [
    /^certificate (?:has expired|is not yet valid)$/,
    () => "x509: certificate has expired or is not yet valid",
  ],
  [
    /Host: (\S+)\. is not in the cert's altnames: (.*)$/,
    ([, host = "", names = ""]) => otherName(host, names),
  ],
  [/IP: (\S+) is not in the cert's list: (.*)$/, ([, host = "", names = ""]) => otherName(host, names)],
];

/** `DNS:a, DNS:b, IP Address:10.0.0.1`, or addresses alone. */
function otherName(wanted: string, names: string): string {
  const valid = names
    .split(", ")
    .filter((name) => !/^IP Address:/.test(name))
    .map((name) => name.replace(/^DNS:/, ""))
    .filter((name) => name !== "");
  return valid.length === 0
    ? `x509: certificate is not valid for any names, but wanted to match ${wanted}`
    : `x509: certificate is valid for ${valid.join(", ")}, not ${wanted}`;
}

/** A host and a port; a host of IPv6 has no brackets. */
interface Target {
  readonly host: string;
  readonly port: number;
}

/**
 * Why a connection cannot be made, as Go's `net` says it, whose words those
 * who come from Terraform and Consul look for; what it has no words for is as
 * the error has it.
 */
export function dialFailure(error: RuntimeError, { host, port }: Target): string {
  const { code, message } = error;
  if (UNTRUSTED.has(code)) return "x509: certificate signed by unknown authority";
  for (const [pattern, told] of TLS_FAILURES) {
    const found = pattern.exec(message);
    if (found !== null) return told(found);
  }
  if (code === "ENOTFOUND") return `dial tcp: lookup ${host}: no such host`;
  if (code === "EAI_AGAIN") return `dial tcp: lookup ${host}: Temporary failure in name resolution`;
  // Where a name was looked up the system's error has the address.
  const place =
    /((?:\d+\.){3}\d+):\d+/.exec(message)?.[0] ?? ipv6Place(message) ?? `${bracketed(host)}:${port}`;
  if (code === "ETIMEDOUT") {
    const isSystems = message.startsWith("connect ");
    return `dial tcp ${place}: ${isSystems ? "connect: connection timed out" : "i/o timeout"}`;
  }
  const reason = CONNECT[code];
  return reason === undefined ? message : `dial tcp ${place}: connect: ${reason}`;
}

/** Node writes the port behind a colon more. */
function ipv6Place(message: string): string | undefined {
  const [, address, port] = /([0-9a-f]*:[0-9a-f:]*):(\d+)\b/.exec(message) ?? [];
  return address === undefined ? undefined : `[${address}]:${port}`;
}

/** Why a request got no answer, as Go's `net/http` says it: `Get "http://h/": dial tcp 10.0.0.1:80: …`. */
export function requestFailure(
  error: RuntimeError,
  {
    method,
    url,
    socketPath,
  }: { readonly method: string; readonly url: string; readonly socketPath?: string },
): string {
  return `${method.slice(0, 1)}${method.slice(1).toLowerCase()} "${url}": ${reasonOfRequest(error, url, socketPath)}`;
}

function reasonOfRequest(error: RuntimeError, url: string, socketPath: string | undefined): string {
  const { code, message } = error;
  if (code === "ECONNRESET" && message === "socket hang up") return "EOF";
  if (code === "ECONNRESET" && /^read /.test(message)) return "read: connection reset by peer";
  if (code === "ETIMEDOUT" && !message.startsWith("connect "))
    return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
  if (socketPath !== undefined && CONNECT[code] !== undefined)
    return `dial unix ${socketPath}: connect: ${CONNECT[code]}`;
  if (!URL.canParse(url)) return message;
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  return dialFailure(error, { host, port: port === "" ? (PORTS[protocol] ?? 80) : Number(port) });
}

const PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/** Why a file cannot be read, as Go's `os` says it: `open a.pem: no such file or directory`. */
export function openFailure(error: unknown, path: string): string {
  const { code, message } = fromUnknown(error, path);
  const reason = OPEN[code];
  return reason === undefined ? message : `open ${path}: ${reason}`;
}

/** Why a file could not be written, alike. */
export function writeFailure(error: unknown, path: string): string {
  const { code } = fromUnknown(error, path);
  return code === "ENOSPC" ? `write ${path}: no space left on device` : openFailure(error, path);
}

const OPEN: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EISDIR: "is a directory",
};

/** As it stands before a port. */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

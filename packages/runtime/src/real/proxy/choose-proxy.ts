import { urlAuthorization } from "../../basic-authorization.ts";
import { RuntimeError } from "../../errors.ts";
import { isBypassed } from "./bypassed.ts";

/** A proxy that the environment names. */
export interface NamedProxy {
  /** Without what is secret in it: for connecting, and for people. */
  readonly url: URL;
  /** For people: which proxy, and who named it; no password. */
  readonly shown: string;
  /** The header `Proxy-Authorization`, where its URL has a user. */
  readonly authorization: string | undefined;
}

type Variables = ReadonlyMap<string, string>;

/**
 * The proxy through which a request goes, by Go's `http.ProxyFromEnvironment`:
 * the name in capitals counts first, an empty one counts as none. What names a
 * proxy that we cannot use is refused: going past it would be no kindness.
 */
export function chooseProxy(variables: Variables, target: URL): NamedProxy | undefined {
  const name = target.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const found = variableOf(variables, name);
  if (found === undefined) return undefined;
  const isSecure = target.protocol === "https:";
  const port = target.port === "" ? (isSecure ? "443" : "80") : target.port;
  const noProxy = variableOf(variables, "NO_PROXY")?.value ?? "";
  if (isBypassed(noProxy, hostOf(target), port)) return undefined;
  if (found.name === "HTTP_PROXY" && variables.get("REQUEST_METHOD"))
    throw refused(
      target,
      "HTTP_PROXY is not trusted where REQUEST_METHOD is set (a CGI program gets it from whoever asks); set http_proxy instead",
    );
  return proxyOf(found, target);
}

/** The host of a URL, an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

/** For a proxy that was not, or may not be, used: trying again does not help. */
export function refused(target: URL, why: string): RuntimeError {
  return new RuntimeError("EPROXYREFUSED", target.origin, why);
}

interface Found {
  readonly name: string;
  readonly value: string;
}

function variableOf(variables: Variables, capitals: string): Found | undefined {
  for (const name of [capitals, capitals.toLowerCase()]) {
    const value = variables.get(name) ?? "";
    if (value !== "") return { name, value };
  }
  return undefined;
}

function proxyOf({ name, value }: Found, target: URL): NamedProxy {
  const parsed = parse(value);
  // The value is not shown: it may hold a password.
  if (parsed === undefined)
    throw refused(target, `${name} names no proxy; write it as http://HOST:PORT or https://HOST:PORT`);
  const scheme = parsed.protocol.slice(0, -1);
  if (scheme !== "http" && scheme !== "https")
    throw refused(
      target,
      `the proxy ${scheme}://${parsed.host} (${name}) cannot be used: only http:// and https:// proxies can`,
    );
  const authorization = urlAuthorization(parsed);
  const url = new URL(`${parsed.protocol}//${parsed.host}`);
  return { url, shown: `the proxy ${url.origin} (${name})`, authorization };
}

/** `proxy:3128` is an `http://` one. */
function parse(value: string): URL | undefined {
  const text = value.includes("://") ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && url.host !== "" && isDecodable(url) ? url : undefined;
}

function isDecodable(url: URL): boolean {
  try {
    urlAuthorization(url);
    return true;
  } catch {
    return false;
  }
}

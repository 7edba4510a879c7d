import { RuntimeError } from "./errors.ts";
import type { HttpRequest, HttpResponse } from "./network.ts";

/** Where redirects may lead, and what is shown there; by default all is as in Go's `net/http`. */
export interface RedirectRules {
  /** Requests in all, the first one too; 10 by default. */
  readonly requestsMax?: number;
  /** Called before a redirect is followed: throws where that way must not be gone. */
  readonly allow?: (to: URL, from: URL) => void;
  /** What is asked there, where headers hold for one address: a signature, a password. */
  readonly headersFor?: (to: URL) => Headers;
  /** What changes something is not made a GET: such a redirect is the answer. */
  readonly keepsMethod?: true;
}

type Headers = NonNullable<HttpRequest["headers"]>;

/** The answer to the last request, and the URL that gave it. */
export interface FollowedResponse extends HttpResponse {
  readonly url: string;
}

const REQUESTS_MAX = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** What is shown to nobody but who was asked first: an answer could send it to anybody. */
const CREDENTIALS: ReadonlySet<string> = new Set(["authorization", "cookie", "cookie2", "www-authenticate"]);

/**
 * Asks, and asks on where an answer sends us (RFC 9110, 15.4). As Go's client
 * does it: 307 and 308 are asked with the same method and body, the others by
 * GET or HEAD; credentials go to the first host and those below it, and once
 * they were left out they stay so; a host that was set by hand holds for
 * relative redirects; `Referer` names who sent us, unless that was over TLS
 * and this is not. More redirects than are followed reject with `ELOOP`.
 */
export async function followRedirects(
  ask: (request: HttpRequest) => Promise<HttpResponse>,
  first: HttpRequest,
  rules: RedirectRules = {},
): Promise<FollowedResponse> {
  const { requestsMax = REQUESTS_MAX } = rules;
  let request = first;
  for (let asked = 1; ; asked++) {
    const answer = await ask(request);
    const location = answer.headers.get("location") ?? "";
    const isFollowed = REDIRECTS.has(answer.status) && location !== "";
    if (!isFollowed || (rules.keepsMethod === true && changesMethod(request.method, answer.status)))
      return { ...answer, url: request.url };
    if (asked >= requestsMax) throw tooMany(first, location, requestsMax);
    request = redirected(request, { first, answer, location, rules });
  }
}

function tooMany({ method }: HttpRequest, location: string, requestsMax: number): RuntimeError {
  const verb = `${method.charAt(0).toUpperCase()}${method.slice(1).toLowerCase()}`;
  return new RuntimeError("ELOOP", location, `${verb} "${location}": stopped after ${requestsMax} redirects`);
}

function changesMethod(method: string, status: number): boolean {
  return status < 307 && method !== "GET" && method !== "HEAD";
}

interface Redirect {
  readonly first: HttpRequest;
  readonly answer: HttpResponse;
  readonly location: string;
  readonly rules: RedirectRules;
}

function redirected(request: HttpRequest, { first, answer, location, rules }: Redirect): HttpRequest {
  const from = new URL(request.url);
  if (!URL.canParse(location, from.href))
    throw new RuntimeError("EINVAL", location, `failed to parse Location header ${JSON.stringify(location)}`);
  const to = new URL(location, from);
  rules.allow?.(to, from);
  const headers = rules.headersFor?.(to) ?? headersThere(request, { to, from, first, location });
  const { body, ...rest } = request;
  if (answer.status >= 307) return { ...request, url: to.href, headers };
  return { ...rest, method: request.method === "HEAD" ? "HEAD" : "GET", url: to.href, headers };
}

interface Way {
  readonly to: URL;
  readonly from: URL;
  readonly first: HttpRequest;
  readonly location: string;
}

function headersThere({ headers = {} }: HttpRequest, { to, from, first, location }: Way): Headers {
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(location);
  const isHome = leadsHome(to, new URL(first.url));
  const kept = Object.entries(headers).filter(([name]) => {
    const key = name.toLowerCase();
    return key !== "referer" && !(isAbsolute && key === "host") && (isHome || !CREDENTIALS.has(key));
  });
  const referer = refererOf(from, to);
  return Object.fromEntries(referer === undefined ? kept : [...kept, ["referer", referer]]);
}

/** To the host that was to be asked, or one below it. */
function leadsHome(to: URL, { host }: URL): boolean {
  return to.host === host || to.host.endsWith(`.${host}`);
}

function refererOf(from: URL, to: URL): string | undefined {
  if (from.protocol === "https:" && to.protocol === "http:") return undefined;
  const shown = new URL(from);
  [shown.username, shown.password, shown.hash] = ["", "", ""];
  return shown.href;
}

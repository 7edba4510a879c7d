import {
  type HttpResponse,
  type Runtime,
  RuntimeError,
  requestFailure,
  urlAuthorization,
} from "@tutti/runtime";
import { type FetchContext, FetchFailure } from "../fetch-context.ts";

/** What is asked of a server beside the URL. */
export interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly bodyMax: number;
  readonly timeoutMs: number;
  readonly redirectsMax: number;
}

/** The answer, and the URL that gave it in the end. */
export interface Got extends HttpResponse {
  readonly url: string;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** GET, following redirects; whoever is led to another host gets no credentials there. */
export async function getUrl(context: FetchContext, url: string, options: GetOptions): Promise<Got> {
  const first = new URL(url);
  const tlsAuthority = await trustedAuthorities(context.runtime);
  let at = first;
  for (let redirects = 0; ; redirects++) {
    const response = await request(context, at, sameHost(at, first), options, tlsAuthority);
    const location = response.headers.get("location");
    if (!REDIRECTS.has(response.status) || location === undefined) return { ...response, url: at.href };
    if (redirects + 1 >= options.redirectsMax)
      throw new FetchFailure(`Get "${location}": stopped after ${options.redirectsMax} redirects`);
    const next = new URL(location, at);
    if (next.protocol !== "https:" && (next.protocol !== "http:" || at.protocol === "https:"))
      throw new FetchFailure(
        `Get "${location}": a redirect from ${at.protocol}// to ${next.protocol}// is not followed`,
      );
    at = next;
  }
}

function sameHost(a: URL, b: URL): boolean {
  return a.host === b.host && a.protocol === b.protocol;
}

async function request(
  context: FetchContext,
  url: URL,
  trusting: boolean,
  { headers = {}, bodyMax, timeoutMs }: GetOptions,
  tlsAuthority: string | undefined,
): Promise<HttpResponse> {
  const bare = new URL(url);
  [bare.username, bare.password] = ["", ""];
  try {
    return await context.runtime.network.request(
      {
        method: "GET",
        url: bare.href,
        proxyVariables: context.runtime.environment.variables,
        headers: { "accept-encoding": "identity", ...(trusting ? { ...loginOf(url), ...headers } : {}) },
        bodyMax,
        timeoutMs,
        ...(tlsAuthority === undefined ? {} : { tlsAuthority }),
      },
      context.signal,
    );
  } catch (error) {
    if (error instanceof RuntimeError)
      throw new FetchFailure(requestFailure(error, { method: "GET", url: bare.href }));
    throw error;
  }
}

/** `https://user:password@host/…` */
function loginOf(url: URL): Readonly<Record<string, string>> {
  const authorization = urlAuthorization(url);
  return authorization === undefined ? {} : { authorization };
}

/** SSL_CERT_FILE names the authorities that count, as for every program of Go's. */
export async function trustedAuthorities(runtime: Runtime): Promise<string | undefined> {
  const path = runtime.environment.variables.get("SSL_CERT_FILE") ?? "";
  return path === "" || (await runtime.disk.stat(path)) === undefined
    ? undefined
    : runtime.disk.readText(path);
}

import {
  type FollowedResponse,
  followRedirects,
  type HttpRequest,
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

/** GET, following redirects; whoever is led to another host gets no credentials there. */
export async function getUrl(
  context: FetchContext,
  url: string,
  { headers, bodyMax, timeoutMs, redirectsMax }: GetOptions,
): Promise<FollowedResponse> {
  const first = new URL(url);
  const tlsAuthority = await trustedAuthorities(context.runtime);
  const headersFor = (to: URL) => ({
    "accept-encoding": "identity",
    ...(to.origin === first.origin ? { ...loginOf(to), ...headers } : {}),
  });
  const request: HttpRequest = {
    method: "GET",
    url: first.href,
    proxyVariables: context.runtime.environment.variables,
    headers: headersFor(first),
    bodyMax,
    timeoutMs,
    ...(tlsAuthority === undefined ? {} : { tlsAuthority }),
  };
  try {
    return await followRedirects((asked) => ask(context, asked), request, {
      requestsMax: redirectsMax,
      allow: staysSecure,
      headersFor,
    });
  } catch (error) {
    if (error instanceof RuntimeError) throw new FetchFailure(error.message);
    throw error;
  }
}

function staysSecure(to: URL, from: URL): void {
  if (to.protocol === "https:" || (to.protocol === "http:" && from.protocol !== "https:")) return;
  throw new FetchFailure(
    `Get "${to.href}": a redirect from ${from.protocol}// to ${to.protocol}// is not followed`,
  );
}

async function ask({ runtime, signal }: FetchContext, request: HttpRequest): Promise<HttpResponse> {
  const bare = new URL(request.url);
  [bare.username, bare.password] = ["", ""];
  const sent = { ...request, url: bare.href };
  try {
    return await runtime.network.request(sent, signal);
  } catch (error) {
    if (error instanceof RuntimeError) throw new FetchFailure(requestFailure(error, sent));
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

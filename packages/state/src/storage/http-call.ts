import {
  followRedirects,
  type HttpRequest,
  type HttpResponse,
  type Runtime,
  RuntimeError,
  type TlsOptions,
} from "@tutti/runtime";
import { StorageError } from "./remote-problem.ts";

/** How often a request is sent again, and after how long. */
export interface RetryPolicy {
  /** Beside the first time. */
  readonly retries: number;
  /** Before the first repetition; twice as long before each later one, up to the other bound. */
  readonly waitMinMs: number;
  readonly waitMaxMs: number;
}

/** One request to a server that keeps states. */
export interface HttpCall {
  readonly method: string;
  readonly url: URL;
  /** Made anew for each sending, and for each address it is sent on to: a signature holds both, and a password is for one host. */
  readonly headers: (url: URL) => Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Another host is not asked whatever the server says: who asks is shown in ways that are for that host alone. */
  readonly staysThere?: true;
}

/** Of one backend: how its server is reached. */
export interface HttpCaller {
  readonly runtime: Runtime;
  readonly retry: RetryPolicy;
  readonly tls: TlsOptions;
  /** Instead of the environment's HTTP_PROXY and its like. */
  readonly proxyVariables?: ReadonlyMap<string, string>;
}

/** States may be large; what is larger than this is no state. */
const BODY_MAX = 1 << 30;
/** A server that takes a request and never answers is one that failed; a large state over a slow line is not. */
const ANSWER_MS_MAX = 10 * 60_000;

/**
 * Sends, and sends again where the connection fails or the server says that it
 * cannot now (429, 5xx but 501), as Terraform's backends do. What the last
 * try brought is the outcome: an answer of any status, or the failure.
 */
export async function callHttp(caller: HttpCaller, call: HttpCall): Promise<HttpResponse> {
  const { runtime, retry } = caller;
  for (let attempt = 0; ; attempt++) {
    const outcome = await send(caller, call);
    const isLast = attempt >= retry.retries;
    if (outcome instanceof RuntimeError) {
      if (isLast || !isPassing(outcome)) throw givenUp(outcome, call.url, attempt + 1);
    } else if (isLast || !isBusy(outcome.status)) return outcome;
    await runtime.clock.sleep(waitMs(retry, attempt, outcome));
  }
}

async function send(caller: HttpCaller, call: HttpCall): Promise<HttpResponse | RuntimeError> {
  try {
    return await follow(caller, call);
  } catch (error) {
    if (error instanceof RuntimeError) return error;
    throw error;
  }
}

async function follow({ runtime, tls, proxyVariables }: HttpCaller, call: HttpCall): Promise<HttpResponse> {
  const headersFor = (url: URL) => ({
    ...call.headers(url),
    // Node says the length by itself only for methods that mostly have a body.
    ...(call.body === undefined ? {} : { "content-length": String(call.body.length) }),
  });
  const request: HttpRequest = {
    method: call.method,
    url: call.url.href,
    proxyVariables: proxyVariables ?? runtime.environment.variables,
    headers: headersFor(call.url),
    ...(call.body === undefined ? {} : { body: call.body }),
    bodyMax: BODY_MAX,
    timeoutMs: ANSWER_MS_MAX,
    ...tls,
  };
  const allow = (to: URL) => {
    if (call.staysThere !== true || to.origin === call.url.origin) return;
    throw new StorageError(
      plainUrl(call.url),
      `the server sends us to ${to.origin}, and credentials are not shown there; set its address if it is the right one`,
    );
  };
  // What changes something is sent elsewhere only where the server says that it may be.
  const rules = { allow, headersFor, keepsMethod: true } as const;
  return followRedirects((asked) => runtime.network.request(asked), request, rules);
}

function isBusy(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

/** A certificate that is not trusted will not be at the next try either, nor will a proxy let us pass that did not. */
function isPassing({ code }: RuntimeError): boolean {
  return !/CERT|SELF_SIGNED|SIGNATURE|EREMOTE|ERR_TLS|ERR_INVALID|ERR_SSL|EPROXYREFUSED|ELOOP/.test(code);
}

function waitMs(
  { waitMinMs, waitMaxMs }: RetryPolicy,
  attempt: number,
  outcome: HttpResponse | RuntimeError,
): number {
  const asked = outcome instanceof RuntimeError ? undefined : outcome.headers.get("retry-after");
  if (asked !== undefined && /^\d+$/.test(asked))
    return Math.min(Number(asked) * 1_000, Math.max(waitMaxMs, 30_000));
  return Math.min(waitMinMs * 2 ** attempt, waitMaxMs);
}

function givenUp(error: RuntimeError, url: URL, attempts: number): RuntimeError {
  const subject = `${plainUrl(url)}${attempts > 1 ? ` (after ${attempts} attempts)` : ""}`;
  return new RuntimeError(error.code, subject, error.message, { cause: error });
}

/** An address for people: without what is secret in it. */
export function plainUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

import { type Fields, ProviderFailure } from "@tutti/plugin";
import {
  followRedirects,
  type HttpRequest,
  type HttpResponse,
  type Runtime,
  RuntimeError,
} from "@tutti/runtime";
import { utilityError } from "../errors.ts";

/** The most that is read of an answer. */
const BODY_MAX = 256 * 1024 * 1024;
const DELAY_MIN_MS = 1000;
const DELAY_MAX_MS = 30_000;

/** The answer to what is configured, tried again as that says. */
export async function answerTo(config: Fields, runtime: Runtime, signal: AbortSignal): Promise<HttpResponse> {
  const retry = config.block("retry");
  const attempts = retry?.number("attempts") ?? 0;
  const least = retry?.number("min_delay_ms") ?? DELAY_MIN_MS;
  const most = retry?.number("max_delay_ms") ?? DELAY_MAX_MS;
  for (let attempt = 0; ; attempt++) {
    const outcome = await tried(config, runtime, signal);
    const mayBeBetter = outcome instanceof RuntimeError || isPassing(outcome.status);
    if (!mayBeBetter || attempt >= attempts) return settled(outcome, attempts, config);
    const asked = outcome instanceof RuntimeError ? undefined : askedDelay(outcome);
    await runtime.clock.sleep(asked ?? Math.min(least * 2 ** attempt, most), signal);
  }
}

/** A 5xx that need not be so the next time, and "too many requests". */
function isPassing(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

/** `Retry-After` in seconds. */
function askedDelay({ status, headers }: HttpResponse): number | undefined {
  const seconds = headers.get("retry-after");
  return (status === 429 || status === 503) && seconds !== undefined && /^\d+$/.test(seconds)
    ? Number(seconds) * 1000
    : undefined;
}

function settled(outcome: HttpResponse | RuntimeError, attempts: number, config: Fields): HttpResponse {
  if (!(outcome instanceof RuntimeError)) {
    if (attempts === 0 || !isPassing(outcome.status)) return outcome;
    throw failure(
      `${config.text("url")} still answered ${outcome.status}, giving up after ${attempts + 1} attempt(s)`,
    );
  }
  const timeout = config.number("request_timeout_ms");
  if (outcome.code === "ETIMEDOUT" && timeout !== undefined)
    throw failure(`request exceeded the specified timeout: ${timeout}ms, err: ${outcome.message}`);
  throw failure(`Error making request: ${outcome.subject}: ${outcome.message} (${outcome.code})`);
}

function failure(detail: string): ProviderFailure {
  return new ProviderFailure(utilityError("error-making-request"), detail);
}

async function tried(
  config: Fields,
  { network, environment }: Runtime,
  signal: AbortSignal,
): Promise<HttpResponse | RuntimeError> {
  const request = firstRequest(config, environment.variables);
  try {
    return await followRedirects((asked) => network.request(asked, signal), request, { allow: isSpoken });
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    // Whoever goes round in circles does so the next time.
    if (error.code === "ELOOP") throw failure(error.message);
    return error;
  }
}

function isSpoken({ protocol }: URL): void {
  if (protocol !== "http:" && protocol !== "https:")
    throw failure(`unsupported protocol scheme "${protocol}"`);
}

function firstRequest(config: Fields, variables: ReadonlyMap<string, string>): HttpRequest {
  const url = config.text("url");
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw failure(`Error making request: "${url}" is no URL that begins with http:// or https://`);
  const body = config.string("request_body");
  const timeout = config.number("request_timeout_ms");
  const authority = config.string("ca_cert_pem");
  const certificate = config.string("client_cert_pem");
  const key = config.string("client_key_pem");
  return {
    method: config.string("method") ?? "GET",
    url,
    headers: { "user-agent": "Go-http-client/1.1", ...Object.fromEntries(config.map("request_headers")) },
    proxyVariables: variables,
    bodyMax: BODY_MAX,
    ...(body === undefined ? {} : { body }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(config.bool("insecure") === true ? { tlsUnverified: true } : {}),
    ...(authority === undefined ? {} : { tlsAuthority: authority }),
    ...(certificate === undefined || key === undefined ? {} : { tlsIdentity: { certificate, key } }),
  };
}

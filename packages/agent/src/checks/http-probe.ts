import {
  fromUnknown,
  type HttpRequest,
  type HttpResponse,
  type Network,
  RuntimeError,
  requestFailure,
} from "@tutti/runtime";
import { type CheckStatus, critical, type HttpTarget, type Probe, type ProbeLimits } from "./check-kind.ts";
import { statusText } from "./http-status-text.ts";

/** As many as browsers and Go's client follow. */
const REDIRECTS_MAX = 10;

/** Passing on 2xx, warning on 429, else critical. */
export function createHttpProbe(target: HttpTarget, limits: ProbeLimits, network: Network): Probe {
  return async (signal) => {
    try {
      const answer = await requestFollowing(target, limits, network, signal);
      const body = new TextDecoder().decode(answer.body.subarray(0, limits.outputMax));
      const output = `HTTP ${target.method} ${target.url}: ${answer.status} ${statusText(answer.status)} Output: ${body}`;
      return { status: statusOf(answer.status), output };
    } catch (error) {
      return critical(error);
    }
  };
}

function statusOf(status: number): CheckStatus {
  if (status >= 200 && status <= 299) return "passing";
  return status === 429 ? "warning" : "critical";
}

async function requestFollowing(
  target: HttpTarget,
  limits: ProbeLimits,
  network: Network,
  signal: AbortSignal,
): Promise<HttpResponse> {
  let { url, method, body } = target;
  let headers = headersOf(target);
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    const answer = await ask(
      {
        method,
        url,
        headers,
        ...(body === "" ? {} : { body }),
        ...(target.tlsSkipVerify ? { tlsUnverified: true } : {}),
        ...(target.tlsServerName === "" ? {} : { tlsServerName: target.tlsServerName }),
        timeoutMs: limits.timeoutMs,
        bodyMax: limits.outputMax,
        bodyCut: true,
      },
      network,
      signal,
    );
    const location = answer.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
    // The host that was set belongs to the place that was asked, not to another one.
    if (/^[a-z][a-z0-9+.-]*:/i.test(location)) headers = without(headers, ["host"]);
    url = new URL(location, url).toString();
    if (!leadsHome(url, target.url)) headers = without(headers, CREDENTIALS);
    if (answer.status < 307 && method !== "HEAD") [method, body] = ["GET", ""];
  }
  throw new RuntimeError(
    "ELOOP",
    target.url,
    `Get "${target.url}": stopped after ${REDIRECTS_MAX} redirects`,
  );
}

async function ask(asked: HttpRequest, network: Network, signal: AbortSignal): Promise<HttpResponse> {
  try {
    return await network.request(asked, signal);
  } catch (error) {
    const failed = fromUnknown(signal.aborted ? signal.reason : error, asked.url);
    throw new RuntimeError(failed.code, asked.url, requestFailure(failed, asked));
  }
}

type Headers = Readonly<Record<string, string | readonly string[]>>;

function without(headers: Headers, names: readonly string[]): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

/** What Go's client shows to nobody but who was asked; an answer could send it to anybody. */
const CREDENTIALS = ["authorization", "cookie", "cookie2", "www-authenticate"];

/** To the host that was to be asked, or one below it. */
function leadsHome(url: string, first: string): boolean {
  const [to, home] = [new URL(url).host, new URL(first).host];
  return to === home || to.endsWith(`.${home}`);
}

function headersOf(target: HttpTarget): Headers {
  const headers = new Map<string, string | readonly string[]>([
    // As documented for Consul: services leave requests of health checks out of their logs by it.
    ["user-agent", ["Consul Health Check"]],
    ["accept", ["text/plain, text/*, */*"]],
    // A check comes once in a while: a connection that is kept for it is one too many.
    ["connection", "close"],
  ]);
  for (const [name, values] of target.headers) {
    const key = name.toLowerCase();
    // There is one host: of several the first, as Go takes it.
    headers.set(key, key === "host" ? (values[0] ?? "") : values);
  }
  if (headers.get("host") === "") headers.delete("host");
  return Object.fromEntries(headers);
}

import { type HttpResponse, type Network, RuntimeError } from "@tutti/runtime";
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
  let { url, method } = target;
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    const answer = await network.request(
      {
        method,
        url,
        headers: headersOf(target),
        ...(target.body === "" ? {} : { body: target.body }),
        ...(target.tlsSkipVerify ? { tlsUnverified: true } : {}),
        ...(target.tlsServerName === "" ? {} : { tlsServerName: target.tlsServerName }),
        timeoutMs: limits.timeoutMs,
      },
      signal,
    );
    const location = answer.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
    url = new URL(location, url).toString();
    if (answer.status < 307 && method !== "HEAD") method = "GET";
  }
  throw new RuntimeError(
    "ELOOP",
    target.url,
    `Get "${target.url}": stopped after ${REDIRECTS_MAX} redirects`,
  );
}

function headersOf(target: HttpTarget): Record<string, readonly string[]> {
  const headers = new Map<string, readonly string[]>([
    ["user-agent", ["Tutti Health Check"]],
    ["accept", ["text/plain, text/*, */*"]],
  ]);
  for (const [name, values] of target.headers) headers.set(name.toLowerCase(), values);
  return Object.fromEntries(headers);
}

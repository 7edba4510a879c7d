import {
  followRedirects,
  fromUnknown,
  type HttpRequest,
  type HttpResponse,
  type Network,
  RuntimeError,
  requestFailure,
} from "@tutti/runtime";
import { type CheckStatus, critical, type HttpTarget, type Probe, type ProbeLimits } from "./check-kind.ts";
import { statusText } from "./http-status-text.ts";

/** Passing on 2xx, warning on 429, else critical. */
export function createHttpProbe(target: HttpTarget, limits: ProbeLimits, network: Network): Probe {
  return async (signal) => {
    try {
      const answer = await requestFollowing(target, limits, network, signal);
      const body = new TextDecoder().decode(answer.body.subarray(0, limits.outputMax));
      const reason = answer.reason ?? statusText(answer.status);
      const output = `HTTP ${target.method} ${target.url}: ${answer.status} ${reason} Output: ${body}`;
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

function requestFollowing(
  target: HttpTarget,
  limits: ProbeLimits,
  network: Network,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const first: HttpRequest = {
    method: target.method,
    url: target.url,
    headers: headersOf(target),
    ...(target.body === "" ? {} : { body: target.body }),
    ...(target.tlsSkipVerify ? { tlsUnverified: true } : {}),
    ...(target.tlsServerName === "" ? {} : { tlsServerName: target.tlsServerName }),
    timeoutMs: limits.timeoutMs,
    bodyMax: limits.outputMax,
    bodyCut: true,
  };
  return followRedirects((request) => ask(request, network, signal), first);
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

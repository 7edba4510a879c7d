import http from "node:http";
import type { SecureVersion } from "node:tls";
import { fromUnknown, RuntimeError } from "../errors.ts";
import type { HttpRequest, HttpResponse, TlsOptions } from "../network.ts";
import { type Beyond, readBody } from "./read-body.ts";
import { NODE_TLS_VERSIONS } from "./tls-version.ts";

export const BODY_MAX_DEFAULT = 10 << 20;

/** What may be asked twice without doing anything twice. */
const REPEATABLE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A connection that was kept may be closed by the other side at the moment in
 * which it is used again; who asks is not to hear of that, so a request that
 * changes nothing goes once more, over a connection of its own.
 */
export async function request(
  asked: HttpRequest,
  signal?: AbortSignal,
  way: Way = directly(asked),
): Promise<HttpResponse> {
  const first = await attempt(asked, signal, way, undefined);
  return first === "stale" ? answered(await attempt(asked, signal, way, false)) : first;
}

/** How a request goes out: to where, and with what that is different from going to the target itself. */
export interface Way {
  readonly url: string;
  readonly options: http.RequestOptions;
  /** Of the time that was given, what is left. */
  readonly timeoutMs: number | undefined;
  /** What a failure is told as. */
  readonly failed: (error: unknown) => RuntimeError;
  /** Why an answer of this status is none of the target's, or undefined. */
  readonly refusal: (status: number) => RuntimeError | undefined;
}

function directly({ url, timeoutMs }: HttpRequest): Way {
  return {
    url,
    options: {},
    timeoutMs,
    failed: (error) => fromUnknown(error, url),
    refusal: () => undefined,
  };
}

function answered(response: HttpResponse | "stale"): HttpResponse {
  if (response === "stale") throw new Error("a fresh connection is never stale");
  return response;
}

async function attempt(
  asked: HttpRequest,
  signal: AbortSignal | undefined,
  way: Way,
  agent: false | undefined,
): Promise<HttpResponse | "stale"> {
  // node:https takes 11 ms to load; most callers never need it.
  const client = way.url.startsWith("https:") ? (await import("node:https")).default : http;
  return new Promise((resolve, reject) => {
    const outgoing = client.request(way.url, {
      method: asked.method,
      headers: asked.headers as http.OutgoingHttpHeaders,
      ...(asked.socketPath === undefined ? {} : { socketPath: asked.socketPath }),
      ...(signal === undefined ? {} : { signal }),
      ...(agent === undefined ? {} : { agent }),
      ...tlsOptions(asked),
      ...way.options,
    });
    const timer =
      way.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            outgoing.destroy(
              new RuntimeError("ETIMEDOUT", asked.url, `no answer within ${asked.timeoutMs} ms`),
            );
          }, way.timeoutMs);
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      reject(way.failed(error));
    };
    let begun = false;
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      if (!begun && outgoing.reusedSocket && error.code === "ECONNRESET" && REPEATABLE.has(asked.method)) {
        clearTimeout(timer);
        resolve("stale");
      } else fail(error);
    });
    outgoing.on("response", (incoming) => {
      begun = true;
      const refusal = way.refusal(incoming.statusCode ?? 0);
      if (refusal !== undefined) {
        incoming.destroy();
        return fail(refusal);
      }
      const { onBody } = asked;
      if (onBody !== undefined)
        incoming.on("data", (piece: Buffer) => onBody(piece, incoming.statusCode ?? 0));
      readBody(incoming, asked.bodyMax ?? BODY_MAX_DEFAULT, asked.url, beyondOf(asked)).then((body) => {
        clearTimeout(timer);
        const { statusCode = 0, statusMessage: reason = "" } = incoming;
        resolve({ status: statusCode, reason, headers: plainHeaders(incoming.headers), body });
      }, fail);
    });
    outgoing.end(asked.body);
  });
}

/** As Node names them. */
export function tlsOptions(asked: TlsOptions): {
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly minVersion?: SecureVersion;
} {
  const { tlsUnverified, tlsServerName, tlsAuthority, tlsIdentity, tlsVersionLeast } = asked;
  return {
    ...(tlsVersionLeast === undefined ? {} : { minVersion: NODE_TLS_VERSIONS[tlsVersionLeast] }),
    ...(tlsUnverified === true ? { rejectUnauthorized: false } : {}),
    ...(tlsServerName === undefined ? {} : { servername: tlsServerName }),
    ...(tlsAuthority === undefined ? {} : { ca: tlsAuthority }),
    ...(tlsIdentity === undefined ? {} : { cert: tlsIdentity.certificate, key: tlsIdentity.key }),
  };
}

export function plainHeaders(headers: http.IncomingHttpHeaders): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) out.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return out;
}

/** What becomes of a body beyond what is kept of it. */
function beyondOf({ bodyCut, bodyPassed }: HttpRequest): Beyond {
  if (bodyPassed === true) return "passed";
  return bodyCut === true ? "cut" : "refused";
}

import http2 from "node:http2";
import net from "node:net";
import tls from "node:tls";
import { checkedUrl } from "../checked-request.ts";
import { fromUnknown, RuntimeError } from "../errors.ts";
import type { Http2Connection, Http2Target } from "../network.ts";
import { tlsOptions } from "./real-http.ts";
import { exchange } from "./real-http2.ts";

/** What may be on its way before it was taken, in bytes: answers of some MB shall not wait for permission every 64 KB. */
const WINDOW_SIZE = 16 << 20;

/** A connection for many requests, which is there once the other side has said a first word of HTTP/2. */
export function connectHttp2(target: Http2Target, signal?: AbortSignal): Promise<Http2Connection> {
  const url = checkedUrl(target);
  const subject = target.socketPath ?? target.url;
  return new Promise((resolve, reject) => {
    const session = http2.connect(url, {
      ...tlsOptions(target),
      settings: { initialWindowSize: WINDOW_SIZE },
      ...(target.socketPath === undefined ? {} : { createConnection: () => localSocket(target, url) }),
    });
    const closed = new Promise<void>((done) => session.once("close", () => done()));
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      session.destroy();
      reject(error === signal?.reason ? error : fromUnknown(error, subject));
    };
    const abort = (): void => fail(signal?.reason);
    const late = (): void =>
      fail(new RuntimeError("ETIMEDOUT", subject, `no connection within ${target.timeoutMs} ms`));
    const timer = target.timeoutMs === undefined ? undefined : setTimeout(late, target.timeoutMs);
    // Stays for good: what goes wrong later is told to those that wait for an answer.
    session.on("error", fail);
    session.once("close", () => fail(new RuntimeError("ECONNRESET", subject, "the connection was closed")));
    if (signal?.aborted === true) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    // The first frame of the other side: only then is it known to speak HTTP/2.
    session.once("remoteSettings", () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      session.setLocalWindowSize(WINDOW_SIZE);
      resolve({
        request: (question, stop) => asked(session, subject, question, stop),
        closed,
        close: () => session.destroy(),
      });
    });
  });
}

async function asked(
  session: http2.ClientHttp2Session,
  subject: string,
  ...[question, signal]: Parameters<Http2Connection["request"]>
): ReturnType<Http2Connection["request"]> {
  if (session.destroyed || session.closed)
    throw new RuntimeError("ECONNRESET", subject, "the connection was closed");
  try {
    return await exchange(session, subject, question, signal);
  } catch (error) {
    throw error === signal?.reason ? error : fromUnknown(error, subject);
  }
}

function localSocket(target: Http2Target, url: URL): net.Socket {
  const path = target.socketPath ?? "";
  if (url.protocol === "http:") return net.connect({ path });
  return tls.connect({ path, servername: url.hostname, ALPNProtocols: ["h2"], ...tlsOptions(target) });
}

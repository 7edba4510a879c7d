import http2 from "node:http2";
import { checkedUrl } from "../checked-request.ts";
import { fromUnknown, RuntimeError } from "../errors.ts";
import type { Http2Question, Http2Request, Http2Response } from "../network.ts";
import { BODY_MAX_DEFAULT, plainHeaders, tlsOptions } from "./real-http.ts";

/** One request over a connection that is made for it and closed behind it. */
export async function requestHttp2(asked: Http2Request, signal?: AbortSignal): Promise<Http2Response> {
  const url = checkedUrl(asked);
  return new Promise((resolve, reject) => {
    const session = http2.connect(url, tlsOptions(asked));
    const timer =
      asked.timeoutMs === undefined
        ? undefined
        : setTimeout(
            () => fail(new RuntimeError("ETIMEDOUT", asked.url, `no answer within ${asked.timeoutMs} ms`)),
            asked.timeoutMs,
          );
    const abort = (): void => fail(signal?.reason);
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      session.destroy();
    };
    function fail(error: unknown): void {
      end();
      reject(error === signal?.reason ? error : fromUnknown(error, asked.url));
    }
    session.on("error", fail);
    if (signal?.aborted === true) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    const { method, headers, body, bodyMax } = asked;
    const question = {
      method,
      path: `${url.pathname}${url.search}`,
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
      ...(bodyMax === undefined ? {} : { bodyMax }),
    };
    exchange(session, asked.url, question).then((response) => {
      end();
      resolve(response);
    }, fail);
  });
}

/** One request over a session; `subject` is what a failure is about. */
export function exchange(
  session: http2.ClientHttp2Session,
  subject: string,
  asked: Http2Question,
  signal?: AbortSignal,
): Promise<Http2Response> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ...asked.headers, ":method": asked.method, ":path": asked.path });
    const abort = (): void => {
      stream.close(http2.constants.NGHTTP2_CANCEL);
      reject(signal?.reason);
    };
    const pieces: Buffer[] = [];
    const max = asked.bodyMax ?? BODY_MAX_DEFAULT;
    let size = 0;
    let headers: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader = {};
    let trailers: http2.IncomingHttpHeaders = {};
    stream.on("response", (found) => {
      headers = found;
    });
    stream.on("trailers", (found) => {
      trailers = found;
    });
    stream.on("data", (piece: Buffer) => {
      if (asked.onBody !== undefined) return asked.onBody(piece);
      size += piece.length;
      if (size <= max) return void pieces.push(piece);
      reject(new RuntimeError("E2BIG", subject, `the body is larger than ${max} bytes`));
      stream.close(http2.constants.NGHTTP2_CANCEL);
    });
    stream.on("error", reject);
    // Also where the other side goes away in the middle; what came until then is no answer.
    stream.on("close", () => {
      signal?.removeEventListener("abort", abort);
      const status = headers[":status"];
      if (status === undefined || stream.rstCode !== http2.constants.NGHTTP2_NO_ERROR)
        reject(new RuntimeError("ECONNRESET", subject, "the connection was closed early"));
      else
        resolve({
          status,
          headers: plainHeaders(headers),
          trailers: plainHeaders(trailers),
          body: new Uint8Array(Buffer.concat(pieces)),
        });
    });
    if (signal?.aborted === true) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    stream.end(asked.body);
  });
}

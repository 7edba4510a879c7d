import http2 from "node:http2";
import { checkedUrl } from "../checked-request.ts";
import { fromUnknown, RuntimeError } from "../errors.ts";
import type { Http2Request, Http2Response } from "../network.ts";
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
    exchange(session, url, asked).then((response) => {
      end();
      resolve(response);
    }, fail);
  });
}

function exchange(session: http2.ClientHttp2Session, url: URL, asked: Http2Request): Promise<Http2Response> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ...asked.headers,
      ":method": asked.method,
      ":path": `${url.pathname}${url.search}`,
    });
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
      size += piece.length;
      if (size <= max) pieces.push(piece);
      else reject(new RuntimeError("E2BIG", asked.url, `the body is larger than ${max} bytes`));
    });
    stream.on("error", reject);
    // Also where the other side goes away in the middle; what came until then is no answer.
    stream.on("close", () => {
      const status = headers[":status"];
      if (status === undefined || stream.rstCode !== http2.constants.NGHTTP2_NO_ERROR)
        reject(new RuntimeError("ECONNRESET", asked.url, "the connection was closed early"));
      else
        resolve({
          status,
          headers: plainHeaders(headers),
          trailers: plainHeaders(trailers),
          body: new Uint8Array(Buffer.concat(pieces)),
        });
    });
    stream.end(asked.body);
  });
}

import http2 from "node:http2";
import type { Http2Exchange, Http2Handler, Http2Tls, ListenAddress, Listener } from "../network.ts";
import { started } from "./listening.ts";

/** As the client's side has it: messages of some MB shall not wait for permission every 64 KB. */
const WINDOW_SIZE = 16 << 20;

/** Listens for HTTP/2; see `serveHttp2` of the room. */
export async function serveHttp2(
  address: ListenAddress,
  handle: Http2Handler,
  tls: Http2Tls | undefined,
): Promise<Listener> {
  const settings = { initialWindowSize: WINDOW_SIZE };
  const server =
    tls === undefined
      ? http2.createServer({ settings })
      : http2.createSecureServer({
          settings,
          key: tls.identity.key,
          cert: tls.identity.certificate,
          ca: tls.clientAuthority,
          requestCert: true,
          rejectUnauthorized: true,
        });
  const sessions = new Set<http2.Http2Session>();
  server.on("session", (session: http2.ServerHttp2Session) => {
    sessions.add(session);
    // What goes wrong on a connection is seen by those that ask over it.
    session.on("error", () => {});
    session.on("close", () => sessions.delete(session));
    session.setLocalWindowSize(WINDOW_SIZE);
  });
  server.on("stream", (stream: http2.ServerHttp2Stream, headers) => {
    stream.on("error", () => {});
    handle(exchangeOf(stream, headers[":path"] ?? ""));
  });
  return started(server, address, () => {
    for (const session of sessions) session.destroy();
  });
}

function exchangeOf(stream: http2.ServerHttp2Stream, path: string): Http2Exchange {
  const gone = new AbortController();
  stream.on("close", () => gone.abort());
  return {
    path,
    // Who has read enough answers all the same.
    body: stream.iterator({ destroyOnReturn: false }),
    gone: gone.signal,
    respond(status, headers) {
      if (stream.headersSent || stream.destroyed) return;
      stream.respond({ ":status": status, ...headers }, { waitForTrailers: true });
    },
    write(data) {
      if (stream.destroyed) return Promise.resolve();
      return new Promise((resolve) => stream.write(data, () => resolve()));
    },
    end(trailers) {
      if (stream.destroyed) return;
      stream.on("wantTrailers", () => stream.sendTrailers(trailers));
      stream.end();
    },
  };
}

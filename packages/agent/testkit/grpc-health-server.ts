import { once } from "node:events";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";

/** What a service's health is: a status of gRPC's health protocol, or how the server fails. */
export type Health =
  | { readonly serving: number }
  | { readonly code: number; readonly message: string }
  | { readonly httpStatus: number }
  | { readonly raw: Uint8Array; readonly contentType?: string };

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** How the server shows itself, and who may ask: with `ca` those alone whom it has signed for. */
export interface HealthTls {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** A server of gRPC's health protocol over real HTTP/2; `health` says how the service of that name is. */
export async function serveHealth(
  health: (service: string) => Health,
  secure?: HealthTls,
): Promise<HealthServer> {
  const server =
    secure === undefined
      ? http2.createServer()
      : http2.createSecureServer({ ...secure, requestCert: secure.ca !== undefined });
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    session.on("error", () => {});
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    const pieces: Buffer[] = [];
    stream.on("data", (piece: Buffer) => pieces.push(piece));
    stream.on("end", () => {
      const right = headers[":path"] === "/grpc.health.v1.Health/Check" && headers.te === "trailers";
      answer(
        stream,
        right ? health(serviceOf(Buffer.concat(pieces))) : { code: 12, message: "unknown method" },
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}

/** Field 1, whose length takes one byte or two. */
function serviceOf(body: Buffer): string {
  const message = body.subarray(5);
  if (body.readUInt32BE(1) !== message.length) throw new Error("a length that is wrong");
  if (message.length === 0) return "";
  return message.subarray((message[1] ?? 0) < 0x80 ? 2 : 3).toString("utf8");
}

function answer(stream: http2.ServerHttp2Stream, health: Health): void {
  if ("httpStatus" in health) {
    stream.respond({ ":status": health.httpStatus });
    stream.end();
    return;
  }
  if ("code" in health) {
    const trailers = { "grpc-status": String(health.code), "grpc-message": health.message };
    stream.respond({ ":status": 200, "content-type": "application/grpc", ...trailers });
    stream.end();
    return;
  }
  const contentType = "raw" in health ? (health.contentType ?? "application/grpc") : "application/grpc";
  stream.respond({ ":status": 200, "content-type": contentType }, { waitForTrailers: true });
  stream.on("wantTrailers", () =>
    stream.sendTrailers(contentType === "application/grpc" ? { "grpc-status": "0" } : {}),
  );
  stream.end("raw" in health ? health.raw : Buffer.from([0, 0, 0, 0, 2, 8, health.serving]));
}

import { mkdtempSync, rmSync } from "node:fs";
import http2 from "node:http2";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { testCertificate } from "../../testkit/test-certificate.ts";
import type { Http2Connection } from "../network.ts";
import { connectHttp2 } from "./real-http2-connection.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Answer = (stream: http2.ServerHttp2Stream, path: string) => void;

/** A server on a socket of a folder of its own; gives the socket's path. */
async function serve(
  answer: Answer,
  secure?: http2.SecureServerOptions,
): Promise<{ readonly socketPath: string; readonly cut: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "tutti-http2-"));
  const server = secure === undefined ? http2.createServer() : http2.createSecureServer(secure);
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    answer(stream, headers[":path"] ?? "");
  });
  const socketPath = join(folder, "s");
  await new Promise<void>((done) => server.listen(socketPath, () => done()));
  const cut = (): void => {
    for (const session of sessions) session.destroy();
  };
  closing.push(() => {
    cut();
    server.close();
    rmSync(folder, { recursive: true });
  });
  return { socketPath, cut };
}

async function connected(...asked: Parameters<typeof connectHttp2>): Promise<Http2Connection> {
  const connection = await connectHttp2(...asked);
  closing.push(() => connection.close());
  return connection;
}

const URL_PLAIN = "http://localhost";
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("connectHttp2()", () => {
  it("carries many requests at once over one socket, each with its trailers", async () => {
    const waiting: http2.ServerHttp2Stream[] = [];
    const { socketPath } = await serve((stream, path) => {
      stream.respond({ ":status": 200 }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "x-path": path }));
      waiting.push(stream);
      // The last one asked is answered first.
      if (waiting.length === 3)
        for (const [at, one] of waiting.toReversed().entries()) one.end(`answer ${2 - at}`);
    });
    const connection = await connected({ url: URL_PLAIN, socketPath });
    const answers = await Promise.all(
      ["/a", "/b", "/c"].map((path) => connection.request({ method: "POST", path })),
    );
    expect(answers.map(({ body, trailers }) => [text(body), trailers.get("x-path")])).toEqual([
      ["answer 0", "/a"],
      ["answer 1", "/b"],
      ["answer 2", "/c"],
    ]);
  });

  it("gives an answer in pieces as they come, and ends one that is not wanted any more", async () => {
    const cancelled = new Promise<number>((resolve) => {
      closing.push(() => resolve(-1));
      void serve((stream) => {
        stream.respond({ ":status": 200 });
        stream.write("one");
        stream.on("close", () => resolve(stream.rstCode));
      }).then(async ({ socketPath }) => {
        const connection = await connected({ url: URL_PLAIN, socketPath });
        const stop = new AbortController();
        const found: string[] = [];
        const onBody = (piece: Uint8Array): void => {
          found.push(text(piece));
          stop.abort(new Error("enough"));
        };
        const asked = connection.request({ method: "GET", path: "/", onBody }, stop.signal);
        await expect(asked).rejects.toThrow("enough");
        expect(found).toEqual(["one"]);
      });
    });
    expect(await cancelled).toBe(http2.constants.NGHTTP2_CANCEL);
  });

  it("speaks TLS over the socket, to whom it trusts and shows who it is", async () => {
    const [server, client, other] = await Promise.all([
      testCertificate("localhost"),
      testCertificate("localhost"),
      testCertificate("localhost"),
    ]);
    const secure = { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true };
    const { socketPath } = await serve((stream) => {
      stream.respond({ ":status": 204 });
      stream.end();
    }, secure);
    const target = { url: "https://localhost", socketPath, tlsAuthority: server.cert, timeoutMs: 5_000 };
    const identity = { certificate: client.cert, key: client.key };
    const connection = await connected({ ...target, tlsIdentity: identity });
    expect((await connection.request({ method: "GET", path: "/" })).status).toBe(204);
    const stranger = { certificate: other.cert, key: other.key };
    await expect(connectHttp2({ ...target, tlsIdentity: stranger })).rejects.toThrow();
    await expect(connectHttp2({ ...target, tlsAuthority: other.cert })).rejects.toMatchObject({
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
  });

  it("tells of nobody, of silence, and of the end of a connection", async () => {
    await expect(connectHttp2({ url: URL_PLAIN, socketPath: "/nowhere/s" })).rejects.toMatchObject({
      code: "ENOENT",
    });
    const folder = mkdtempSync(join(tmpdir(), "tutti-http2-"));
    const silent = net.createServer((socket) => closing.push(() => socket.destroy()));
    const socketPath = join(folder, "s");
    await new Promise<void>((done) => silent.listen(socketPath, () => done()));
    closing.push(() => {
      silent.close();
      rmSync(folder, { recursive: true });
    });
    await expect(connectHttp2({ url: URL_PLAIN, socketPath, timeoutMs: 20 })).rejects.toMatchObject({
      code: "ETIMEDOUT",
      message: "no connection within 20 ms",
    });
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    await expect(connectHttp2({ url: URL_PLAIN, socketPath }, stop.signal)).rejects.toThrow("enough");
    const { socketPath: there, cut } = await serve(() => cut());
    const connection = await connected({ url: URL_PLAIN, socketPath: there });
    await expect(connection.request({ method: "GET", path: "/" })).rejects.toMatchObject({
      code: expect.stringMatching(/^(ECONNRESET|ERR_HTTP2_\w+)$/),
    });
    await connection.closed;
    await expect(connection.request({ method: "GET", path: "/" })).rejects.toMatchObject({
      code: "ECONNRESET",
    });
  });
});

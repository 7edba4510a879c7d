import { once } from "node:events";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { testCertificate } from "../../testkit/test-certificate.ts";
import { requestHttp2 } from "./real-http2.ts";

type Answer = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void;

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function serve(
  answer: Answer,
  secure?: { readonly cert: string; readonly key: string },
): Promise<string> {
  const server = secure === undefined ? http2.createServer() : http2.createSecureServer(secure);
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    answer(stream, headers);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return `${secure === undefined ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Says back what it was sent, with a trailer. */
const echo: Answer = (stream, headers) => {
  const pieces: Buffer[] = [];
  stream.on("data", (piece: Buffer) => pieces.push(piece));
  stream.on("end", () => {
    stream.respond(
      { ":status": 201, "x-path": headers[":path"], "x-a": headers["x-a"] },
      { waitForTrailers: true },
    );
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-end": `${headers[":method"]}` }));
    stream.end(Buffer.concat(pieces));
  });
};

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("requestHttp2()", () => {
  it("sends head and body, and gives status, headers, body and trailers", async () => {
    const url = await serve(echo);
    const body = new TextEncoder().encode("hello");
    const answer = await requestHttp2({
      method: "POST",
      url: `${url}/a/b?c=d`,
      headers: { "x-a": "1" },
      body,
    });
    expect(answer.status).toBe(201);
    expect([answer.headers.get("x-path"), answer.headers.get("x-a")]).toEqual(["/a/b?c=d", "1"]);
    expect([text(answer.body), answer.trailers.get("x-end")]).toEqual(["hello", "POST"]);
  });

  it("refuses a body beyond its bound, and takes one that just fits", async () => {
    const url = await serve((stream) => {
      stream.respond({ ":status": 200 });
      stream.end("0123456789");
    });
    expect((await requestHttp2({ method: "GET", url, bodyMax: 10 })).body).toHaveLength(10);
    await expect(requestHttp2({ method: "GET", url, bodyMax: 9 })).rejects.toMatchObject({ code: "E2BIG" });
  });

  it("tells of nobody, of silence, of an end in the middle and of another protocol", async () => {
    const silent = await serve(() => {});
    await expect(requestHttp2({ method: "GET", url: silent, timeoutMs: 30 })).rejects.toMatchObject({
      code: "ETIMEDOUT",
      message: "no answer within 30 ms",
    });
    const rude = await serve((stream) => {
      stream.respond({ ":status": 200 });
      // Closing with an error code ends the body first in newer versions of Node: then it is whole.
      stream.write("half", () => stream.session?.destroy());
    });
    await expect(requestHttp2({ method: "GET", url: rude })).rejects.toThrow();
    const gone = await serve((stream) => stream.session?.destroy());
    await expect(requestHttp2({ method: "GET", url: gone })).rejects.toThrow();
    for (const close of open.splice(0)) close();
    await expect(requestHttp2({ method: "GET", url: gone })).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("ends when it is aborted, before and while it waits", async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort(new Error("enough")));
    await expect(requestHttp2({ method: "GET", url }, stop.signal)).rejects.toThrow("enough");
    await expect(requestHttp2({ method: "GET", url }, stop.signal)).rejects.toThrow("enough");
  });

  it("checks the other side's certificate and name, unless it shall not", async () => {
    const secure = await testCertificate("health.example");
    const url = await serve(echo, secure);
    const ask = (more: object): Promise<{ readonly status: number }> =>
      requestHttp2({ method: "GET", url, ...more });
    await expect(ask({})).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect((await ask({ tlsUnverified: true })).status).toBe(201);
    const trusted = { tlsAuthority: secure.cert };
    await expect(ask(trusted)).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    expect((await ask({ ...trusted, tlsServerName: "health.example" })).status).toBe(201);
    await expect(ask({ ...trusted, tlsServerName: "other.example" })).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
  });
});

/** Whoever asks stands still, so the server is another program. */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { testCertificate } from "../../testkit/test-certificate.ts";
import type { BlockingHttp2, Http2Target } from "../network.ts";
import { blockingHttp2 } from "./blocking-http2.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Answers with what it was sent, in capitals; `/silent` never, `/cut` with half of it; `/die` is its end. */
const SERVER = `
const http2 = require("node:http2");
const secure = JSON.parse(process.argv[2]);
const server = secure === null ? http2.createServer() : http2.createSecureServer(secure);
server.on("sessionError", () => {});
server.on("stream", async (stream, headers) => {
  stream.on("error", () => {});
  const path = headers[":path"];
  if (path === "/silent") return;
  if (path === "/die") process.exit(1);
  let text = "";
  for await (const piece of stream) text += piece;
  stream.respond({ ":status": 200, "x-path": path }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "x-size": String(text.length) }));
  if (path === "/cut") return stream.write("half", () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
  stream.end(text.toUpperCase());
});
server.listen(process.argv[1], () => process.stdout.write("up"));
`;

async function opened(secure: object | null, tls: Partial<Http2Target> = {}): Promise<BlockingHttp2> {
  const folder = mkdtempSync(join(tmpdir(), "tutti-blocking-"));
  const socketPath = join(folder, "s");
  const child = spawn(process.execPath, ["-e", SERVER, socketPath, JSON.stringify(secure)]);
  closing.push(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });
  await new Promise((up) => child.stdout.once("data", up));
  return connection({ url: secure === null ? "http://localhost" : "https://localhost", socketPath, ...tls });
}

async function connection(target: Http2Target): Promise<BlockingHttp2> {
  const made = await blockingHttp2(target);
  closing.push(() => made.close());
  return made;
}

const post = (path: string, body = "") => ({ method: "POST", path, body: new TextEncoder().encode(body) });
const PLENTY_MS = 20_000;

describe("blockingHttp2()", () => {
  it("has the answer when it returns, with its trailers, again and again", async () => {
    const asker = await opened(null);
    for (const [text, answer] of [
      ["a", "A"],
      ["", ""],
      ["x".repeat(300_000), "X".repeat(300_000)],
    ] as const) {
      const { status, headers, trailers, body } = asker.request(post("/echo", text), PLENTY_MS);
      expect({ status, path: headers.get("x-path"), size: trailers.get("x-size") }).toEqual({
        status: 200,
        path: "/echo",
        size: String(text.length),
      });
      expect(new TextDecoder().decode(body)).toBe(answer);
    }
  });

  it("shows its certificate, and takes the one that it was told of alone", async () => {
    const server = await testCertificate("localhost");
    const client = await testCertificate("client");
    const secure = { key: server.key, cert: server.cert, ca: client.cert, requestCert: true };
    const identity = { certificate: client.cert, key: client.key };
    const known = await opened(secure, { tlsAuthority: server.cert, tlsIdentity: identity });
    expect(known.request(post("/"), PLENTY_MS).status).toBe(200);
    const other = await opened(secure, { tlsAuthority: client.cert, tlsIdentity: identity });
    expect(() => other.request(post("/"), PLENTY_MS)).toThrow(
      expect.objectContaining({ name: "RuntimeError", code: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
    );
  });

  it.each([
    ["/cut", "ERR_HTTP2_STREAM_ERROR"],
    ["/die", "ECONNRESET"],
  ])("throws for %s", async (path, code) => {
    const asker = await opened(null);
    expect(() => asker.request(post(path), PLENTY_MS)).toThrow(
      expect.objectContaining({ name: "RuntimeError", code }),
    );
  });

  it("throws for a body that is too large", async () => {
    const asker = await opened(null);
    expect(() => asker.request({ ...post("/", "123456789"), bodyMax: 8 }, PLENTY_MS)).toThrow(
      expect.objectContaining({ code: "E2BIG" }),
    );
  });

  it("throws where nobody answers in time, and asks anew after that", async () => {
    const asker = await opened(null);
    expect(() => asker.request(post("/silent"), 200)).toThrow("no answer within 200 ms");
    expect(asker.request(post("/"), PLENTY_MS).status).toBe(200);
  });

  it("throws where nobody listens", async () => {
    const asker = await connection({ url: "http://localhost", socketPath: "/nowhere/s" });
    expect(() => asker.request(post("/"), PLENTY_MS)).toThrow(
      expect.objectContaining({ name: "RuntimeError", code: "ENOENT" }),
    );
  });
});

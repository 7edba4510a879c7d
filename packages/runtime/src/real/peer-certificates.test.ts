import { X509Certificate } from "node:crypto";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { afterEach, expect, test } from "vitest";
import { testCertificate } from "../../testkit/test-certificate.ts";
import { createStop } from "../stop.ts";
import { peerCertificates } from "./peer-certificates.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function served() {
  const { cert, key } = await testCertificate("localhost");
  const server = tls.createServer({ cert, key }, (socket) => socket.on("error", () => {}));
  server.on("tlsClientError", () => {});
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closing.push(() => server.close());
  return { cert, port: (server.address() as AddressInfo).port };
}

test("peerCertificates() gives what a server shows that is trusted", async () => {
  const { cert, port } = await served();
  const found = await peerCertificates({ host: "localhost", port, tlsAuthority: cert, timeoutMs: 20_000 });
  expect(found.map((der) => new X509Certificate(der).toString())).toEqual([
    new X509Certificate(cert).toString(),
  ]);
});

test("peerCertificates() gives what is not trusted where the caller says so, and else why not", async () => {
  const { port } = await served();
  expect(await peerCertificates({ host: "127.0.0.1", port, tlsUnverified: true })).toHaveLength(1);
  await expect(peerCertificates({ host: "localhost", port })).rejects.toMatchObject({
    name: "RuntimeError",
    code: "DEPTH_ZERO_SELF_SIGNED_CERT",
  });
});

test("peerCertificates() ends where nobody listens, and when it is told to", async () => {
  await expect(peerCertificates({ host: "127.0.0.1", port: 1 })).rejects.toMatchObject({
    code: "ECONNREFUSED",
  });
  const silent = (await import("node:net")).createServer(() => {});
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
  closing.push(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  await expect(peerCertificates({ host: "127.0.0.1", port, timeoutMs: 20 })).rejects.toMatchObject({
    code: "ETIMEDOUT",
  });
  const stop = createStop();
  const asked = peerCertificates({ host: "127.0.0.1", port }, stop.signal);
  stop.abort(new Error("enough"));
  await expect(asked).rejects.toThrow("enough");
});

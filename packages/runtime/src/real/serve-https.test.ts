import https from "node:https";
import { connect, type TLSSocket } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { testCertificate } from "../../testkit/test-certificate.ts";
import {
  CIPHER_SUITES,
  ConnectionLimit,
  createRealRuntime,
  fromUnknown,
  type HttpLimits,
  type SecureListener,
  type ServerTls,
  type TlsOptions,
} from "../index.ts";

const { network } = createRealRuntime();
const open: SecureListener[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
});

const pair = async (name: string) => {
  const { cert, key } = await testCertificate(name);
  return { certificate: cert, key };
};
const server = await pair("server.test");
const second = await pair("server.test");
const client = await pair("client.test");
const stranger = await pair("stranger.test");

async function serve(tls: Partial<ServerTls> = {}, limits?: HttpLimits): Promise<SecureListener> {
  const listener = await network.serveHttps(
    { host: "127.0.0.1", port: 0 },
    (exchange) => exchange.respond(200, {}, "ok"),
    { identity: server, ...tls },
    limits,
  );
  open.push(listener);
  return listener;
}

/** What a client of ours gets, or why not. */
async function ask({ port }: Pick<SecureListener, "port">, options: TlsOptions = {}): Promise<string> {
  try {
    const { body } = await network.request({
      method: "GET",
      url: `https://127.0.0.1:${port}/`,
      headers: { Connection: "close" },
      tlsAuthority: server.certificate,
      tlsServerName: "server.test",
      ...options,
    });
    return new TextDecoder().decode(body);
  } catch (error) {
    return fromUnknown(error, "").message;
  }
}

/** All that is answered to a text that is no TLS, until the connection ends. */
async function said(port: number, text: string): Promise<string> {
  const connection = await network.connect({ host: "127.0.0.1", port });
  if (text !== "") await connection.write(new TextEncoder().encode(text));
  let answer = "";
  for await (const piece of connection.data) answer += new TextDecoder().decode(piece);
  return answer;
}

/** The version and the suite that a handshake ends with, or why it does not end. */
function shaken({ port }: SecureListener, options: object): Promise<string> {
  return new Promise((resolve) => {
    const socket: TLSSocket = connect(
      { host: "127.0.0.1", port, rejectUnauthorized: false, ...options },
      () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().standardName}`);
        socket.destroy();
      },
    );
    socket.on("error", ({ message }) => resolve(message));
  });
}

describe("serveHttps()", () => {
  test("answers over TLS, and who asks for none of its names not", async () => {
    const listener = await serve();
    expect(await ask(listener)).toBe("ok");
    expect(await ask(listener, { tlsAuthority: client.certificate })).toMatch(/self.signed certificate/);
    expect(await ask(listener, { tlsServerName: "other.test" })).toMatch(/altnames/);
  });

  test.each(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT"])(
    "tells who speaks plain HTTP so: %s",
    async (method) => {
      const { port } = await serve();
      const told = await said(port, `${method} /v1/kv/a HTTP/1.1\r\nHost: x\r\n\r\n`);
      expect(told).toBe("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
    },
  );

  test("cuts who says nothing", async () => {
    const { port } = await serve({}, { handshakeMs: 20 });
    expect(await said(port, "")).toBe("");
  });

  test("asks for a certificate that an authority has signed, where one is named", async () => {
    const listener = await serve({ clientAuthority: client.certificate });
    expect(await ask(listener, { tlsIdentity: client })).toBe("ok");
    expect(await ask(listener)).toMatch(/alert certificate required/);
    expect(await ask(listener, { tlsIdentity: stranger })).not.toBe("ok");
  });

  test.each([
    ["1.2", "TLSv1.1", /protocol|version/],
    ["1.2", "TLSv1.2", /^TLSv1.2 /],
    ["1.3", "TLSv1.2", /protocol|version/],
    ["1.3", "TLSv1.3", /^TLSv1.3 /],
  ] as const)("from version %s on, with a client of %s", async (versionLeast, version, wanted) => {
    const listener = await serve({ versionLeast });
    expect(await shaken(listener, { minVersion: version, maxVersion: version })).toMatch(wanted);
  });

  test("a client that wants a newer version than there is does without", async () => {
    const old = https.createServer(
      { cert: server.certificate, key: server.key, maxVersion: "TLSv1.2" },
      (_, answer) => void answer.end("old"),
    );
    await new Promise<void>((resolve) => old.listen(0, "127.0.0.1", resolve));
    const { port = 0 } = Object(old.address());
    expect(await ask({ port }, { tlsVersionLeast: "1.2" })).toBe("old");
    expect(await ask({ port }, { tlsVersionLeast: "1.3" })).toMatch(/protocol version|unsupported protocol/);
    await new Promise((resolve) => old.close(resolve));
  });

  test.each(CIPHER_SUITES.filter((suite) => suite.includes("ECDSA")))("speaks %s alone", async (suite) => {
    const listener = await serve({ cipherSuites: [suite] });
    const old = { maxVersion: "TLSv1.2" };
    expect(await shaken(listener, old)).toBe(`TLSv1.2 ${suite}`);
    expect(await shaken(listener, { minVersion: "TLSv1.3" })).toMatch(/^TLSv1.3 TLS_AES/);
  });

  test("takes the client's first suite, or its own where it prefers that", async () => {
    const cipherSuites = [
      "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
      "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    ] as const;
    const asked = {
      maxVersion: "TLSv1.2",
      ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256",
    };
    expect(await shaken(await serve({ cipherSuites }), asked)).toBe(`TLSv1.2 ${cipherSuites[1]}`);
    expect(await shaken(await serve({ cipherSuites, prefersOwnSuites: true }), asked)).toBe(
      `TLSv1.2 ${cipherSuites[0]}`,
    );
  });

  test("shows another certificate when it was renewed, and the old one when that failed", async () => {
    const listener = await serve({ clientAuthority: client.certificate });
    const asked = { tlsIdentity: client };
    listener.renew({ identity: second, clientAuthority: stranger.certificate });
    expect(await ask(listener, { tlsAuthority: second.certificate, tlsIdentity: stranger })).toBe("ok");
    expect(await ask(listener, { tlsAuthority: second.certificate, tlsIdentity: client })).not.toBe("ok");
    expect(() => listener.renew({ identity: { ...server, key: client.key } })).toThrow(
      "tls: private key does not match public key",
    );
    expect(await ask(listener, { tlsAuthority: second.certificate, tlsIdentity: stranger })).toBe("ok");
    listener.renew({ identity: server, clientAuthority: client.certificate });
    expect(await ask(listener, asked)).toBe("ok");
  });

  test("refuses a certificate and a key that do not go together", async () => {
    await expect(serve({ identity: { ...server, key: client.key } })).rejects.toMatchObject({
      code: "EKEYPAIR",
      message: "tls: private key does not match public key",
    });
    await expect(serve({ identity: { certificate: "x", key: "y" } })).rejects.toMatchObject({
      code: "EKEYPAIR",
    });
  });

  test("closes what is one connection too many before anything is said", async () => {
    const listener = await serve({}, { connections: new ConnectionLimit(1) });
    const agent = new https.Agent({ keepAlive: true });
    const first = https.request({ port: listener.port, rejectUnauthorized: false, agent });
    await new Promise((resolve) => first.on("response", (answer) => resolve(answer.resume())).end());
    expect(await ask(listener)).not.toBe("ok");
    agent.destroy();
  });
});

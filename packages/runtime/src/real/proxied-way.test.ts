import { once } from "node:events";
import http, { type RequestListener } from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type HttpProxy, startHttpProxy } from "../../testkit/http-proxy.ts";
import { testCertificate } from "../../testkit/test-certificate.ts";
import type { HttpRequest } from "../network.ts";
import { createRealNetwork } from "./real-network.ts";

const { request } = createRealNetwork();

async function listening(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket: net.Socket) => {
    socket.on("error", () => {});
    sockets.add(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const echo: RequestListener = ({ method, url, headers }, response) => {
  response.setHeader("x-proxy-authorization", headers["proxy-authorization"] ?? "none");
  response.end(`${method} ${url} ${headers.host} ${headers.authorization ?? "-"}`);
};

async function startProxy(targetPort: number, secure?: https.ServerOptions): Promise<HttpProxy> {
  const proxy = await startHttpProxy(targetPort, secure);
  onTestFinished(() => proxy.close());
  return proxy;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function asking(url: string, variables: Readonly<Record<string, string>>): HttpRequest {
  return { method: "GET", url, proxyVariables: new Map(Object.entries(variables)) };
}

test("http:// is asked of the proxy by the whole URL", async () => {
  const proxy = await startProxy(await listening(http.createServer(echo)));
  const asked = asking("http://user:p%40ss@a.test:81/x?q=1#part", { http_proxy: proxy.url });
  const answer = await request(asked);
  const basic = Buffer.from("user:p@ss").toString("base64");
  expect(text(answer.body)).toBe(`GET /x?q=1 a.test:81 Basic ${basic}`);
  expect(proxy.seen).toEqual(["GET http://a.test:81/x?q=1 -"]);
  const headers = { host: "own.test", AUTHORIZATION: "own" };
  const own = await request({ ...asked, method: "PUT", body: "b", headers });
  expect(text(own.body)).toBe("PUT /x?q=1 own.test own");
});

test("https:// goes through a connection that the proxy makes, and its certificate is the target's", async () => {
  const { cert, key } = await testCertificate("a.test");
  const proxy = await startProxy(await listening(https.createServer({ cert, key }, echo)));
  const named = { HTTPS_PROXY: proxy.url.replace("//", "//user:p%40ss@") };
  const answer = await request({ ...asking("https://a.test/x?q=1", named), tlsAuthority: cert });
  const basic = Buffer.from("user:p@ss").toString("base64");
  expect(text(answer.body)).toBe("GET /x?q=1 a.test -");
  expect(answer.headers.get("x-proxy-authorization")).toBe("none");
  expect(proxy.seen).toEqual([`CONNECT a.test:443 Basic ${basic}`]);
  await expect(
    request({ ...asking("https://b.test:8443/", named), tlsAuthority: cert }),
  ).rejects.toMatchObject({
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
  });
  expect(proxy.seen[1]).toBe(`CONNECT b.test:8443 Basic ${basic}`);
});

test("an https:// proxy is spoken with over TLS, for both", async () => {
  const [ofProxy, ofTarget] = [await testCertificate("localhost"), await testCertificate("a.test")];
  const tlsAuthority = `${ofProxy.cert}\n${ofTarget.cert}`;
  const secure = await startProxy(await listening(https.createServer(ofTarget, echo)), ofProxy);
  const plain = await startProxy(await listening(http.createServer(echo)), ofProxy);
  const variables = {
    HTTPS_PROXY: secure.url.replace("127.0.0.1", "localhost"),
    HTTP_PROXY: plain.url.replace("127.0.0.1", "u:p@localhost"),
  };
  const through = async (url: string): Promise<string> =>
    text((await request({ ...asking(url, variables), tlsAuthority })).body);
  expect(await through("https://a.test/s")).toBe("GET /s a.test -");
  expect(await through("http://a.test/p")).toBe("GET /p a.test -");
  expect([...secure.seen, ...plain.seen]).toEqual(["CONNECT a.test:443 -", "GET http://a.test/p Basic dTpw"]);
});

test("what NO_PROXY or the machine itself is goes directly, as does what heeds no variables", async () => {
  const port = await listening(http.createServer(echo));
  const gone = { HTTP_PROXY: "http://proxy.invalid:1" };
  expect((await request(asking(`http://127.0.0.1:${port}/`, gone))).status).toBe(200);
  expect((await request({ method: "GET", url: `http://localhost:${port}/` })).status).toBe(200);
  const proxy = await startProxy(port);
  const variables = { HTTP_PROXY: proxy.url, NO_PROXY: "direct.invalid" };
  await expect(request(asking("http://direct.invalid/", variables))).rejects.not.toMatchObject({
    code: "EPROXY",
  });
  expect(proxy.seen).toEqual([]);
});

const URLS = ["http://a.test/", "https://a.test/"];

function named(port: number): Readonly<Record<string, string>> {
  const url = `http://user:secret@127.0.0.1:${port}`;
  return { HTTP_PROXY: url, HTTPS_PROXY: url };
}

async function failure(asked: HttpRequest): Promise<unknown> {
  return request(asked).then(
    () => undefined,
    (error: unknown) => error,
  );
}

const message = (port: number, url: string, said: string): string =>
  `the proxy http://127.0.0.1:${port} (${url.startsWith("https") ? "HTTPS" : "HTTP"}_PROXY)${said}`;

test.each(URLS)("for %s, a proxy that refuses is named, without its password", async (url) => {
  const server = http.createServer((_, response) => void response.writeHead(407).end("no"));
  server.on("connect", (_, socket: net.Socket) => void socket.end("HTTP/1.1 407 No\r\n\r\n"));
  const port = await listening(server);
  const said =
    " did not pass the request on: 407 Proxy Authentication Required; write user and password into its URL: http://USER:PASSWORD@HOST:PORT";
  expect(await failure(asking(url, named(port)))).toMatchObject({
    code: "EPROXYREFUSED",
    message: message(port, url, said),
  });
});

test.each([
  [502, "EPROXY", "502 Bad Gateway"],
  [403, "EPROXYREFUSED", "403 Forbidden"],
])("a CONNECT that is answered %i fails with %s", async (status, code, said) => {
  const server = http.createServer();
  server.on("connect", (_, socket: net.Socket) => void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
  const port = await listening(server);
  const asked = asking("https://a.test/", named(port));
  expect(await failure(asked)).toMatchObject({
    code,
    message: message(port, asked.url, ` did not pass the request on: ${said}`),
  });
});

test.each(URLS)("for %s, a proxy that is gone is named, without its password", async (url) => {
  // The near end of a connection: nobody listens on its port, and nobody else can come to have it.
  const taken = net.connect(await listening(net.createServer()), "127.0.0.1");
  onTestFinished(() => void taken.destroy());
  await once(taken, "connect");
  const port = taken.localPort ?? 0;
  expect(await failure(asking(url, named(port)))).toMatchObject({
    code: "EPROXY",
    message: message(port, url, `: connect ECONNREFUSED 127.0.0.1:${port}`),
  });
});

test.each(URLS)("for %s, a proxy that never answers is named, without its password", async (url) => {
  const port = await listening(net.createServer());
  expect(await failure({ ...asking(url, named(port)), timeoutMs: 20 })).toMatchObject({
    code: "EPROXY",
    message: message(
      port,
      url,
      url.startsWith("https") ? " gave no answer within 20 ms" : ": no answer within 20 ms",
    ),
  });
});

test.each(URLS)("for %s, who wants no more does not wait for the proxy", async (url) => {
  const server = net.createServer();
  const port = await listening(server);
  const controller = new AbortController();
  server.on("connection", () => controller.abort());
  const asked = request(asking(url, named(port)), controller.signal);
  await expect(asked).rejects.toMatchObject({ code: "ABORT_ERR" });
});

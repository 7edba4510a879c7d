import type { HttpExchange } from "@tutti/runtime";
import { expect, test } from "vitest";
import { plainProvider } from "../../testkit/plain-provider.ts";
import { createProviderFactory } from "./provider.ts";

const http = await plainProvider(createProviderFactory);
const { host } = http.machine;
const BASE = "http://10.0.0.1:8080";

let tries = 0;
const answers: Readonly<Record<string, (exchange: HttpExchange, body: string) => void>> = {
  "/echo": (exchange, body) =>
    exchange.respond(
      200,
      { "content-type": "text/plain", "x-asked": exchange.header("x-asked") ?? "" },
      `${exchange.method} ${body}`,
    ),
  "/bytes": (exchange) => exchange.respond(200, {}, new Uint8Array([0x61, 0xff])),
  "/missing": (exchange) => exchange.respond(404, {}, "no"),
  "/flaky": (exchange) => exchange.respond(++tries < 3 ? 503 : 200, {}, `try ${tries}`),
  "/patient": (exchange) => exchange.respond(++tries < 2 ? 429 : 200, { "retry-after": "7" }, "now"),
  "/not-done": (exchange) => exchange.respond(501, {}, `try ${++tries}`),
  "/away": (exchange) => exchange.respond(302, { location: "/echo" }),
  "/kept": (exchange) => exchange.respond(307, { location: "/echo" }),
  "/other-host": (exchange) => exchange.respond(302, { location: "http://10.0.0.1:8081/who" }),
  "/loop": (exchange) => exchange.respond(301, { location: "/loop" }),
  "/file": (exchange) => exchange.respond(301, { location: "file:///etc/passwd" }),
  "/slow": () => {},
};
await host.network.serveHttp({ host: "10.0.0.1", port: 8080 }, (exchange) => {
  void exchange
    .body(1024)
    .then((body) => answers[exchange.target]?.(exchange, new TextDecoder().decode(body)));
});
await host.network.serveHttp({ host: "10.0.0.1", port: 8081 }, (exchange) => {
  exchange.respond(
    200,
    {},
    `${exchange.header("authorization") ?? "nobody"} ${exchange.header("x-asked") ?? ""}`,
  );
});

const read = (path: string, more: Record<string, unknown> = {}) =>
  http.readData("http", { url: `${BASE}${path}`, ...more } as never);

test("the answer", async () => {
  const { value, told } = await read("/echo", { request_headers: { "X-Asked": "a" } });
  expect(told).toEqual([]);
  expect(value).toMatchObject({
    id: `${BASE}/echo`,
    status_code: 200,
    response_body: "GET ",
    body: "GET ",
    response_body_base64: "R0VUIA==",
  });
  expect(value?.["response_headers"]).toMatchObject({ "Content-Type": "text/plain", "X-Asked": "a" });
  expect((await read("/echo", { method: "POST", request_body: "b" })).value).toMatchObject({
    body: "POST b",
  });
  // A status is no mistake.
  expect(await read("/missing")).toMatchObject({ told: [], value: { status_code: 404 } });
});

test("what is no text is told, and there in base64", async () => {
  const { value, told } = await read("/bytes");
  expect(value).toMatchObject({ response_body: "a\ufffd", response_body_base64: "Yf8=" });
  expect(told).toEqual([
    "Response body is not recognized as UTF-8: <Tutti> may not properly handle the response_body if the contents are binary.",
  ]);
});

test("redirects are followed as Go follows them", async () => {
  expect((await read("/away", { method: "POST", request_body: "b" })).value).toMatchObject({
    body: "GET ",
    id: `${BASE}/away`,
  });
  expect((await read("/kept", { method: "POST", request_body: "b" })).value).toMatchObject({
    body: "POST b",
  });
  const headers = { Authorization: "secret", "X-Asked": "a" };
  expect((await read("/other-host", { request_headers: headers })).value).toMatchObject({ body: "nobody a" });
  expect((await read("/loop")).told).toEqual([
    'Error making request: Get "/loop": stopped after 10 redirects',
  ]);
  expect((await read("/file")).told[0]).toMatch(/unsupported protocol scheme "file:"/);
});

test("it is tried again only where that is asked for, and may help", async () => {
  tries = 0;
  expect((await read("/flaky")).value).toMatchObject({ status_code: 503 });
  tries = 0;
  const before = host.clock.now();
  expect((await read("/flaky", { retry: { attempts: 2 } })).value).toMatchObject({ body: "try 3" });
  // One second, then two.
  expect(Math.round((host.clock.now() - before) / 1000)).toBe(3);
  tries = 0;
  expect((await read("/flaky", { retry: { attempts: 1, min_delay_ms: 1 } })).told).toEqual([
    `Error making request: ${BASE}/flaky still answered 503, giving up after 2 attempt(s)`,
  ]);
  tries = 0;
  expect((await read("/not-done", { retry: { attempts: 3 } })).value).toMatchObject({ body: "try 1" });
});

test("a delay that the server asks for is kept, and none is longer than allowed", async () => {
  tries = 0;
  let before = host.clock.now();
  await read("/patient", { retry: { attempts: 1, max_delay_ms: 10 } });
  expect(Math.round((host.clock.now() - before) / 1000)).toBe(7);
  before = host.clock.now();
  await http.readData("http", { url: "http://10.0.0.1:9", retry: { attempts: 4, max_delay_ms: 2000 } });
  expect(Math.round((host.clock.now() - before) / 1000)).toBe(1 + 2 + 2 + 2);
});

test("nobody answers", async () => {
  const refused = await http.readData("http", { url: "http://10.0.0.1:9/" });
  expect(refused.told[0]).toMatch(/^Error making request: .*ECONNREFUSED/);
  const slow = await read("/slow", { request_timeout_ms: 500 });
  expect(slow.told[0]).toMatch(/^Error making request: request exceeded the specified timeout: 500ms/);
  const scheme = await http.readData("http", { url: "ftp://10.0.0.1/" });
  expect(scheme.told[0]).toMatch(/is no URL that begins with http/);
  const authority = await read("/echo", { ca_cert_pem: "no PEM" });
  expect(authority.told[0]).toMatch(/^Error configuring TLS client: /);
});

const mistakes: readonly [Record<string, unknown>, readonly string[]][] = [
  [{ method: "HEAD", request_timeout_ms: 1, retry: { attempts: 0, min_delay_ms: 5, max_delay_ms: 5 } }, []],
  [
    { method: "PUT" },
    ['Invalid Attribute Value: Attribute method value must be one of: ["GET" "POST" "HEAD"], got: "PUT"'],
  ],
  [
    { request_timeout_ms: 0 },
    ["Invalid Attribute Value: Attribute request_timeout_ms value must be at least 1, got: 0"],
  ],
  [
    { ca_cert_pem: "a", insecure: true },
    [
      'Invalid Attribute Combination: Attribute "insecure" cannot be specified when "ca_cert_pem" is specified',
    ],
  ],
  [
    { client_cert_pem: "a" },
    [
      'Invalid Attribute Combination: Attribute "client_key_pem" must be specified when "client_cert_pem" is specified',
    ],
  ],
  [
    { client_key_pem: "a" },
    [
      'Invalid Attribute Combination: Attribute "client_cert_pem" must be specified when "client_key_pem" is specified',
    ],
  ],
  [{ client_cert_pem: "a", client_key_pem: "?" }, []],
  [
    { retry: { attempts: -1 } },
    ["Invalid Attribute Value: Attribute attempts value must be at least 0, got: -1"],
  ],
  [
    { retry: { min_delay_ms: 5, max_delay_ms: 4 } },
    ["Invalid Attribute Value: Attribute max_delay_ms value must be at least 5, got: 4"],
  ],
];
test.each(mistakes)("a mistake: %j", async (config, expected) => {
  expect(await http.validateData("http", { url: BASE, ...config } as never)).toEqual(expected);
});

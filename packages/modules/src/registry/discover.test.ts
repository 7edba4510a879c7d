import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { testCertificate } from "@tutti/runtime/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FetchWorld, failureOf, openFetchWorld } from "../../testkit/index.ts";
import { discover, serviceUrl } from "./discover.ts";
import { NO_HOST_SETTINGS } from "./host-settings.ts";

type Answer = readonly [number, Readonly<Record<string, string>>, string];
const JSON_TYPE = { "content-type": "application/json" };

let world: FetchWorld;
let host = "";
let answers: ReadonlyMap<string, Answer> = new Map();
let tokens: (string | undefined)[] = [];
const closing: (() => void)[] = [];

beforeAll(async () => {
  const { cert, key } = await testCertificate("localhost");
  const server = createServer({ cert, key }, (request, response) => {
    tokens.push(request.headers.authorization);
    const [status, headers, body] = answers.get(request.url ?? "") ?? [404, {}, ""];
    response.writeHead(status, headers);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  host = `localhost:${(server.address() as AddressInfo).port}`;
  const before = openFetchWorld();
  before.write({ "authority.pem": cert });
  closing.push(() => void before.end());
  world = openFetchWorld({ variables: { SSL_CERT_FILE: `${before.folder}/authority.pem` } });
  closing.push(() => void world.end());
});
afterAll(() => {
  for (const close of closing) close();
});

const PATH = "/.well-known/terraform.json";

test("discover() reads what the host says of itself, over TLS that SSL_CERT_FILE vouches for", async () => {
  answers = new Map([[PATH, [200, JSON_TYPE, '{"modules.v1":"/v1/","login.v1":{"client":"c"}}']]]);
  tokens = [];
  const found = await discover(world.context, { ...NO_HOST_SETTINGS, token: async () => "t" }, host);
  expect(serviceUrl(found, "modules.v1")).toBe(`https://${host}/v1/`);
  expect(serviceUrl(found, "login.v1")).toBeUndefined();
  expect(found.services.get("login.v1")).toEqual({ client: "c" });
  expect(tokens).toEqual(["Bearer t"]);
});

test("discover() follows a redirect, and relative URLs start there", async () => {
  answers = new Map<string, Answer>([
    [PATH, [302, { location: "/deep/there.json" }, ""]],
    ["/deep/there.json", [200, JSON_TYPE, '{"modules.v1":"v1/"}']],
  ]);
  expect(serviceUrl(await discover(world.context, NO_HOST_SETTINGS, host), "modules.v1")).toBe(
    `https://${host}/deep/v1/`,
  );
});

test.each<[string, Answer, RegExp]>([
  ["a page", [200, { "content-type": "text/html" }, "{}"], /unsupported Content-Type "text\/html"$/],
  ["no JSON", [200, JSON_TYPE, "nope"], /^failed to decode discovery document as a JSON object/],
  ["a list", [200, JSON_TYPE, "[]"], /^failed to decode discovery document as a JSON object$/],
  ["a failure", [500, {}, ""], /^failed to request discovery document: 500 Internal Server Error$/],
  ["a loop", [302, { location: PATH }, ""], /stopped after 3 redirects$/],
  [
    "a redirect without TLS",
    [302, { location: "http://127.0.0.1:1/" }, ""],
    /from https:\/\/ to http:\/\/ is not followed$/,
  ],
])("discover() refuses %s", async (_, answer, wanted) => {
  answers = new Map([[PATH, answer]]);
  expect(await failureOf(discover(world.context, NO_HOST_SETTINGS, host))).toMatch(wanted);
});

test("discover() of a host that says nothing of itself finds no services", async () => {
  answers = new Map();
  expect((await discover(world.context, NO_HOST_SETTINGS, host)).services.size).toBe(0);
});

test("discover() takes no certificate that nobody vouches for", async () => {
  const bare = openFetchWorld();
  expect(await failureOf(discover(bare.context, NO_HOST_SETTINGS, host))).toMatch(
    /: x509: certificate signed by unknown authority$/,
  );
  await bare.end();
});

import { parseVersionConstraint } from "@tutti/config";
import type { HttpExchange } from "@tutti/runtime";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FetchWorld, failureOf, openFetchWorld } from "../../testkit/index.ts";
import type { HostSettings } from "./host-settings.ts";
import { chooseVersion, ModuleRegistry } from "./registry.ts";

const ALL = ["1.0.0", "1.1.0", "1.2.0-beta1", "2.0.0", "2.1.0-rc1", "v1.0.5"];

/** A constraint, what is chosen of `ALL`, and which is the newest that counts (asked of Terraform). */
test.each([
  ["", "2.0.0", "2.0.0"],
  ["~> 1.0", "1.1.0", "2.0.0"],
  ["1.2.0-beta1", "1.2.0-beta1", "2.0.0"],
  [">= 1.2.0-beta1", "2.0.0", "2.0.0"],
  ["~> 3.0", undefined, "2.0.0"],
  ["2.1.0-rc1", "2.1.0-rc1", "2.1.0-rc1"],
  [">= 2.1.0-rc1", undefined, "2.0.0"],
  ["~> 2.1.0-rc1", undefined, "2.0.0"],
  ["2.1.0-rc1, > 1.0", undefined, "2.0.0"],
  ["> 1.0, < 2.0", "1.1.0", "2.0.0"],
  ["!= 2.0.0", "1.1.0", "2.0.0"],
  ["= 1.0.5", "1.0.5", "2.0.0"],
  ["v1.0.0", "1.0.0", "2.0.0"],
])("chooseVersion(): %j takes %s", (text, chosen, newest) => {
  const constraint = text === "" ? [] : (parseVersionConstraint(text) ?? []);
  expect(chooseVersion([...ALL, "zzz"], constraint)).toEqual({ chosen, newest, invalid: ["zzz"] });
});

let world: FetchWorld;
beforeEach(() => {
  world = openFetchWorld();
});
afterEach(() => world.end());

const source = (name: string, host = "modules.test") =>
  ({ kind: "registry", host, namespace: "ns", name, system: "sys", subdirectory: "" }) as const;

async function registry(
  answer: (exchange: HttpExchange) => void,
  token?: string,
): Promise<{ readonly registry: ModuleRegistry; readonly base: string }> {
  const base = await world.serve(answer);
  const settings: HostSettings = {
    token: async (host) => (host === "modules.test" ? token : undefined),
    services: (host) =>
      host === "modules.test"
        ? new Map([["modules.v1", `${base}/v1/`]])
        : host === "empty.test"
          ? new Map()
          : undefined,
  };
  return { registry: new ModuleRegistry(world.context, settings), base };
}

test("versions() asks once, says who asks, and reads what the protocol says", async () => {
  const seen: string[] = [];
  const { registry: asked } = await registry((exchange) => {
    seen.push(
      `${exchange.target} ${exchange.header("authorization")} ${exchange.header("x-terraform-version")}`,
    );
    exchange.respond(
      200,
      {},
      '{"modules":[{"versions":[{"version":"1.0.0","root":{}},{"version":"2.0.0"},{}]}]}',
    );
  }, "secret");
  const wanted = { kind: "versions", texts: ["1.0.0", "2.0.0"] };
  expect(await asked.versions(source("a"))).toEqual(wanted);
  expect(await asked.versions(source("a"))).toEqual(wanted);
  expect(seen).toEqual(["/v1/ns/a/sys/versions Bearer secret 1.11.4"]);
});

test.each([
  [404, "", { kind: "not-found" }],
  [200, '{"modules":[]}', { kind: "invalid" }],
  [200, "{}", { kind: "invalid" }],
  [200, "[]", { kind: "invalid" }],
  [200, '{"modules":[{}]}', { kind: "versions", texts: [] }],
  [401, "", "error looking up module versions: 401 Unauthorized"],
  [200, "<html>", "invalid character '<' looking for beginning of value"],
])("versions() of an answer %i %j", async (status, body, wanted) => {
  const { registry: asked } = await registry((exchange) => exchange.respond(status, {}, body));
  if (typeof wanted === "string") expect(await failureOf(asked.versions(source("a")))).toBe(wanted);
  else expect(await asked.versions(source("a"))).toEqual(wanted);
});

test("a host without a registry, and one that is not there", async () => {
  const { registry: asked } = await registry(() => undefined);
  expect(await failureOf(asked.versions(source("a", "empty.test")))).toBe(
    "host empty.test does not provide a modules service",
  );
  expect(await failureOf(asked.versions(source("a", "127.0.0.1:1")))).toBe(
    'failed to request discovery document: Get "https://127.0.0.1:1/.well-known/terraform.json": dial tcp 127.0.0.1:1: connect: connection refused',
  );
});

test("a server that fails is asked again, as often as TF_REGISTRY_DISCOVERY_RETRY says", async () => {
  await world.end();
  world = openFetchWorld({ variables: { TF_REGISTRY_DISCOVERY_RETRY: "3" } });
  const waits: number[] = [];
  const { runtime } = world.context;
  // The waits are looked at, not waited for.
  const clock = { ...runtime.clock, sleep: async (delayMs: number) => void waits.push(delayMs) };
  world = { ...world, context: { ...world.context, runtime: { ...runtime, clock } } };
  let asks = 0;
  const { registry: asked, base } = await registry((exchange) => {
    asks += 1;
    exchange.respond(asks < 5 ? 500 : 503, {}, "");
  });
  expect(await failureOf(asked.versions(source("a")))).toBe(
    `the request failed after 4 attempts, please try again later: 500 Internal Server Error returned from ${base}/v1/ns/a/sys/versions`,
  );
  expect(waits).toEqual([1000, 2000, 4000]);
  expect(asks).toBe(4);
});

test("TF_REGISTRY_CLIENT_TIMEOUT is what a registry has to answer", async () => {
  await world.end();
  world = openFetchWorld({ variables: { TF_REGISTRY_CLIENT_TIMEOUT: "1" } });
  const { runtime } = world.context;
  const clock = { ...runtime.clock, sleep: async () => undefined };
  world = { ...world, context: { ...world.context, runtime: { ...runtime, clock } } };
  const { registry: asked } = await registry(() => undefined);
  expect(await failureOf(asked.versions(source("a")))).toMatch(
    /after 2 attempts, .* context deadline exceeded \(Client.Timeout exceeded while awaiting headers\)$/,
  );
});

test.each([
  [204, { "X-Terraform-Get": "git::https://a.b/c" }, "git::https://a.b/c"],
  [200, { "X-Terraform-Get": "https://a.b/c.zip" }, "https://a.b/c.zip"],
  [204, { "X-Terraform-Get": "/m.zip" }, "BASE/m.zip"],
  [204, { "X-Terraform-Get": "./m.zip" }, "BASE/v1/ns/a/sys/1.0.0/m.zip"],
  [204, { "X-Terraform-Get": "../m.zip//sub" }, "BASE/v1/ns/a/sys/m.zip//sub"],
  [204, {}, 'failed to get download URL for "modules.test/ns/a/sys": 204 No Content resp:'],
  [404, {}, 'module "modules.test/ns/a/sys" version "1.0.0" not found'],
  [403, {}, 'error getting download location for "modules.test/ns/a/sys": 403 Forbidden resp:'],
])("location() of an answer %i %j", async (status, headers, wanted) => {
  const { registry: asked, base } = await registry((exchange) =>
    exchange.respond(exchange.target === "/v1/ns/a/sys/1.0.0/download" ? status : 500, headers, ""),
  );
  const text = wanted.replace("BASE", base);
  if (wanted.includes(" ")) expect(await failureOf(asked.location(source("a"), "1.0.0"))).toBe(text);
  else expect(await asked.location(source("a"), "1.0.0")).toBe(text);
});

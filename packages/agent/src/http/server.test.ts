import { gunzipSync } from "node:zlib";
import { RuntimeError } from "@tutti/runtime";
import type { Servers } from "@tutti/server";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { MASTER, startGuardedAgent, startSimulatedAgent } from "../../testkit/index.ts";
import { type AgentConfig, DEFAULT_AGENT_CONFIG } from "../agent-config.ts";

type Options = Parameters<typeof startSimulatedAgent>[2];

async function open(config: Partial<AgentConfig> = {}, options: Options = {}) {
  const world = createSimulation(63);
  const log: string[] = [];
  const kit = await startSimulatedAgent(world, config, {
    log: (level, line) => void log.push(`${level} ${line}`),
    ...options,
  });
  const { network } = world.host("10.0.0.2");
  const ask = async (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body = "",
  ) => {
    const url = `http://10.0.0.1:8500${path}`;
    const answer = await world.until(network.request({ method, url, headers, body }));
    return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) };
  };
  return { world, ask, log, ...kit };
}

test("the root says what answers, in dev mode where pages would be", async () => {
  const http = { ...DEFAULT_AGENT_CONFIG.http, responseHeaders: { "X-A": "1" } };
  const { ask } = await open({ http });
  const answer = await ask("GET", "/");
  expect([answer.status, answer.body.toString(), answer.headers.get("content-type")]).toEqual([
    200,
    "Consul Agent",
    "text/plain; charset=utf-8",
  ]);
  const nowhere = await ask("GET", "/nope");
  expect([answer, nowhere].map(({ headers }) => headers.get("x-a"))).toEqual(["1", "1"]);
});

describe("a place that is elsewhere", () => {
  test.each([
    ["GET", "/", "/ui/"],
    ["GET", "/?a=b", "/ui/"],
    ["GET", "/v1/kv?keys&recurse", "/v1/kv/?keys&recurse"],
    ["GET", "/v1/kv//a%20b", "/v1/kv/a%20b"],
    ["GET", "/v1/kv//a&b", "/v1/kv/a&b"],
    ["PUT", "/v1//kv/a?cas=1", "/v1/kv/a?cas=1"],
  ])("%s %s is told of: %s", async (method, path, location) => {
    const answer = await (await open({ devMode: true })).ask(method, path);
    expect([answer.status, answer.headers.get("location")]).toEqual([301, location]);
    const link = `<a href="${location.replaceAll("&", "&amp;")}">Moved Permanently</a>.\n\n`;
    expect(answer.body.toString()).toBe(method === "GET" ? link : "");
    expect(answer.headers.get("content-type")).toBe(
      method === "GET" ? "text/html; charset=utf-8" : undefined,
    );
  });
});

describe("every answer", () => {
  test("has what was configured, and the policy where nothing is said", async () => {
    const http = { ...DEFAULT_AGENT_CONFIG.http, responseHeaders: { "X-A": "1" } };
    const { ask } = await open({ http });
    for (const path of ["/v1/status/leader", "/v1/agent/self", "/v1/agent/check/pass/none"]) {
      const { headers } = await ask(path.includes("pass") ? "PUT" : "GET", path);
      expect([headers.get("x-a"), headers.get("x-consul-default-acl-policy")]).toEqual(["1", "allow"]);
    }
  });

  test.each([
    [true, "deny", "deny"],
    [true, "allow", "allow"],
    [false, "deny", "allow"],
  ] as const)(
    "says what holds with access control %s and the policy %s",
    async (enabled, defaultPolicy, wanted) => {
      const { ask } = await open({ acl: { ...DEFAULT_AGENT_CONFIG.acl, enabled, defaultPolicy } });
      expect((await ask("GET", "/v1/status/leader")).headers.get("x-consul-default-acl-policy")).toBe(wanted);
    },
  );

  test.each([
    [false, "", false],
    [false, "?pretty", true],
    [true, "", true],
  ])("is indented in development or where it is asked for: %s %s", async (devMode, query, wanted) => {
    const { ask } = await open({ devMode });
    for (const path of ["/v1/agent/self", "/v1/catalog/nodes"])
      expect((await ask("GET", `${path}${query}`)).body.toString().includes("\n    ")).toBe(wanted);
  });

  test("is packed where it is long and the client wants that, and is the same", async () => {
    const { ask } = await open();
    const plain = await ask("GET", "/v1/agent/self");
    expect(plain.body.length).toBeGreaterThan(1400);
    expect([plain.headers.get("vary"), plain.headers.get("content-encoding")]).toEqual([
      "Accept-Encoding",
      undefined,
    ]);
    const packed = await ask("GET", "/v1/agent/self", { "accept-encoding": "gzip" });
    expect([packed.headers.get("vary"), packed.headers.get("content-encoding")]).toEqual([
      "Accept-Encoding",
      "gzip",
    ]);
    expect(packed.headers.get("content-length")).toBe(String(packed.body.length));
    expect(gunzipSync(packed.body).toString()).toBe(plain.body.toString());
    const short = await ask("GET", "/v1/agent/services", { "accept-encoding": "gzip" });
    expect([short.headers.get("vary"), short.headers.get("content-encoding"), short.body.toString()]).toEqual(
      ["Accept-Encoding", undefined, "{}"],
    );
  });

  test.each([
    ["gzip", true],
    ["GZIP", true],
    ["deflate, gzip", true],
    ["gzip;q=0.5, br", true],
    ["gzip ; q=1", true],
    ["gzip;q=0", false],
    ["gzip; q=0.0", false],
    ["br", false],
    ["xgzip", false],
    ["gzipx", false],
    ["", false],
  ])("is packed for who accepts %j: %s", async (accepted, wanted) => {
    const { ask } = await open();
    const { headers } = await ask("GET", "/v1/agent/self", { "accept-encoding": accepted });
    expect(headers.get("content-encoding") === "gzip").toBe(wanted);
  });
});

describe("a token", () => {
  test.each<[string, string, Readonly<Record<string, string>>, boolean]>([
    ["none", "", {}, false],
    ["a parameter", `?token=${MASTER}`, {}, true],
    ["a header", "", { "x-consul-token": MASTER }, true],
    ["a bearer", "", { authorization: `Bearer ${MASTER}` }, true],
    ["a bearer, however it is written", "", { authorization: ` bEARER   ${MASTER} ` }, true],
    ["another scheme", "", { authorization: `Basic ${MASTER}` }, false],
    ["two words", "", { authorization: `Bearer ${MASTER} x` }, false],
    ["the parameter before the header", "?token=anonymous", { "x-consul-token": MASTER }, false],
    [
      "the header before the bearer",
      "",
      { "x-consul-token": "anonymous", authorization: `Bearer ${MASTER}` },
      false,
    ],
    ["an empty parameter, which is one", "?token=", { "x-consul-token": MASTER }, false],
    ["an empty header, which is none", "", { "x-consul-token": "", authorization: `Bearer ${MASTER}` }, true],
  ])("is %s", async (_, query, headers, wanted) => {
    const { world } = await startGuardedAgent(64);
    const url = `http://10.0.0.1:8500/v1/agent/self${query}`;
    const answer = await world.until(world.host("10.0.0.2").network.request({ method: "GET", url, headers }));
    expect(answer.status).toBe(wanted ? 200 : 403);
  });
});

describe("what goes wrong", () => {
  test("in the agent itself is told to the log, not to the client", async () => {
    const reload = () => Promise.reject(new TypeError("x is undefined"));
    const { ask, log } = await open({}, { reload });
    const answer = await ask("PUT", "/v1/agent/reload");
    expect([answer.status, answer.body.toString()]).toEqual([
      500,
      "internal error; the agent's log has the reason",
    ]);
    expect(log).toContainEqual(
      expect.stringMatching(/^error http: PUT \/v1\/agent\/reload: .*x is undefined/),
    );
  });

  test("is told by its code and without what was asked, which may hold a token", async () => {
    const { ask, log } = await open();
    await ask("PUT", "/v1/agent/check/pass/none?token=secret");
    expect(log.filter((line) => line.startsWith("debug http:"))).toEqual([
      "debug http: PUT /v1/agent/check/pass/none: 500 check-has-no-ttl",
    ]);
  });

  test("with the servers is an answer, with what every answer of the route has", async () => {
    const away = (): Promise<never> =>
      Promise.reject(new RuntimeError("ECONNRESET", "servers", "they are away"));
    const link = (servers: Servers): Servers => ({ ...servers, request: away });
    const { ask } = await open({}, { link });
    const answer = await ask("GET", "/v1/kv/a");
    expect([answer.status, answer.body.toString()]).toEqual([500, "rpc error making call: they are away"]);
  });

  test.each([
    ["GET", "/v1/agent/members?dc=mars", 200],
    ["GET", "/v1/catalog/nodes?dc=mars", 500],
    ["GET", "/v1/agent/members?dc=dc1", 200],
    ["GET", "/v1/nothing", 404],
    ["GET", "/v1/kv/%zz", 400],
    ["POST", "/v1/agent/members", 405],
  ])("%s %s is %i", async (method, path, status) => {
    expect((await (await open()).ask(method, path)).status).toBe(status);
  });
});

test("a body says how long it is before it is read", async () => {
  const { ask } = await open();
  const long = "x".repeat((512 << 10) + 1);
  const answer = await ask("PUT", "/v1/kv/a", { "content-length": String(long.length) }, long);
  expect([answer.status, answer.body.toString()]).toEqual([413, expect.stringContaining("524288")]);
  // What is too long by its own word is not waited for.
  expect((await ask("PUT", "/v1/kv/a", { "content-length": String(long.length) }, "x")).status).toBe(413);
  expect((await ask("PUT", "/v1/kv/a", {}, "x")).status).toBe(200);
});

test("nothing listens where HTTP is off, nor after the end", async () => {
  const off = await open({ ports: { ...DEFAULT_AGENT_CONFIG.ports, dns: -1, http: -1 } });
  await expect(off.ask("GET", "/v1/status/leader")).rejects.toThrow(/ECONNREFUSED/);
  expect(off.agent.httpPort).toBe(0);
  const on = await open();
  expect(on.agent.httpPort).toBe(8500);
  await on.world.until(on.agent.stop());
  await expect(on.ask("GET", "/v1/status/leader")).rejects.toThrow(/ECONNREFUSED/);
});

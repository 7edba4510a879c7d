import { startSimulatedAgent } from "@tutti/agent/testkit";
import { Query } from "@tutti/server";
import { createSimulation } from "@tutti/simulation";
import { formatDurationNs, parseDurationNs } from "@tutti/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import { cleanPath, isPrintable } from "./clean-path.ts";

describe("cleanPath()", () => {
  test.each([
    ["/v1/kv/a", "/v1/kv/a"],
    ["/v1/kv//lead", "/v1/kv/lead"],
    ["/v1/kv/a/./b", "/v1/kv/a/b"],
    ["/v1/kv/a/../b", "/v1/kv/b"],
    ["/v1/kv/a/", "/v1/kv/a/"],
    ["/v1/kv/a//", "/v1/kv/a/"],
    ["//", "/"],
  ])("%s is %s", (path, wanted) => expect(cleanPath(path)).toBe(wanted));
});

test.each([
  ["/naïve☃ x", true],
  ["/tab\tkey", false],
  ["/nul\0", false],
])("isPrintable(%j) is %s", (path, wanted) => expect(isPrintable(path)).toBe(wanted));

describe("durations", () => {
  test.each([
    ["10s", 10e9],
    ["1h30m", 5400e9],
    ["1.5s", 1.5e9],
    ["500ms", 5e8],
    ["-5s", -5e9],
    ["0", 0],
    ["10", undefined],
    ["abc", undefined],
    ["", undefined],
  ])("parseDurationNs(%j) is %s", (text, wanted) => expect(parseDurationNs(text)).toBe(wanted));

  test("what formatDurationNs() writes parseDurationNs() reads", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 6 }), (ms) => {
        expect(parseDurationNs(formatDurationNs(ms * 1e6))).toBeCloseTo(ms * 1e6, -3);
      }),
    );
  });
});

test("Query takes the first of several values, keeps all, and decodes plus and percent", () => {
  const query = new Query("near=1&near=2&tag=1&tag=2&passing&filter=x+y%21&node-meta=%zz").of(
    "health.service",
  );
  expect([
    query.text("near"),
    query.texts("tag"),
    query.given("passing"),
    query.text("filter"),
    query.given("node-meta"),
  ]).toEqual(["1", ["1", "2"], true, "x y!", false]);
});

test("routing follows Go's: unknown paths, methods, redirects, blocked endpoints", async () => {
  const world = createSimulation(4);
  await startSimulatedAgent(world, {
    http: { ...DEFAULT_AGENT_CONFIG.http, blockEndpoints: ["/v1/event/"] },
  });
  const { network } = world.host("10.0.0.2");
  const ask = async (method: string, path: string) => {
    const answer = await world.until(network.request({ method, url: `http://10.0.0.1:8500${path}` }));
    return [answer.status, answer.headers.get("allow") ?? answer.headers.get("location") ?? ""];
  };
  expect(await ask("GET", "/v1/nope")).toEqual([404, ""]);
  expect(await ask("GET", "/v1/kv?keys")).toEqual([301, "/v1/kv/?keys"]);
  expect(await ask("PUT", "/v1/kv/a//b")).toEqual([301, "/v1/kv/a/b"]);
  expect(await ask("POST", "/v1/kv/a")).toEqual([405, "OPTIONS,GET,PUT,DELETE"]);
  expect(await ask("OPTIONS", "/v1/catalog/register")).toEqual([200, "OPTIONS,PUT"]);
  expect(await ask("GET", "/v1/event/list")).toEqual([403, ""]);
  // What is done to a query is for one method, and a refusal there does not name OPTIONS.
  expect(await ask("OPTIONS", "/v1/query/x")).toEqual([200, "OPTIONS,GET,PUT,DELETE"]);
  expect(await ask("POST", "/v1/query/x")).toEqual([405, "GET,PUT,DELETE"]);
  for (const end of ["/execute", "/explain"]) {
    expect(await ask("OPTIONS", `/v1/query/x${end}`)).toEqual([200, "OPTIONS,GET"]);
    expect(await ask("PUT", `/v1/query/x${end}`)).toEqual([405, "GET"]);
    expect(await ask("DELETE", `/v1/query/x${end}`)).toEqual([405, "GET"]);
    expect(await ask("GET", `/v1/query/x${end}`)).toEqual([404, ""]);
  }
  expect(await ask("GET", "/v1/kv/x?dc=mars")).toEqual([500, ""]);
});

import type { CallOptions, RouteId } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";

const NAMESPACES = 'Bad request: Invalid query parameter: "ns" - Namespaces are a Consul Enterprise feature';
const NO_KIND =
  "Bad request: Request decoding failed: Payload does not contain a kind/Kind key at the top level";
const STALE = "Cannot specify ?stale with ?consistent, conflicting semantics.";
const ELSEWHERE = "500 No path to datacenter";
const DEFAULTS = { Kind: "service-defaults", Name: "w" };

/** What Consul says to requests that name nothing, or say too little. */
test.each<[RouteId, CallOptions, string]>([
  ["agent.service-deregister", { rest: "" }, "500 ServiceID missing"],
  [
    "query.delete",
    { rest: "none" },
    "500 Prepared Query lookup failed: failed prepared query lookup: index error: UUID must be 36 characters",
  ],
  [
    "kv.delete",
    { rest: "a", query: { recurse: "", cas: "? a" } },
    "400 Conflicting flags: cas=%3F+a&recurse=",
  ],
  [
    "kv.write",
    { rest: "a", query: { release: "z'y", dc: "dc1", acquire: "s", flags: "7" }, body: "v" },
    "400 Conflicting flags: acquire=s&dc=dc1&flags=7&release=z%27y",
  ],
  ["kv.write", { rest: "a", query: { cas: "0", flags: "7" }, body: "v" }, "200 true"],
  [
    "connect.intention-exact-write",
    { query: { source: "a", destination: "b" }, body: { Action: "" } },
    "500 Sources[0].Action must be set to 'allow' or 'deny'",
  ],
  [
    "connect.intention-create",
    { body: { SourceName: "a", DestinationName: "b" } },
    "500 1 error occurred:\n\t* Action must be set to 'allow' or 'deny'\n\n",
  ],
  [
    "connect.intention-create",
    { body: { SourceName: "a", Action: "allow" } },
    "500 1 error occurred:\n\t* DestinationName must be set\n\n",
  ],
  ["agent.join", { rest: "" }, "500 1 error occurred:\n\t* no address to join was given\n\n"],
  ["connect.intention-match", { query: { by: "source", name: "a" } }, '200 {"a":null}'],
  [
    "connect.intention-exact-write",
    { query: { source: "a/b/c" }, body: { Action: "allow" } },
    "500 required query parameter 'destination' not set",
  ],
  ["config.write", { query: { ns: "x" }, body: { Name: "w" } }, `400 ${NO_KIND}`],
  ["config.write", { query: { ns: "x", cas: "x" }, body: DEFAULTS }, `400 ${NAMESPACES}`],
  ["discovery-chain.read", { rest: "", query: { ns: "x" } }, "400 Bad request: Missing chain name"],
  ["discovery-chain.read", { rest: "", query: { ns: "x", index: "x" } }, "400 Invalid index"],
  ["discovery-chain.read", { rest: "web", query: { ns: "x" } }, `400 ${NAMESPACES}`],
  ["agent.connect-ca-leaf", { rest: "", query: { ns: "x", index: "x" } }, `400 ${NAMESPACES}`],
  ["agent.service", { rest: "a", query: { ns: "x", wait: "x" } }, "400 Invalid wait time"],
  ["agent.service", { rest: "a", query: { ns: "x" } }, `400 ${NAMESPACES}`],
  ["agent.service-maintenance", { rest: "", query: { ns: "x" } }, "400 Missing service ID"],
  [
    "agent.check-update",
    { rest: "a", query: { ns: "x" }, body: { Status: "bad" } },
    "400 Invalid check status: 'bad'",
  ],
  ["agent.check-update", { rest: "a", query: { ns: "x" }, body: { Status: "passing" } }, `400 ${NAMESPACES}`],
  ["ui.metrics-proxy", { rest: "x", query: { dc: "dc2", index: "x" } }, "404 UI is not enabled"],
  ["agent.service-maintenance", { rest: "a", query: { ns: "x" } }, "400 Missing value for enable"],
  ["agent.service-maintenance", { rest: "a", query: { ns: "x", enable: "true" } }, `400 ${NAMESPACES}`],
  ["catalog.service", { rest: "web", query: { ns: "x", index: "x" } }, `400 ${NAMESPACES}`],
  ["session.list", { query: { ns: "x", index: "x" } }, "400 Invalid index"],
  ["query.list", { query: { ns: "x" } }, "200 []"],
  ["kv.write", { rest: "a", query: { stale: "", consistent: "" }, body: "v" }, `400 ${STALE}`],
  ["session.create", { query: { stale: "", consistent: "" }, body: {} }, "200 "],
  ["txn.run", { query: { stale: "", consistent: "" }, body: [] }, `400 ${STALE}`],
  [
    "txn.run",
    { query: { stale: "", consistent: "" }, body: [{ KV: { Verb: "set", Key: "" } }] },
    '409 {"Results":null,"Errors":[{"OpIndex":0,"What":"Must provide key"}]}',
  ],
  ["catalog.datacenters", { query: { stale: "", consistent: "" } }, `400 ${STALE}["dc1"]`],
  ["catalog.datacenters", { query: { dc: "dc2", index: "x" } }, '200 ["dc1"]'],
  ["catalog.register", { query: { dc: "dc2" }, body: { Node: "n", Address: "a" } }, "200 true"],
  ["catalog.register", { body: { Node: "n", Address: "a", Datacenter: "dc2" } }, ELSEWHERE],
  ["session.create", { query: { dc: "dc2" }, body: { Behavior: "bad" } }, ELSEWHERE],
  ["session.create", { query: { dc: "dc2" }, body: { Behavior: 5 } }, "400 Request decode failed: "],
  ["session.destroy", { rest: "none", query: { dc: "dc2" } }, ELSEWHERE],
  ["query.read", { rest: "none", query: { dc: "dc2" } }, ELSEWHERE],
  ["query.update", { rest: "none", body: "" }, "500 Prepared Query lookup failed: "],
  ["catalog.nodes", { query: { dc: "dc2", filter: "(" } }, ELSEWHERE],
  ["config.list-or-read", { rest: "x/y", query: { dc: "dc2" } }, ELSEWHERE],
  [
    "config.write",
    { body: { Kind: "\u0001" } },
    "400 Bad request: Request decoding failed: invalid config entry kind: \u0001",
  ],
])("%s %j", async (route, options, wanted) => {
  const { call } = await startSimulatedAgent(createSimulation(3));
  const answer = await call(route, options);
  const said = `${answer.status} ${answer.text()}`;
  // What the rest says is held elsewhere.
  expect(wanted.endsWith(" ") ? said.slice(0, wanted.length) : said).toBe(wanted);
});

test("the place of a wrong intention is that of its source", async () => {
  const { call } = await startSimulatedAgent(createSimulation(4));
  const put = async (source: string, Action: string) =>
    (
      await call("connect.intention-exact-write", { query: { source, destination: "b" }, body: { Action } })
    ).text();
  expect([await put("x", "allow"), await put("y", "deny")]).toEqual(["true", "true"]);
  expect(await put("y", "no")).toContain("Sources[1].Action");
  expect(await put("z", "no")).toContain("Sources[2].Action");
});

test("what holds bytes that no text has is said to be none", async () => {
  const { call } = await startSimulatedAgent(createSimulation(5));
  const typeOf = async (Kind: string) =>
    (await call("config.write", { body: { Kind } })).headers.get("content-type");
  expect(await typeOf("\u0001")).toBe("application/octet-stream");
  expect(await typeOf("\u001b")).toBe("text/plain; charset=utf-8");
  expect(await typeOf(`${"x".repeat(600)}\u0001`)).toBe("text/plain; charset=utf-8");
});

test("of a target that was asked about before the agent knows what it needs", async () => {
  const { call } = await startSimulatedAgent(createSimulation(7));
  const cache = async (Target: string, from: string) => {
    const body = { Target, ClientCertURI: `spiffe://x.consul/ns/default/dc/dc1/svc/${from}` };
    return (await call("agent.connect-authorize", { body })).headers.get("x-cache");
  };
  expect([await cache("a", "x"), await cache("a", "y"), await cache("b", "x")]).toEqual([
    "MISS",
    "HIT",
    "MISS",
  ]);
});

test("what was given out is found in capitals too", async () => {
  const { call } = await startSimulatedAgent(createSimulation(6));
  const idOf = async (route: "session.create" | "query.create", body: object) =>
    ((await call(route, { body })).json() as { readonly ID: string }).ID.toUpperCase();
  const session = await idOf("session.create", {});
  const query = await idOf("query.create", { Name: "q", Service: { Service: "web" } });
  expect((await call("session.info", { rest: session })).text()).toContain(session.toLowerCase());
  expect((await call("query.read", { rest: query })).text()).toContain(query.toLowerCase());
  expect((await call("query.read", { rest: `${query}/execute` })).status).toBe(200);
  expect((await call("session.renew", { rest: session })).status).toBe(200);
  expect((await call("kv.write", { rest: "k", query: { acquire: session }, body: "v" })).text()).toBe("true");
  expect((await call("kv.read", { rest: "k" })).text()).toContain(session.toLowerCase());
  expect((await call("session.destroy", { rest: session })).text()).toBe("true");
  expect((await call("kv.read", { rest: "k" })).text()).not.toContain("Session");
  expect((await call("query.delete", { rest: query })).status).toBe(200);
});

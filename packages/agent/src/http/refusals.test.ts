import type { CallOptions, RouteId } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";

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
])("%s %j", async (route, options, wanted) => {
  const { call } = await startSimulatedAgent(createSimulation(3));
  const answer = await call(route, options);
  expect(`${answer.status} ${answer.text()}`).toBe(wanted);
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

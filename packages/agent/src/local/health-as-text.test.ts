import { Buffer } from "node:buffer";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";

async function open() {
  const world = createSimulation(45);
  const { call } = await startSimulatedAgent(world);
  await call("agent.service-register", { body: { Name: "web", Check: { TTL: "9s", Status: "passing" } } });
  const ask = async (path: string, Accept?: string) => {
    const url = `http://10.0.0.1:8500/v1/agent/health/service/${path}`;
    const headers = Accept === undefined ? {} : { Accept };
    const answer = await world.until(world.host("10.0.0.2").network.request({ method: "GET", url, headers }));
    return { status: answer.status, text: Buffer.from(answer.body).toString() };
  };
  return { call, ask };
}

const IS_JSON = /^[[{]/;

test.each<[string | undefined, string, boolean]>([
  [undefined, "", false],
  ["text/plain", "", true],
  ["text/plain; q=0.5, application/json", "", true],
  ["text/plain", "?format=json", true],
  ["application/json, text/plain", "", false],
  ["TEXT/PLAIN", "", false],
  ["application/json", "?format=text", true],
  [undefined, "?format=TEXT", false],
])("who accepts %s and asks for %j gets text: %s", async (accept, query, isText) => {
  const { ask } = await open();
  for (const path of ["id/web", "name/web"]) {
    const { status, text } = await ask(`${path}${query}`, accept);
    expect([status, isText ? text : IS_JSON.test(text)]).toEqual([200, isText ? "passing" : true]);
  }
  const missing = (await ask(`name/none${query}`, accept)).text;
  expect(missing.trim()).toBe(isText ? "ServiceName none Not Found" : "[]");
});

test.each<[string, object, unknown]>([
  ["not registered", {}, null],
  ["registered as null", { Tags: null }, null],
  ["registered as none", { Tags: [] }, []],
  ["registered", { Tags: ["a"] }, ["a"]],
])("tags that were %s, in the checks of the service and of the node", async (_, more, wanted) => {
  const { call } = await open();
  await call("agent.service-register", { body: { Name: "db", Check: { TTL: "9s" }, ...more } });
  await call("agent.check-register", { body: { Name: "disk", TTL: "9s" } });
  const answer = await call("agent.health-by-id", { rest: "db" });
  const { Checks } = answer.json() as {
    readonly Checks: readonly { CheckID: string; ServiceTags: unknown }[];
  };
  const tags = Object.fromEntries(Checks.map((check) => [check.CheckID, check.ServiceTags]));
  expect(tags).toEqual({ disk: null, "service:db": wanted });
});

import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";

async function open() {
  const { call } = await startSimulatedAgent(createSimulation(58));
  await call("agent.service-register", { body: { Name: "web" } });
  const say = async (...of: Parameters<typeof call>) => {
    const answer = await call(...of);
    return `${answer.status} ${answer.text()}`.trim();
  };
  /** What the catalog has, the moment that the agent has answered. */
  const catalog = async () =>
    ((await call("health.node", { rest: "n1" })).json() as { CheckID: string; Notes: string }[])
      .filter(({ CheckID }) => CheckID !== "serfHealth")
      .map(({ CheckID, Notes }) => `${CheckID} ${Notes}`);
  return { say, catalog };
}

const DOORS = [
  ["agent.maintenance", {}, "_node_maintenance"],
  ["agent.service-maintenance", { rest: "web" }, "_service_maintenance:web"],
] as const;

describe.each(DOORS)("%s", (route, of, id) => {
  test("takes out of service, and back", async () => {
    const { say, catalog } = await open();
    const set = (enable: string, reason = "why") => say(route, { ...of, query: { enable, reason } });
    expect([await set("true"), await catalog()]).toEqual(["200", [`${id} why`]]);
    expect([await set("1", "another"), await catalog()]).toEqual(["200", [`${id} why`]]);
    expect([await set("false"), await catalog()]).toEqual(["200", []]);
    expect([await set("false"), await catalog()]).toEqual(["200", []]);
  });

  test.each([
    [{}, "400 Missing value for enable"],
    [{ enable: "" }, '400 Invalid value for enable: ""'],
    [{ enable: "maybe" }, '400 Invalid value for enable: "maybe"'],
  ])("with %j is refused", async (query, wanted) => {
    const { say, catalog } = await open();
    expect(await say(route, { ...of, query })).toBe(wanted);
    expect(await catalog()).toEqual([]);
  });
});

test.each([
  ["none", '404 No service registered with ID "none"'],
  ["", "400 Missing service ID"],
])("a service %j is not there", async (rest, wanted) => {
  const { say, catalog } = await open();
  expect(await say("agent.service-maintenance", { rest, query: { enable: "true" } })).toBe(wanted);
  expect(await catalog()).toEqual([]);
});

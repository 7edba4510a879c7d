import type { CallOptions, RouteId } from "@tutti/agent-api";
import type { Servers } from "@tutti/server";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";

const SLOW_MS = 5_000;

/** Whoever has the answer finds in the catalog what it was about, however long that took to write. */
test.each<[RouteId, CallOptions]>([
  ["agent.service-register", { body: { Name: "new" } }],
  ["agent.service-deregister", { rest: "web" }],
  ["agent.service-maintenance", { rest: "web", query: { enable: "true" } }],
  ["agent.maintenance", { query: { enable: "true" } }],
  ["agent.check-register", { body: { Name: "new", TTL: "1h" } }],
  ["agent.check-deregister", { rest: "c" }],
  ["agent.check-pass", { rest: "c" }],
  ["agent.check-warn", { rest: "c" }],
  ["agent.check-update", { rest: "c", body: { Status: "passing" } }],
])("%s answers when it is written", async (route, options) => {
  const world = createSimulation(68);
  const { clock } = world.host("10.0.0.1");
  let slow = false;
  const late = async <T>(write: () => Promise<T>): Promise<T> => {
    if (slow) await clock.sleep(SLOW_MS);
    return write();
  };
  const link = (servers: Servers): Servers => ({
    ...servers,
    register: (...of) => late(() => servers.register(...of)),
    deregister: (...of) => late(() => servers.deregister(...of)),
  });
  const { call, client } = await startSimulatedAgent(world, {}, { link });
  await call("agent.service-register", { body: { Name: "web", Check: { CheckID: "c", TTL: "1h" } } });
  slow = true;
  let status = 0;
  client.call(route, options).then((answer) => {
    status = answer.status;
  });
  await world.run(SLOW_MS - 100);
  expect(status).toBe(0);
  await world.run(3 * SLOW_MS);
  expect(status).toBe(200);
});

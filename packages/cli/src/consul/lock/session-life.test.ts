import { createAgentClient } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { keepSession } from "./session-life.ts";

const TTL_MS = 15_000;

/** Seconds after which a session is lost that is answered so, renewal by renewal; undefined: not within ten minutes. */
async function lostAfter(
  answers: readonly (number | "silence")[],
  otherwise: number,
): Promise<number | undefined> {
  const world = createSimulation(8);
  const agent = { host: "10.0.0.1", port: 8500 };
  let asked = 0;
  await world.until(
    world.host(agent.host).network.serveHttp(agent, (exchange) => {
      const status = answers[asked] ?? otherwise;
      asked += 1;
      if (status !== "silence") exchange.respond(status, {}, "");
    }),
  );
  const runtime = world.host("10.0.0.2");
  const client = createAgentClient(runtime, { address: `${agent.host}:${agent.port}` });
  const began = world.nowMs;
  const life = keepSession({ client, runtime }, "s", TTL_MS);
  let lostMs: number | undefined;
  life.lost.addEventListener("abort", () => {
    lostMs = world.nowMs - began;
  });
  await world.run(600_000);
  life.stop();
  return lostMs === undefined ? undefined : Math.round(lostMs / 100) / 10;
}

test.each<[string, readonly (number | "silence")[], number, number | undefined]>([
  ["is answered each time", [], 200, undefined],
  ["has ended, as the agent says", [200, 404], 200, 15],
  ["is never answered", ["silence"], 200, 15],
  ["fails for a while, and goes on", [500, 500, 500, 200], 200, undefined],
  ["fails for longer than its TTL", [200], 500, 22.5],
])("a session whose renewal %s", async (_what, answers, otherwise, wanted) => {
  expect(await lostAfter(answers, otherwise)).toBe(wanted);
});

import { createAgentClient } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { untilLost } from "./monitor.ts";

const MINE = '[{"Key":"p/.lock","Session":"s"}]';

/** How a lock is watched by an agent that answers so, one question after the other, and then not any more. */
async function watch(answers: readonly (readonly [number, string])[], retries: number) {
  const world = createSimulation(9);
  const agent = { host: "10.0.0.1", port: 8500 };
  const asked: string[] = [];
  await world.until(
    world.host(agent.host).network.serveHttp(agent, (exchange) => {
      asked.push(exchange.target.replace(/.*\?/, ""));
      const [status, body] = answers[asked.length - 1] ?? [500, ""];
      exchange.respond(status, { "X-Consul-Index": String(asked.length * 10) }, body);
    }),
  );
  const runtime = world.host("10.0.0.2");
  const client = createAgentClient(runtime, { address: `${agent.host}:${agent.port}` });
  const held = {
    lock: { key: "p/.lock", fence: 1 },
    watched: { rest: "p/.lock", recurse: false },
    holds: (pairs: readonly { readonly Session?: unknown }[]) => pairs[0]?.Session === "s",
    release: async () => {},
    cleanUp: async () => true,
  };
  const began = world.nowMs;
  const how = await world.until(untilLost({ client, runtime }, held, retries, new AbortController().signal));
  return { how, asked, seconds: Math.floor((world.nowMs - began) / 1000) };
}

test.each<[string, readonly (readonly [number, string])[], number, readonly string[], number]>([
  [
    "another holds it",
    [
      [200, MINE],
      [200, '[{"Session":"t"}]'],
    ],
    3,
    ["consistent=", "consistent=&index=10"],
    0,
  ],
  ["it is gone", [[404, ""]], 3, ["consistent="], 0],
  ["nothing is known of it", [], 0, ["consistent="], 0],
  [
    "nothing is known of it for long",
    [[200, MINE]],
    2,
    ["consistent=", "consistent=&index=10", "consistent=", "consistent="],
    2,
  ],
  [
    "nothing is known of it again and again, and retries begin anew in between",
    [
      [500, ""],
      [200, MINE],
      [500, ""],
      [200, MINE],
    ],
    1,
    [
      "consistent=",
      "consistent=",
      "consistent=&index=20",
      "consistent=",
      "consistent=&index=40",
      "consistent=",
    ],
    3,
  ],
])("a lock is lost when %s", async (_, answers, retries, asked, seconds) => {
  expect(await watch(answers, retries)).toEqual({ how: "lost", asked, seconds });
});

import { type SimulatedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation, type Simulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { builtOf, MINIMAL } from "../../testkit/built-config.ts";
import type { WatchConfig } from "./watch-config.ts";

const watchesOf = (...watches: readonly unknown[]): readonly WatchConfig[] =>
  builtOf([MINIMAL, JSON.stringify({ watches })]).agent.watches;

interface Watched extends SimulatedAgent {
  readonly world: Simulation;
  /** Each call of the program `handler`: its index and what it was given. */
  readonly calls: string[];
  readonly log: string[];
}

/** An agent with watches, beside a program that notes how it is called and ends with the status that its argument says. */
async function startWatched(...watches: readonly unknown[]): Promise<Watched> {
  const world = createSimulation(5);
  const calls: string[] = [];
  const log: string[] = [];
  const { processes } = world.host("10.0.0.1", { variables: { SHELL: "" } });
  for (const name of ["handler", "/bin/sh"])
    processes.install(name, async ({ args, input, environment }) => {
      calls.push(`${environment?.["CONSUL_INDEX"]} ${[name, ...args].join(" ")} ${String(input)}`);
      if (args[0] === "long") await world.host("10.0.0.1").clock.sleep(60_000);
      return { exitCode: args[0] === "bad" ? 3 : 0, output: "said" };
    });
  const agent = await startSimulatedAgent(
    world,
    { watches: watchesOf(...watches) },
    { log: (level, line) => void (line.startsWith("watch:") && log.push(`${level} ${line}`)) },
  );
  await world.run(10);
  return { ...agent, world, calls, log };
}

test("a program gets what is there, what changes, and nothing else", async () => {
  const { call, calls, world, log, agent } = await startWatched({
    type: "key",
    key: "a",
    args: ["handler", "x"],
  });
  await call("kv.write", { rest: "b", body: "other" });
  await call("kv.write", { rest: "a", query: { flags: "18446744073709551615" }, body: "<1>" });
  await world.run(10);
  const { index } = await call("kv.read", { rest: "a" });
  expect(calls).toEqual([
    "1 handler x null\n",
    `${index} handler x {"LockIndex":0,"Key":"a","Flags":18446744073709551615,"Value":"PDE+","CreateIndex":${index},"ModifyIndex":${index},"Session":""}\n`,
  ]);
  expect(log.at(-1)).toBe('debug watch: handler output: watch_handler="handler" output="said"');
  await agent.stop();
});

test("a script is a line for a shell, and one that ends badly is told of and called again", async () => {
  const { call, calls, world, log, agent } = await startWatched(
    { type: "event", name: "e", handler: "notify | cat" },
    { type: "keyprefix", prefix: "p/", args: ["handler", "bad"] },
  );
  await call("event.fire", { rest: "e" });
  await call("event.fire", { rest: "other" });
  await world.run(10);
  await call("event.fire", { rest: "e", body: "2" });
  await call("kv.write", { rest: "p/1", body: "" });
  await world.run(10);
  const scripts = calls.filter((one) => one.includes("-c notify | cat"));
  expect(scripts.map((one) => one.replace(/.*cat /, "").match(/"Payload":[^,]*/g))).toEqual([
    null,
    ['"Payload":null'],
    ['"Payload":"Mg=="'],
  ]);
  expect(calls.filter((one) => one.includes("handler bad"))).toHaveLength(2);
  expect(log).toContain(
    'error watch: Failed to run watch handler: watch_handler="handler" error=exit status 3 output="said"',
  );
  await agent.stop();
});

test("a place of the web gets it as a request", async () => {
  const world = createSimulation(6);
  const requests: unknown[] = [];
  await world.until(
    world.host("10.0.0.9").network.serveHttp({ host: "10.0.0.9", port: 80 }, (exchange) => {
      void exchange.body(1000).then((body) => {
        const { method, target } = exchange;
        const headers = ["content-type", "x-consul-index", "x-foo"].map((name) => exchange.header(name));
        requests.push([method, target, ...headers, new TextDecoder().decode(body)]);
        exchange.respond(requests.length === 1 ? 200 : 500, {}, "answer");
      });
    }),
  );
  const log: string[] = [];
  const http = { path: "http://10.0.0.9/w?secret=1", header: { "x-foo": ["a", "b"] } };
  const { agent, call } = await startSimulatedAgent(
    world,
    { watches: watchesOf({ type: "key", key: "a", handler_type: "http", http_handler_config: http }) },
    { log: (level, line) => void (line.startsWith("watch:") && log.push(`${level} ${line}`)) },
  );
  await world.run(100);
  await call("kv.write", { rest: "a", body: "1" });
  await world.run(100);
  const { index } = await call("kv.read", { rest: "a" });
  expect(requests).toEqual([
    ["POST", "/w?secret=1", "application/json", "1", "a, b", "null\n"],
    ["POST", "/w?secret=1", "application/json", String(index), "a, b", expect.stringMatching(/^\{.*\}\n$/)],
  ]);
  expect(log).toEqual([
    'debug watch: handler output: watch_handler=http://10.0.0.9/w output="answer"',
    'error watch: Failed to run watch handler: watch_handler=http://10.0.0.9/w error=500 Internal Server Error output="answer"',
  ]);
  await world.until(agent.stop());
});

test("a reload ends what was watched and begins what is to be; the agent's end ends handlers", async () => {
  const watched = { type: "key", key: "a", args: ["handler", "long"] };
  const { agent, call, calls, world } = await startWatched(watched);
  const next = watchesOf({ type: "key", key: "b", args: ["handler", "new"] });
  expect(await world.until(agent.reconfigure({ ...agent.context.config, watches: next }))).toBe(true);
  await world.run(120_000);
  await call("kv.write", { rest: "a", body: "1" });
  await call("kv.write", { rest: "b", body: "1" });
  await world.run(10);
  expect(calls.map((one) => one.split(" ").slice(0, 3).join(" "))).toEqual([
    "1 handler long",
    expect.stringMatching(/^\d+ handler new$/),
    expect.stringMatching(/^\d+ handler new$/),
  ]);
  const last = watchesOf(watched);
  await world.until(agent.reconfigure({ ...agent.context.config, watches: last }));
  await world.run(10);
  const before = world.nowMs;
  await world.until(agent.stop());
  expect(world.nowMs - before).toBeLessThan(1000);
});

test("a token that may not see is told of, without the token", async () => {
  const { log, agent } = await startWatched({
    type: "nodes",
    datacenter: "elsewhere",
    token: "5ec4e7",
    args: ["handler"],
  });
  expect(log).toEqual([
    "error watch: Watch errored: type=nodes error=Unexpected response code: 500 (No path to datacenter) retry=5s",
  ]);
  await agent.stop();
});

import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { pushLine } from "./push-lines.ts";
import { LINES_MAX, type PushTarget, pushMetrics } from "./push-metrics.ts";
import { createMetrics } from "./registry.ts";

const RULES = { allowed: [], blocked: [], byDefault: true };

describe("pushLine()", () => {
  const gauge = { kind: "gauge", name: "consul.n1.g", labels: {} } as const;
  const counter = { kind: "counter", name: "consul.c", labels: { a: "1", b: "" } } as const;
  const sample = { kind: "sample", name: "consul.s x:y", labels: { path: "v1 kv|" } } as const;
  test.each([
    ["statsd", gauge, 1, [], "consul.n1.g:1.000000|g\n"],
    ["statsd", counter, 2, [], "consul.c.1.:2.000000|c\n"],
    ["statsd", sample, 0.25, [], "consul.s_x_y.v1_kv_:0.250000|ms\n"],
    ["statsite", sample, 0.25, [], "consul.s_x_y.v1_kv_:0.250000|ms\n"],
    ["dogstatsd", gauge, 1.5, [], "consul.g:1.500000|g\n"],
    ["dogstatsd", counter, 2, ["team:shop"], "consul.c:2|c|#team:shop,a:1,b\n"],
    ["dogstatsd", sample, 3, [], "consul.s_x_y:3.000000|ms|#path:v1_kv_\n"],
  ] as const)("%s: %j is %d, with %j", (kind, series, value, tags, wanted) => {
    expect(pushLine(kind, series, value, { hostname: "n1", tags })).toBe(wanted);
  });
});

function open(kind: PushTarget["kind"]) {
  const world = createSimulation(1);
  const agent = world.host("10.0.0.1");
  const server = world.host("10.0.0.9");
  const options = { prefix: "consul", hostname: "", rules: RULES, keepsValues: false };
  const metrics = createMetrics(agent.clock, options);
  const failures: string[] = [];
  const target: PushTarget = { kind, host: "10.0.0.9", port: 8125, tags: [] };
  const start = () =>
    pushMetrics(metrics, [target], agent, { hostname: "", failed: (line) => failures.push(line) });
  return { world, server, metrics, failures, start };
}

test("statsd is sent what is told, whole lines in packets of a size that goes in one piece", async () => {
  const { world, server, metrics, start } = open("statsd");
  const packets: string[] = [];
  const socket = await world.until(server.network.bindUdp({ host: "10.0.0.9", port: 8125 }));
  socket.onMessage((data) => packets.push(Buffer.from(data).toString("utf8")));
  const pushing = start();
  for (let n = 0; n < 100; n += 1) metrics.count("n", n);
  metrics.observe(() => metrics.gauge("observed", 5));
  await world.run(1_000);
  const lines = packets.join("").split("\n").slice(0, -1);
  expect(lines).toEqual(Array.from({ length: 100 }, (_, n) => `consul.n:${n}.000000|c`));
  for (const packet of packets) expect(packet.length).toBeLessThanOrEqual(1400);
  expect(packets.length).toBeLessThan(4);
  await world.run(10_000);
  expect(packets.at(-1)).toBe("consul.observed:5.000000|g\n");
  metrics.count("last");
  await world.until(pushing.stop());
  await world.run(1_000);
  expect(packets.at(-1)).toBe("consul.last:1.000000|c\n");
});

test("statsite gets a stream, and a new one when it was away", async () => {
  const { world, server, metrics, failures, start } = open("statsite");
  start();
  await world.run(1_000);
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatch(/^metrics cannot be sent to 10\.0\.0\.9:8125: ECONNREFUSED/);
  let text = "";
  const listener = await world.until(
    server.network.listen({ host: "10.0.0.9", port: 8125 }, async (connection) => {
      for await (const data of connection.data) text += Buffer.from(data).toString("utf8");
    }),
  );
  metrics.count("too.early");
  await world.run(15_000);
  metrics.count("opens");
  await world.run(1_000);
  metrics.count("a");
  await world.run(1_000);
  expect(text).toBe("consul.a:1.000000|c\n");
  await world.until(listener.close());
});

test("what nobody takes is dropped, not kept", async () => {
  const { world, server, metrics, start } = open("statsd");
  let count = 0;
  const socket = await world.until(server.network.bindUdp({ host: "10.0.0.9", port: 8125 }));
  socket.onMessage((data) => {
    count += Buffer.from(data).toString("utf8").split("\n").length - 1;
  });
  start();
  for (let n = 0; n < LINES_MAX + 50; n += 1) metrics.count("n");
  await world.run(1_000);
  expect(count).toBe(LINES_MAX);
});

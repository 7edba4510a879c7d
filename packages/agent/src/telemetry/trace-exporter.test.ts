import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { createTraceExporter } from "./trace-exporter.ts";

interface Span {
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, string>> }[];
  readonly status?: object;
}

/** An agent with these variables beside a collector that notes what it is sent. */
async function start(variables: Readonly<Record<string, string>>, status = 200) {
  const world = createSimulation(91);
  world.host("10.0.0.1", { variables });
  const sent: { readonly target: string; readonly auth: string | undefined; readonly service: string }[] = [];
  const spans: Span[] = [];
  await world.until(
    world.host("10.0.0.9").network.serveHttp({ host: "10.0.0.9", port: 4318 }, (exchange) => {
      void exchange.body(1 << 20).then((body) => {
        const { resourceSpans } = JSON.parse(new TextDecoder().decode(body));
        const [{ resource, scopeSpans }] = resourceSpans;
        sent.push({
          target: exchange.target,
          auth: exchange.header("x-key"),
          service: resource.attributes[0].value.stringValue,
        });
        spans.push(...scopeSpans[0].spans);
        exchange.respond(status, {});
      });
    }),
  );
  const lines: string[] = [];
  const kit = await startSimulatedAgent(world, {}, { log: (level, line) => lines.push(`${level} ${line}`) });
  const { clock, network } = world.host("10.0.0.2");
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    world.until(network.request({ method: "GET", url: `http://10.0.0.1:8500${path}`, headers }));
  return { ...kit, world, sent, spans, lines, get, wait: (ms: number) => world.until(clock.sleep(ms)) };
}

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://10.0.0.9:4318/" };

test("tells of each request by its route, not by what was asked for", async () => {
  const { get, wait, sent, spans } = await start({
    ...ENDPOINT,
    OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b,bad",
    OTEL_SERVICE_NAME: "east",
  });
  const trace = "0af7651916cd43dd8448eb211c80319c";
  await get("/v1/kv/secret-name", { traceparent: `00-${trace}-b7ad6b7169203331-01` });
  await get("/v1/query/none", { traceparent: `00-${"0".repeat(32)}-b7ad6b7169203331-01` });
  await wait(6_000);
  expect(sent).toEqual([{ target: "/v1/traces", auth: "a b", service: "east" }]);
  expect(JSON.stringify(spans)).not.toContain("secret-name");
  expect(spans[0]).toMatchObject({
    name: "GET /v1/kv/{key}",
    traceId: trace,
    parentSpanId: "b7ad6b7169203331",
    kind: 2,
  });
  expect(spans[0]?.attributes.at(-1)).toEqual({
    key: "http.response.status_code",
    value: { intValue: "404" },
  });
  expect([spans[0]?.status, spans[1]?.status]).toEqual([undefined, { code: 2 }]);
  expect(spans[1]?.parentSpanId).toBe(undefined);
  expect(BigInt(spans[0]?.endTimeUnixNano ?? 0)).toBeGreaterThanOrEqual(
    BigInt(spans[0]?.startTimeUnixNano ?? 1),
  );
});

test("what waits is sent when the agent ends", async () => {
  const { get, agent, spans, world } = await start(ENDPOINT);
  await get("/v1/status/leader");
  await world.until(agent.stop());
  expect(spans.map(({ name }) => name)).toEqual(["GET /v1/status/leader"]);
});

test("many go in batches", async () => {
  const { get, wait, sent, spans } = await start(ENDPOINT);
  for (let at = 0; at < 600; at += 1) await get("/v1/agent/services");
  await wait(6_000);
  expect([spans.length, sent.length >= 2]).toEqual([600, true]);
});

test("so many wait, and no more", async () => {
  const { world, spans } = await start(ENDPOINT);
  const lines: string[] = [];
  const exporter = createTraceExporter(world.host("10.0.0.1"), (line) => lines.push(line));
  const span = {
    route: "r",
    method: "GET",
    path: "/",
    status: 200,
    startMs: 1,
    durationMs: 1,
    traceparent: undefined,
  };
  for (let at = 0; at < 2_100; at += 1) exporter?.add(span);
  await world.until(exporter?.close() ?? Promise.resolve());
  expect([spans.length, lines]).toEqual([
    2_048,
    ["traces: more than 2048 wait to be sent; others are dropped"],
  ]);
});

test.each<[Readonly<Record<string, string>>, string]>([
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://10.0.0.9:4318/own" }, "/own"],
  [{ ...ENDPOINT, OTEL_SDK_DISABLED: "true" }, ""],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: "none" }, ""],
  [{}, ""],
])("%j: %s", async (variables, wanted) => {
  const { get, wait, sent } = await start(variables);
  await get("/v1/status/leader");
  await wait(6_000);
  expect(sent.map(({ target }) => target).join()).toBe(wanted);
});

test("a collector that refuses, or is not there, is told once, and holds nobody up", async () => {
  const refusing = await start(ENDPOINT, 503);
  const away = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://10.0.0.8:4318" });
  for (const { get, wait } of [refusing, away])
    for (let at = 0; at < 3; at += 1) {
      expect((await get("/v1/status/leader")).status).toBe(200);
      await wait(20_000);
    }
  const told = ({ lines }: typeof away) => lines.filter((line) => line.includes("traces:"));
  expect(told(refusing)).toEqual(["warn traces: the collector answers 503"]);
  expect(told(away)).toEqual([expect.stringMatching(/^warn traces: the collector cannot be asked: /)]);
});

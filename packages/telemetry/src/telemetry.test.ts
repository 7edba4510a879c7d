import { createSimulation, type Simulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { VALUES_MAX } from "./aggregate.ts";
import { prometheusText } from "./prometheus.ts";
import { createMetrics, type MetricRegistry, type MetricsOptions, SERIES_MAX } from "./registry.ts";
import { summarize } from "./summary.ts";

const OPEN = { allowed: [], blocked: [], byDefault: true };

interface World {
  readonly world: Simulation;
  readonly metrics: MetricRegistry;
  prometheus(retentionMs?: number): string;
}

function open(options: Partial<MetricsOptions> = {}): World {
  const world = createSimulation(1);
  const { clock } = world.host("10.0.0.1");
  const whole = { prefix: "consul", hostname: "", rules: OPEN, keepsValues: true, ...options };
  const metrics = createMetrics(clock, whole);
  return {
    world,
    metrics,
    prometheus: (retentionMs = 60_000) => prometheusText(metrics, clock.monotonic(), retentionMs),
  };
}

describe("summarize()", () => {
  test("tells of the first interval while there is no other, and then of the last one that is whole", async () => {
    const { world, metrics } = open();
    const counts = () => summarize(metrics).Counters.map(({ Name, Count }) => [Name, Count]);
    metrics.count("a");
    expect(counts()).toEqual([["consul.a", 1]]);
    await world.run(10_000);
    metrics.count("a");
    metrics.count("a");
    metrics.count("b");
    expect(counts()).toEqual([["consul.a", 1]]);
    await world.run(10_000);
    expect(counts()).toEqual([
      ["consul.a", 2],
      ["consul.b", 1],
    ]);
    await world.run(10_000);
    expect(counts()).toEqual([]);
  });

  test("tells when the interval began, in whole seconds", async () => {
    const { world, metrics } = open();
    const at = (ms: number) =>
      `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`;
    const began = world.nowMs;
    expect(summarize(metrics).Timestamp).toBe(at(began));
    await world.run(25_000);
    expect(summarize(metrics).Timestamp).toBe(at(began + 10_000));
  });

  test("a counter and a sample are told as what came of them, the rate by the second", () => {
    const { metrics } = open();
    metrics.count("c", 3);
    for (const ms of [2, 4, 9]) metrics.sample("s", ms, { path: "v1_kv_" });
    const { Counters, Samples } = summarize(metrics);
    expect(Counters).toEqual([
      { Name: "consul.c", Count: 1, Rate: 0.3, Sum: 3, Min: 3, Max: 3, Mean: 3, Stddev: 0, Labels: {} },
    ]);
    const labels = { path: "v1_kv_" };
    const stddev = expect.closeTo(3.605551, 5) as number;
    expect(Samples).toEqual([
      {
        Name: "consul.s",
        Count: 3,
        Rate: 1.5,
        Sum: 15,
        Min: 2,
        Max: 9,
        Mean: 5,
        Stddev: stddev,
        Labels: labels,
      },
    ]);
  });

  test("a gauge is as it was told last, and what is observed is told when somebody reads", () => {
    const { metrics } = open({ hostname: "n1" });
    let size = 1;
    metrics.observe(() => metrics.gauge("size", size, { datacenter: "dc1" }));
    metrics.gauge("g", 1);
    metrics.gauge("g", 7);
    size = 5;
    expect(summarize(metrics).Gauges).toEqual([
      { Name: "consul.n1.g", Value: 7, Labels: {} },
      { Name: "consul.n1.size", Value: 5, Labels: { datacenter: "dc1" } },
    ]);
  });

  test.each([
    ["consul", "n1", "consul.n1.g", "consul.c"],
    ["", "n1", "n1.g", "c"],
    ["consul", "", "consul.g", "consul.c"],
    ["", "", "g", "c"],
  ])("names with prefix %j on %j: gauges have the host's", (prefix, hostname, gauge, counter) => {
    const { metrics } = open({ prefix, hostname });
    metrics.gauge("g", 1);
    metrics.count("c");
    expect(
      metrics
        .read()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([gauge, counter].sort());
  });
});

test.each([
  ["all, where nothing is said", OPEN, ["consul.a.b", "consul.a.c", "consul.d"]],
  ["nothing, where that is said", { ...OPEN, byDefault: false }, []],
  ["what is allowed", { ...OPEN, allowed: ["consul.a"], byDefault: false }, ["consul.a.b", "consul.a.c"]],
  ["not what is blocked", { ...OPEN, blocked: ["consul.a"] }, ["consul.d"]],
  [
    "by the longest beginning",
    { allowed: ["consul.a.b"], blocked: ["consul.a"], byDefault: true },
    ["consul.a.b", "consul.d"],
  ],
  [
    "by the longest beginning, the other way round",
    { allowed: ["consul.a"], blocked: ["consul.a.b"], byDefault: false },
    ["consul.a.c"],
  ],
  ["not what is both", { allowed: ["consul.a"], blocked: ["consul.a"], byDefault: true }, ["consul.d"]],
])("names that are told: %s", (_, rules, wanted) => {
  const { metrics } = open({ rules });
  for (const name of ["a.b", "a.c", "d"]) metrics.count(name);
  expect(metrics.read().map(({ name }) => name)).toEqual(wanted);
});

describe("prometheusText()", () => {
  test("counters and summaries count since the start, quantiles are of what came lately", async () => {
    const { world, metrics, prometheus } = open();
    metrics.count("rpc.request", 2);
    metrics.gauge("runtime.alloc_bytes", 1.5);
    for (let ms = 1; ms <= 100; ms += 1) metrics.sample("api.http", ms, { method: "GET", path: 'a"b\\c' });
    const labels = 'method="GET",path="a\\"b\\\\c"';
    const text = (quantiles: readonly number[], count: number) =>
      [
        "# HELP consul_api_http consul_api_http",
        "# TYPE consul_api_http summary",
        ...[0.5, 0.9, 0.99].map((q, at) => `consul_api_http{${labels},quantile="${q}"} ${quantiles[at]}`),
        `consul_api_http_sum{${labels}} 5050`,
        `consul_api_http_count{${labels}} 100`,
        "# HELP consul_rpc_request consul_rpc_request",
        "# TYPE consul_rpc_request counter",
        `consul_rpc_request ${count}`,
        "# HELP consul_runtime_alloc_bytes consul_runtime_alloc_bytes",
        "# TYPE consul_runtime_alloc_bytes gauge",
        "consul_runtime_alloc_bytes 1.5",
        "",
      ].join("\n");
    expect(prometheus()).toBe(text([51, 91, 100], 2));
    await world.run(30_000);
    metrics.count("rpc.request");
    expect(prometheus()).toBe(text([Number.NaN, Number.NaN, Number.NaN], 3));
  });

  test("what was not told of for the retention time is left out", async () => {
    const { world, metrics, prometheus } = open();
    metrics.count("old");
    await world.run(5_000);
    metrics.count("new");
    expect(prometheus(5_000)).toContain("consul_old 1\n");
    expect(prometheus(4_999)).not.toContain("consul_old");
    expect(prometheus(4_999)).toContain("consul_new 1\n");
  });

  test("a name has one type, and only letters that it may have", () => {
    const { metrics, prometheus } = open({ prefix: "9 a.b-c/ö" });
    metrics.count("x.y");
    metrics.gauge("x_y", 5);
    expect(prometheus()).toBe(
      "# HELP _9_a_b_c___x_y _9_a_b_c___x_y\n# TYPE _9_a_b_c___x_y counter\n_9_a_b_c___x_y 1\n",
    );
  });
});

test("memory does not grow with what comes: values of an interval, and series", async () => {
  const { world, metrics } = open();
  for (let n = 0; n < 10 * VALUES_MAX; n += 1) metrics.sample("s", n);
  expect(metrics.read()[0]?.of(0)?.values).toHaveLength(VALUES_MAX);
  for (let n = 0; n < SERIES_MAX + 100; n += 1) metrics.count("c", 1, { n: String(n) });
  expect(metrics.read()).toHaveLength(SERIES_MAX);
  await world.run(60_000);
  metrics.count("later");
  expect(metrics.read().map(({ name }) => name)).toEqual(["consul.later"]);
});

test("what counts and samples again and again tells the same series as one that does it once", () => {
  const { metrics } = open();
  const count = metrics.counter("c", { x: "1" });
  const sample = metrics.sampler("s");
  count();
  metrics.count("c", 1, { x: "1" });
  count(3);
  sample(2);
  metrics.sample("s", 4);
  expect(metrics.read().map(({ name, count: times, total }) => [name, times, total])).toEqual([
    ["consul.c", 3, 5],
    ["consul.s", 2, 6],
  ]);
});

test("what counts again and again finds its series again after that had to go, and waits for room", async () => {
  const { world, metrics } = open();
  const count = metrics.counter("mine");
  count();
  for (let n = 1; n < SERIES_MAX; n += 1) metrics.count("c", 1, { n: String(n) });
  const late = metrics.counter("late");
  late();
  expect(metrics.read().map(({ name }) => name)).not.toContain("consul.late");
  await world.run(60_000);
  metrics.count("sweeps");
  count();
  late();
  expect(metrics.read().map(({ name, total }) => [name, total])).toEqual([
    ["consul.late", 1],
    ["consul.mine", 1],
    ["consul.sweeps", 1],
  ]);
});

test("what rules keep out is not told by what counts again and again either", () => {
  const { metrics } = open({ rules: { allowed: [], blocked: ["consul.c"], byDefault: true } });
  metrics.counter("c")();
  expect(metrics.read()).toEqual([]);
});

test("series are told apart by kind, name and labels", () => {
  const { metrics } = open();
  metrics.count("a", 1, { x: "1" });
  metrics.count("a", 1, { x: "2" });
  metrics.count("a", 1, { y: "1" });
  metrics.count("a");
  metrics.sample("a", 1);
  expect(metrics.read()).toHaveLength(5);
});

import { expect, test } from "vitest";
import { createSimulation } from "./simulation.ts";

test("timers run in the order of their moments, whatever the order they were set in", async () => {
  const simulation = createSimulation(1);
  const { clock } = simulation.host("a");
  const seen: string[] = [];
  clock.after(30, () => seen.push(`late ${clock.monotonic()}`));
  clock.after(10, () => seen.push(`early ${clock.monotonic()}`));
  clock.after(20, () => seen.push("cancelled")).cancel();
  await simulation.run(25);
  expect(seen).toEqual(["early 10"]);
  await simulation.run(25);
  expect(seen).toEqual(["early 10", "late 30"]);
  expect(clock.monotonic()).toBe(50);
});

test("until() names the seed when nothing can settle the promise", async () => {
  const simulation = createSimulation(42);
  await expect(simulation.until(new Promise(() => {}))).rejects.toThrow(
    "seed 42: the promise did not settle",
  );
});

test("the same seed gives the same run", async () => {
  const story = async (seed: number): Promise<readonly string[]> => {
    const simulation = createSimulation(seed);
    simulation.internet.setWeather({ delayMinMs: 1, delayMaxMs: 100, loss: 0.3 });
    const server = await simulation.host("s").network.bindUdp({ host: "s", port: 7 });
    const seen: string[] = [];
    server.onMessage((data) => seen.push(`${data[0]} at ${simulation.nowMs}`));
    const client = await simulation.host("c").network.bindUdp({ host: "c", port: 0 });
    for (let i = 0; i < 20; i++) client.send(Uint8Array.of(i), { host: "s", port: 7 });
    await simulation.run(200);
    return seen;
  };
  expect(await story(7)).toEqual(await story(7));
  expect(await story(7)).not.toEqual(await story(8));
});

test("an HTTP request reaches the handler of the other host and brings its answer back", async () => {
  const simulation = createSimulation(1);
  await simulation.host("s").network.serveHttp({ host: "0.0.0.0", port: 80 }, (exchange) => {
    exchange.respond(201, { "X-Path": exchange.target }, `${exchange.method} ${exchange.header("x-a")}`);
  });
  const answer = await simulation.until(
    simulation.host("c").network.request({ method: "PUT", url: "http://s/p?q=1", headers: { "X-A": "b" } }),
  );
  expect([answer.status, answer.headers.get("x-path"), new TextDecoder().decode(answer.body)]).toEqual([
    201,
    "/p?q=1",
    "PUT b",
  ]);
});

test("a partition lets requests time out, heal() lets them through", async () => {
  const simulation = createSimulation(1);
  await simulation
    .host("s")
    .network.serveHttp({ host: "s", port: 80 }, (exchange) => exchange.respond(200, {}));
  const ask = () =>
    simulation.until(
      simulation.host("c").network.request({ method: "GET", url: "http://s/", timeoutMs: 5000 }),
    );
  simulation.internet.partition("s", "c");
  await expect(ask()).rejects.toMatchObject({ code: "ETIMEDOUT" });
  simulation.internet.heal();
  expect((await ask()).status).toBe(200);
});

test("a stream keeps its order and ends", async () => {
  const simulation = createSimulation(3);
  simulation.internet.setWeather({ delayMinMs: 1, delayMaxMs: 50, loss: 0 });
  await simulation.host("s").network.listen({ host: "s", port: 9 }, (connection) => {
    void (async () => {
      for await (const piece of connection.data) await connection.write(piece);
      connection.end();
    })();
  });
  const echo = async (): Promise<number[]> => {
    const connection = await simulation.host("c").network.connect({ host: "s", port: 9 });
    for (let i = 0; i < 9; i++) await connection.write(Uint8Array.of(i));
    connection.end();
    const seen: number[] = [];
    for await (const piece of connection.data) seen.push(...piece);
    return seen;
  };
  expect(await simulation.until(echo())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test("a program runs to its end or to its timeout, in simulated time", async () => {
  const simulation = createSimulation(1);
  const { processes, clock } = simulation.host("a");
  processes.install("slow", async () => {
    await clock.sleep(5_000);
    return { exitCode: 3, output: "done" };
  });
  const whole = await simulation.until(processes.run({ program: "slow", args: [] }));
  expect([whole.exitCode, new TextDecoder().decode(whole.stdout)]).toEqual([3, "done"]);
  const cut = await simulation.until(processes.run({ program: "slow", args: [], timeoutMs: 100 }));
  expect(cut.timedOut).toBe(true);
  await expect(processes.run({ program: "absent", args: [] })).rejects.toMatchObject({ code: "ENOENT" });
});

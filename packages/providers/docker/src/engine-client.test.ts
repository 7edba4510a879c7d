import { createRealRuntime } from "@tutti/runtime";
import { startHttpProxy } from "@tutti/runtime/testkit";
import { expect, onTestFinished, test } from "vitest";
import { EngineClient } from "./engine-client.ts";
import { parseEngineHost } from "./engine-host.ts";

const runtime = createRealRuntime();
const { signal } = new AbortController();

/** An engine that answers everything with these pieces. */
async function engineThatSays(pieces: readonly string[]): Promise<EngineClient> {
  const listener = await runtime.network.serveHttp({ host: "127.0.0.1", port: 0 }, (exchange) => {
    const answer = exchange.stream(200, { "content-type": "application/json" });
    for (const piece of pieces) answer.write(piece);
    answer.end();
  });
  onTestFinished(() => listener.close());
  return new EngineClient(parseEngineHost(`tcp://127.0.0.1:${listener.port}`), runtime);
}

test("work() gives each line once it is whole", async () => {
  const engine = await engineThatSays([
    '{"stream":"Step 1',
    '/2"}\n{"stream":"Step 2/2"}\n{"st',
    'ream":"ok"}',
  ]);
  const lines: unknown[] = [];
  await engine.work("/build", { signal, onLine: (line) => lines.push(line.stream) });
  expect(lines).toEqual(["Step 1/2", "Step 2/2"]);
});

test("work() fails with what a line says failed", async () => {
  const engine = await engineThatSays(['{"stream":"Step 1/2"}\n{"error":"no space left"}\n']);
  await expect(engine.work("/build", { signal })).rejects.toThrow("no space left");
});

test("an engine on another machine is asked through the proxy of the environment", async () => {
  const near = await engineThatSays(['{"ok":true}']);
  const proxy = await startHttpProxy(Number(new URL(near.host.baseUrl).port));
  onTestFinished(() => proxy.close());
  const environment = { ...runtime.environment, variables: new Map([["HTTP_PROXY", proxy.url]]) };
  const far = new EngineClient(parseEngineHost("tcp://engine.test:2375"), { ...runtime, environment });
  expect(await far.get("/info", { signal })).toEqual({ ok: true });
  expect(proxy.seen).toEqual([expect.stringMatching(/^GET http:\/\/engine\.test:2375\/v[\d.]+\/info -$/)]);
});

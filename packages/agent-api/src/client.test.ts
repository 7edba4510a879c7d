import { createRealRuntime } from "@tutti/runtime";
import { startHttpProxy } from "@tutti/runtime/testkit";
import { expect, onTestFinished, test } from "vitest";
import { type ClientOptions, createAgentClient } from "./client.ts";

test("an agent elsewhere is asked through the proxy of the environment, one of this machine directly", async () => {
  const { network, disk, environment } = createRealRuntime();
  const agent = await network.serveHttp({ host: "127.0.0.1", port: 0 }, (exchange) =>
    exchange.respond(200, {}, exchange.target),
  );
  onTestFinished(() => agent.close());
  const proxy = await startHttpProxy(agent.port);
  onTestFinished(() => proxy.close());
  const runtime = {
    network,
    disk,
    environment: { ...environment, variables: new Map([["http_proxy", proxy.url]]) },
  };
  const ask = async (address: string): Promise<string> =>
    (await createAgentClient(runtime, { address }).call("kv.read", { rest: "a" })).text();
  expect(await ask("agent.test:8500")).toBe("/v1/kv/a");
  expect(proxy.seen).toEqual(["GET http://agent.test:8500/v1/kv/a -"]);
  expect(await ask(`127.0.0.1:${agent.port}`)).toBe("/v1/kv/a");
  expect(proxy.seen).toHaveLength(1);
});

test("every request names the namespace that is given, or that of the environment", async () => {
  const { network, disk, environment } = createRealRuntime();
  const agent = await network.serveHttp({ host: "127.0.0.1", port: 0 }, (exchange) =>
    exchange.respond(200, {}, exchange.target),
  );
  onTestFinished(() => agent.close());
  const address = `127.0.0.1:${agent.port}`;
  const ask = async (options: ClientOptions, variables: readonly (readonly [string, string])[]) => {
    const runtime = { network, disk, environment: { ...environment, variables: new Map(variables) } };
    const client = createAgentClient(runtime, { address, ...options });
    return (await client.call("kv.read", { rest: "a", query: { raw: "" } })).text();
  };
  const named = [["CONSUL_NAMESPACE", "a b"]] as const;
  expect(await ask({}, [])).toBe("/v1/kv/a?raw=");
  expect(await ask({}, [["CONSUL_NAMESPACE", ""]])).toBe("/v1/kv/a?raw=");
  expect(await ask({}, named)).toBe("/v1/kv/a?ns=a+b&raw=");
  expect(await ask({ namespace: "c", datacenter: "d" }, named)).toBe("/v1/kv/a?dc=d&ns=c&raw=");
});

import { RuntimeError } from "@tutti/runtime";
import { type FailingServers, failingServers } from "@tutti/server/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { startGuardedAgent, startSimulatedAgent } from "../../testkit/index.ts";
import type { AgentConfig } from "../index.ts";

type Shown = { readonly Proxy: { readonly Config?: object; readonly MeshGateway: object } };

async function start(config: Partial<AgentConfig> = {}) {
  const world = createSimulation(61);
  let link: FailingServers | undefined;
  const kit = await startSimulatedAgent(world, config, {
    link: (servers) => {
      link = failingServers(servers);
      return link.servers;
    },
  });
  const call = async (...of: Parameters<typeof kit.call>) => {
    const answer = await kit.call(...of);
    expect(answer.text()).toBe(answer.status === 200 ? answer.text() : "");
    return answer.json();
  };
  return {
    call,
    links: () => link ?? expect.unreachable(),
    ask: kit.call,
    waiting: () => kit.agent.server.context.state.watches.size,
    pass: (ms: number) => world.until(world.host("10.0.0.7").clock.sleep(ms)),
    entry: (Kind: string, Name: string, more: object) =>
      call("config.write", { body: { Kind, Name, ...more } }),
    register: (body: object) => call("agent.service-register", { body }),
    /** As the agent and the catalog have it. */
    async shown(id: string): Promise<readonly [unknown, unknown]> {
      const own = (await call("agent.service", { rest: id })) as Shown;
      const [there] = (await call("catalog.service", { rest: id })) as { ServiceProxy: Shown["Proxy"] }[];
      return [own.Proxy.Config, there?.ServiceProxy.Config];
    },
  };
}

const WEB = { Name: "web", Port: 80, Connect: { SidecarService: {} } };
const SIDECAR = "web-sidecar-proxy";
const twice = (value: unknown) => [value, value];

describe("what config entries say of a proxy", () => {
  test("counts from its registration on, and changes with them, in the catalog too", async () => {
    const { entry, register, shown, pass, call } = await start();
    await entry("proxy-defaults", "global", { Config: { a: 1 } });
    await entry("service-defaults", "web", { Protocol: "http" });
    await register(WEB);
    expect(await shown(SIDECAR)).toEqual(twice({ a: 1, protocol: "http" }));
    await entry("service-defaults", "web", { Protocol: "grpc" });
    await pass(1_000);
    expect(await shown(SIDECAR)).toEqual(twice({ a: 1, protocol: "grpc" }));
    await call("config.delete", { rest: "service-defaults/web" });
    await call("config.delete", { rest: "proxy-defaults/global" });
    await pass(1_000);
    expect(await shown(SIDECAR)).toEqual(twice(undefined));
  });

  test("goes by what the proxy asks for since", async () => {
    const { entry, register, shown, pass } = await start();
    await entry("service-defaults", "other", { Protocol: "http2" });
    const proxy = (DestinationServiceName: string) =>
      register({ Name: "p", Kind: "connect-proxy", Port: 1, Proxy: { DestinationServiceName } });
    await proxy("web");
    expect(await shown("p")).toEqual(twice(undefined));
    await proxy("other");
    expect(await shown("p")).toEqual(twice({ protocol: "http2" }));
    await entry("service-defaults", "web", { Protocol: "grpc" });
    await pass(1_000);
    expect(await shown("p")).toEqual(twice({ protocol: "http2" }));
  });

  test("is waited for once a proxy, for as long as it is there", async () => {
    const { register, waiting, call, pass } = await start();
    const before = waiting();
    await register({ Name: "plain", Port: 1 });
    expect(waiting()).toBe(before);
    await register(WEB);
    await register(WEB);
    await pass(20 * 60_000);
    expect(waiting()).toBe(before + 1);
    await call("agent.service-deregister", { rest: "web" });
    await pass(1_000);
    expect(waiting()).toBe(before);
  });

  test("does not count where enable_central_service_config is false", async () => {
    const { entry, register, shown, waiting } = await start({ centralServiceConfig: false });
    const before = waiting();
    await entry("service-defaults", "web", { Protocol: "http" });
    await register(WEB);
    expect(waiting()).toBe(before);
    expect(await shown(SIDECAR)).toEqual(twice(undefined));
  });

  test("is asked for again where nobody answers, and a registration is refused meanwhile", async () => {
    const { entry, register, shown, pass, links, ask } = await start();
    await register(WEB);
    links().fail(
      { how: "rejects", error: new RuntimeError("ECONNREFUSED", "s", "gone"), questions: ["service-config"] },
      ["read"],
    );
    const refused = await ask("agent.service-register", { body: WEB });
    expect([refused.status, refused.text()]).toEqual([
      500,
      expect.stringContaining(
        'could not retrieve initial service_defaults config for service "web-sidecar-proxy": ',
      ),
    ]);
    // What waited already is answered, and the next question fails.
    await entry("service-defaults", "web", { Protocol: "http" });
    await pass(1_000);
    await entry("service-defaults", "web", { Protocol: "grpc" });
    links().mend();
    await pass(16_000);
    expect(await shown(SIDECAR)).toEqual(twice({ protocol: "grpc" }));
  });

  test("is seen with the token of the registration", async () => {
    const { as, token, master } = await startGuardedAgent(62);
    await master("config.write", { body: { Kind: "service-defaults", Name: "web", Protocol: "http" } });
    const { SecretID } = await token('service_prefix "" { policy = "write" }');
    expect(await as(SecretID, "agent.service-register", { body: WEB })).toBe("200");
    const own = (await master("agent.service", { rest: SIDECAR })).json();
    expect(own).toMatchObject({ Proxy: { Config: { protocol: "http" } } });
  });
});

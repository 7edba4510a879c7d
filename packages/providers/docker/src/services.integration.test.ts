import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Agent, createAgent, DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import { createAgentClient } from "@tutti/agent-api";
import { carryingRegistry, connectAgents, serviceCarrier } from "@tutti/engine";
import { Fields, fromPlain, impliedType, isRecord, type Plain, type RecoveringProvider } from "@tutti/plugin";
import { createRealRuntime } from "@tutti/runtime";
import { Value } from "@tutti/values";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EngineClient } from "./engine-client.ts";
import { DEFAULT_HOST, parseEngineHost } from "./engine-host.ts";
import { createProviderFactory } from "./provider.ts";

const HOST = process.env.TUTTI_TEST_DOCKER_HOST;
const BUSYBOX = ["/bin/busybox", "/usr/bin/busybox"].find(existsSync);
const run = randomUUID().slice(0, 8);
const NAME = `tutti-test-${run}-join`;
const runtime = createRealRuntime();
const signal = new AbortController().signal;
const WITHIN_MS = 20_000;
const engine = new EngineClient(parseEngineHost(HOST ?? DEFAULT_HOST), runtime);

describe.skipIf(HOST === undefined || BUSYBOX === undefined)(
  "services of containers (needs a Docker Engine: TUTTI_TEST_DOCKER_HOST)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "tutti-docker-join-"));
    let agent: Agent;
    let provider: RecoveringProvider;
    let image: Value;

    beforeAll(async () => {
      const off = { https: -1, dns: -1, server: -1, serfLan: -1, serfWan: -1, grpc: -1 };
      const here = {
        bindAddress: "127.0.0.1",
        advertiseAddress: "127.0.0.1",
        advertiseAddressWan: "127.0.0.1",
      };
      const ports = { ...DEFAULT_AGENT_CONFIG.ports, ...off, http: 0 };
      const config = { ...DEFAULT_AGENT_CONFIG, ...here, nodeName: "here", devMode: true, ports };
      agent = await createAgent(config, runtime);
      await agent.start();
      const own = createProviderFactory(runtime);
      const carrying = new Map([[own.source, new Set(["docker_container"])]]);
      const registry = carryingRegistry({ load: async () => own }, carrying, connectAgents(runtime));
      provider = (await (await registry.load(own.source))?.create()) as RecoveringProvider;
      const given = { host: HOST ?? "", agent_address: `127.0.0.1:${agent.httpPort}`, registry_auth: [] };
      await provider.configure({
        config: fromPlain(impliedType(provider.schema().provider.block), given),
        signal,
      });
      mkdirSync(join(folder, "www"));
      writeFileSync(join(folder, "www", "health"), "ok\n");
      copyFileSync(BUSYBOX ?? "", join(folder, "busybox"));
      image = await create("docker_image", { name: `${NAME}:1`, build: [{ context: folder }] });
    });

    afterAll(async () => {
      await remove("docker_image", image);
      await agent.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function create(type: string, plain: Record<string, Plain>): Promise<Value> {
      const block = provider.schema().resourceTypes.get(type)?.block;
      if (block === undefined) throw new Error(`no type ${type}`);
      const empty = Object.fromEntries(
        [...block.blocks].map(([key, { nesting }]) => [key, nesting === "map" ? {} : []]),
      );
      const config = fromPlain(impliedType(block), { ...empty, ...plain });
      const request = { type, prior: Value.null(config.type), config, private: undefined, signal };
      const planned = (await provider.plan({ ...request, proposed: config })).value?.planned ?? config;
      const outcome = await provider.apply({ ...request, planned, operationId: `op-${randomUUID()}` });
      expect(outcome.diagnostics).toEqual([]);
      if (outcome.value === undefined) throw new Error("no state");
      if (type !== "docker_container") return outcome.value.state;
      const { state } = outcome.value;
      const before = Value.null(state.type);
      const registered = await serviceCarrier(provider)?.register({ type, before, state, signal });
      expect(registered?.diagnostics).toEqual([]);
      return registered?.state ?? state;
    }

    async function remove(type: string, prior: Value): Promise<void> {
      const gone = Value.null(prior.type);
      const request = { type, prior, planned: gone, config: gone, private: undefined, signal };
      if (type === "docker_container")
        await serviceCarrier(provider)?.deregister({ prior, kept: new Set(), signal });
      expect((await provider.apply({ ...request, operationId: "end" })).diagnostics).toEqual([]);
    }

    async function healthy(): Promise<readonly string[]> {
      const client = createAgentClient(runtime, { address: `127.0.0.1:${agent.httpPort}` });
      const answer = await client.call("health.service", { rest: "web", query: { passing: "" } });
      const list = answer.json() as readonly Plain[];
      return list.map((entry) => {
        const service = new Fields(isRecord(entry) ? entry : {}).block("Service");
        return `${service?.text("ID")} ${service?.text("Address")}:${service?.number("Port")}`;
      });
    }

    async function until(holds: () => Promise<boolean>): Promise<void> {
      const deadline = runtime.clock.monotonic() + WITHIN_MS;
      while (!(await holds())) {
        if (runtime.clock.monotonic() > deadline) throw new Error("it did not come true");
        await runtime.clock.sleep(50);
      }
    }

    const web = (): Record<string, Plain> => ({
      name: NAME,
      image: `${NAME}:1`,
      command: ["/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"],
      service: { web: { port: 8080, check: [{ http: "/health", interval: "1s" }] } },
    });

    test("a container is found while it is well, and gone from the catalog when somebody removes it", async () => {
      const state = await create("docker_container", web());
      const address = Fields.of(state).text("ip_address");
      await until(async () => (await healthy()).length === 1);
      expect(await healthy()).toEqual([`${NAME}:web ${address}:8080`]);
      await engine.call("DELETE", `/containers/${NAME}`, { query: { force: true }, signal });
      await until(async () => (await healthy()).length === 0);
      const client = createAgentClient(runtime, { address: `127.0.0.1:${agent.httpPort}` });
      await until(async () => Object.keys((await client.call("agent.services")).json() ?? {}).length === 0);
      const read = await provider.read({ type: "docker_container", state, private: undefined, signal });
      expect(read.value?.state.isNull).toBe(true);
    });

    test("a killed container leaves health, and destroying it removes the registration", async () => {
      const state = await create("docker_container", web());
      await until(async () => (await healthy()).length === 1);
      await engine.call("POST", `/containers/${NAME}/kill`, { signal });
      await until(async () => (await healthy()).length === 0);
      await remove("docker_container", state);
      const client = createAgentClient(runtime, { address: `127.0.0.1:${agent.httpPort}` });
      expect((await client.call("agent.services")).json()).toEqual({});
    });
  },
);

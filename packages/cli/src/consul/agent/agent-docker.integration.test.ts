import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { Resolver } from "node:dns/promises";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentProcess, startAgentProcess, until } from "../../../testkit/agent-process.ts";

const HOST = process.env.TUTTI_TEST_DOCKER_HOST;
const BUSYBOX = ["/bin/busybox", "/usr/bin/busybox"].find(existsSync);
const IMAGE = `tutti-test-${randomUUID().slice(0, 8)}`;
const runtime = createRealRuntime();
/** That it happens; how soon is held in simulated time (packages/agent/src/local/owner-leaves.simulation.test.ts). */
const WITHIN_MS = 40_000;

describe.skipIf(HOST === undefined || BUSYBOX === undefined)(
  "containers seen by an agent (needs a Docker Engine: TUTTI_TEST_DOCKER_HOST)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "tutti-agent-docker-"));
    const containers: string[] = [];
    let agent: AgentProcess;

    beforeAll(async () => {
      copyFileSync(BUSYBOX ?? "", join(folder, "busybox"));
      const tar = execFileSync("tar", ["-C", folder, "-c", "busybox"], { maxBuffer: 1 << 25 });
      await engine("POST", `/images/create?fromSrc=-&repo=${IMAGE}`, tar);
      agent = await start();
    });

    afterAll(async () => {
      await agent.end("SIGTERM");
      for (const id of containers) await engine("DELETE", `/containers/${id}?force=1`).catch(() => {});
      await engine("DELETE", `/images/${IMAGE}?force=1`);
      rmSync(folder, { recursive: true });
    });

    function start(): Promise<AgentProcess> {
      const durable = ["-server", "-bootstrap", "-bind=127.0.0.1", "-data-dir=data", "-node=n1"];
      const args = [...durable, "-enable-script-checks"];
      return startAgentProcess(runtime, folder, args, { DOCKER_HOST: HOST ?? "" });
    }

    async function engine(method: string, path: string, body?: Uint8Array | string): Promise<unknown> {
      const host = HOST ?? "";
      const unix = host.startsWith("unix://");
      const base = unix ? "http://localhost" : host.replace(/^tcp:/, "http:");
      const type = typeof body === "string" ? "application/json" : "application/x-tar";
      const answer = await runtime.network.request({
        method,
        url: base + path,
        ...(unix ? { socketPath: host.slice("unix://".length) } : {}),
        ...(body === undefined ? {} : { body, headers: { "Content-Type": type } }),
        timeoutMs: 60_000,
      });
      const text = new TextDecoder().decode(answer.body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text.startsWith("{") && !path.startsWith("/images") ? JSON.parse(text) : undefined;
    }

    async function run(): Promise<string> {
      const config = { Image: IMAGE, Cmd: ["/busybox", "sleep", "1000"] };
      const { Id } = (await engine("POST", "/containers/create", JSON.stringify(config))) as { Id: string };
      containers.push(Id);
      await engine("POST", `/containers/${Id}/start`);
      return Id;
    }

    async function register(body: Record<string, unknown>): Promise<void> {
      const answer = await agent.client.call("agent.service-register", { body: JSON.stringify(body) });
      expect([answer.status, answer.text()]).toEqual([200, ""]);
    }

    async function inDns(name: string): Promise<boolean> {
      const resolver = new Resolver({ timeout: 10_000 });
      resolver.setServers([`127.0.0.1:${agent.dnsPort}`]);
      const found = await resolver.resolve4(`${name}.service.consul`).catch((error: { code: string }) => {
        if (error.code === "ENOTFOUND") return [];
        throw error;
      });
      return found.length > 0;
    }

    async function isRegistered(id: string): Promise<boolean> {
      const services = (await agent.client.call("agent.services")).json() as Record<string, unknown>;
      const nodes = (await agent.client.call("catalog.service", { rest: id })).json() as unknown[];
      return nodes.length > 0 || id in services;
    }

    const owned = (name: string, container: string): Record<string, unknown> => ({
      Name: name,
      Port: 80,
      Owner: { Kind: "docker_container", ID: container, Engine: HOST },
    });

    it("a docker check runs inside the container, and fails with it", async () => {
      const container = await run();
      const check = { DockerContainerID: container, Args: ["/busybox", "true"], Interval: "1s" };
      const bad = { ...check, Args: ["/busybox", "sh", "-c", "echo not well; exit 7"] };
      await register({ Name: "checked", Port: 80, Check: check });
      await register({ Name: "unwell", Port: 80, Check: bad });
      await until(runtime, () => inDns("checked"), WITHIN_MS);
      // The agent's own view: in the catalog, output that changes alone is late.
      const outputOf = async (name: string): Promise<string> => {
        const checks = (await agent.client.call("agent.checks")).json() as Record<string, { Output: string }>;
        return checks[`service:${name}`]?.Output ?? "";
      };
      await until(runtime, async () => (await outputOf("unwell")) === "not well\n", WITHIN_MS);
      expect(await inDns("unwell")).toBe(false);
      await engine("POST", `/containers/${container}/kill`);
      await until(runtime, async () => !(await inDns("checked")), WITHIN_MS);
      // What the engine says where the check found the container on its way out, before and behind its start.
      expect(await outputOf("checked")).toMatch(/is not running|exec failed|No such exec instance/);
    });

    it("an owner that is killed takes its instance out of DNS, and brings it back when it is started", async () => {
      const container = await run();
      await register(owned("owned", container));
      expect(await inDns("owned")).toBe(true);
      await engine("POST", `/containers/${container}/kill`);
      await until(runtime, async () => !(await inDns("owned")), WITHIN_MS);
      expect(await isRegistered("owned")).toBe(true);
      await engine("POST", `/containers/${container}/start`);
      await until(runtime, () => inDns("owned"), WITHIN_MS);
      await engine("POST", `/containers/${container}/pause`);
      await until(runtime, async () => !(await inDns("owned")), WITHIN_MS);
      await engine("DELETE", `/containers/${container}?force=1`);
      await until(runtime, async () => !(await isRegistered("owned")), WITHIN_MS);
    });

    it("a registration whose owner went while the agent was dead goes when it is back", async () => {
      const [stays, goes] = [await run(), await run()];
      await register(owned("stays", stays));
      await register(owned("goes", goes));
      await agent.end("SIGKILL");
      await engine("DELETE", `/containers/${goes}?force=1`);
      agent = await start();
      await until(runtime, async () => !(await isRegistered("goes")), WITHIN_MS);
      expect(await inDns("goes")).toBe(false);
      expect(await inDns("stays")).toBe(true);
    });
  },
);

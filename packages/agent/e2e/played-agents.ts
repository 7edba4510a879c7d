/** The two agents that requests are played on: ours, in this process, and another one as a program. */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { freePort } from "@tutti/runtime/testkit";
import { createAgent, DEFAULT_AGENT_CONFIG } from "../src/index.ts";
import type { PlayedAgent } from "./play-requests.ts";

/** One that was started, and how it ends. */
export interface StartedAgent extends PlayedAgent {
  stop(): Promise<void>;
}

const NODE_ID = "0d8b5b1e-7f6c-4b7e-9c7e-4f2f6d1c9a01";
const MASTER = "5ca1ab1e-0000-4000-8000-00000000beef";
const PORTS = ["http", "server", "serf_lan", "serf_wan"] as const;

type Ports = Readonly<Record<(typeof PORTS)[number], number>>;

async function freePorts(): Promise<Ports> {
  const [http = 0, server = 0, serf_lan = 0, serf_wan = 0] = await Promise.all(PORTS.map(() => freePort()));
  return { http, server, serf_lan, serf_wan };
}

function named(ports: Ports): ReadonlyMap<number, string> {
  // Numbers, so that answers stay JSON.
  const nominal = { http: "8500", server: "8300", serf_lan: "8301", serf_wan: "8302" };
  return new Map(PORTS.map((name) => [ports[name], nominal[name]]));
}

/** Ours. */
export async function startOurs(guarded: boolean): Promise<StartedAgent> {
  const ports = await freePorts();
  const { acl, ports: defaults } = DEFAULT_AGENT_CONFIG;
  const agent = await createAgent(
    {
      ...DEFAULT_AGENT_CONFIG,
      nodeName: "n1",
      nodeId: NODE_ID,
      bindAddress: "127.0.0.1",
      acl: { ...acl, enabled: guarded, ...(guarded ? { tokens: { master: MASTER } } : {}) },
      ports: {
        ...defaults,
        dns: -1,
        http: ports.http,
        server: ports.server,
        serfLan: ports.serf_lan,
        serfWan: ports.serf_wan,
      },
    },
    createRealRuntime(),
  );
  await agent.start();
  return {
    port: agent.httpPort,
    ports: named(ports),
    token: guarded ? MASTER : "",
    stop: () => agent.stop(),
  };
}

/** Another program that takes a configuration file of Consul's; resolves once it leads and knows itself. */
export async function startOther(program: string, guarded: boolean): Promise<StartedAgent> {
  const ports = await freePorts();
  const folder = mkdtempSync(join(tmpdir(), "tutti-other-agent-"));
  const file = join(folder, "agent.json");
  writeFileSync(file, JSON.stringify({ ...configuration(ports, guarded), data_dir: join(folder, "data") }));
  const child = spawn(program, ["agent", "-config-file", file], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const agent = { port: ports.http, ports: named(ports), token: guarded ? MASTER : "" };
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const ready = async (): Promise<boolean> => {
    const seen = await read(agent, "/v1/health/node/n1");
    const known = await read(agent, "/v1/catalog/service/consul");
    return (
      seen.includes("serfHealth") &&
      known.includes('"lan_ipv4"') &&
      (!guarded || (await read(agent, "/v1/acl/token/self")).includes(MASTER))
    );
  };
  const endMs = Date.now() + 60_000;
  while (!(await ready())) {
    if (child.exitCode !== null || Date.now() > endMs) {
      await stop();
      throw new Error(`${program} does not start`);
    }
  }
  return { ...agent, stop };
}

function configuration(ports: Ports, guarded: boolean): object {
  return {
    node_name: "n1",
    node_id: NODE_ID,
    bind_addr: "127.0.0.1",
    client_addr: "127.0.0.1",
    server: true,
    bootstrap: true,
    disable_update_check: true,
    log_level: "err",
    connect: { enabled: true },
    ports: { ...ports, dns: -1, grpc: -1, https: -1 },
    ...(guarded ? { acl: { enabled: true, default_policy: "allow", tokens: { master: MASTER } } } : {}),
  };
}

/** "" while nobody answers. */
function read({ port, token }: PlayedAgent, path: string): Promise<string> {
  return new Promise((resolve) => {
    get({ host: "127.0.0.1", port, path, headers: { "X-Consul-Token": token } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      answer.once("close", () => resolve(text));
    }).once("error", () => setImmediate(() => resolve("")));
  });
}

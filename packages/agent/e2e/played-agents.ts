/** The two agents that requests are played on: ours, in this process, and another one as a program. */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { freePort } from "@tutti/runtime/testkit";
import { createAgent } from "../src/index.ts";
import { builtOf } from "../testkit/built-config.ts";
import type { PlayedAgent } from "./play-requests.ts";

/** One that was started, and how it ends. */
export interface StartedAgent extends PlayedAgent {
  stop(): Promise<void>;
}

const NODE_ID = "0d8b5b1e-7f6c-4b7e-9c7e-4f2f6d1c9a01";
const MASTER = "5ca1ab1e-0000-4000-8000-00000000beef";
const PORTS = ["http", "dns", "server", "serf_lan", "serf_wan"] as const;

type Ports = Readonly<Record<(typeof PORTS)[number], number>>;

async function freePorts(): Promise<Ports> {
  const [http = 0, dns = 0, server = 0, serf_lan = 0, serf_wan = 0] = await Promise.all(
    PORTS.map(() => freePort()),
  );
  return { http, dns, server, serf_lan, serf_wan };
}

function named(ports: Ports): ReadonlyMap<number, string> {
  // Numbers, so that answers stay JSON.
  const nominal = { http: "8500", dns: "8600", server: "8300", serf_lan: "8301", serf_wan: "8302" };
  return new Map(PORTS.map((name) => [ports[name], nominal[name]]));
}

/** What the two are started with beside what both need. */
export interface Setting {
  /** Whether there is access control, with a token that may do everything. */
  readonly guarded: boolean;
  /** Keys of Consul's configuration. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Ours. */
export async function startOurs(setting: Setting): Promise<StartedAgent> {
  const ports = await freePorts();
  const text = JSON.stringify({ ...configuration(ports, setting), data_dir: "unused" });
  // Nothing is kept: what lies on a disk is not asked here.
  const { dataDirectory: _, ...config } = builtOf([text]).agent;
  const agent = await createAgent(config, createRealRuntime());
  await agent.start();
  return { ...played(ports, setting), stop: () => agent.stop() };
}

function played(ports: Ports, { guarded }: Setting): PlayedAgent {
  return { port: ports.http, dnsPort: ports.dns, ports: named(ports), token: guarded ? MASTER : "" };
}

/** Another program that takes a configuration file of Consul's; resolves once it leads and knows itself. */
export async function startOther(program: string, setting: Setting): Promise<StartedAgent> {
  const ports = await freePorts();
  const folder = mkdtempSync(join(tmpdir(), "tutti-other-agent-"));
  const file = join(folder, "agent.json");
  writeFileSync(file, JSON.stringify({ ...configuration(ports, setting), data_dir: join(folder, "data") }));
  const child = spawn(program, ["agent", "-config-file", file], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const agent = played(ports, setting);
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
      (!setting.guarded || (await read(agent, "/v1/acl/token/self")).includes(MASTER))
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

function configuration(ports: Ports, { guarded, more = {} }: Setting): object {
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
    ports: { ...ports, grpc: -1, https: -1 },
    ...(guarded ? { acl: { enabled: true, default_policy: "allow", tokens: { master: MASTER } } } : {}),
    ...more,
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

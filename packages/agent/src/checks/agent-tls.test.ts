import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime, fromUnknown, type SecureListener } from "@tutti/runtime";
import { testCertificate } from "@tutti/runtime/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type HealthServer, serveHealth } from "../../testkit/grpc-health-server.ts";
import { type CheckTls, DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import { type Agent, createAgent } from "../index.ts";
import { AgentTls } from "./agent-tls.ts";
import type { ProbeKind } from "./check-kind.ts";
import { createProbe } from "./probe.ts";

const runtime = createRealRuntime();
const server = await testCertificate("server.test");
const client = await testCertificate("client.test");
const stranger = await testCertificate("client.test");

let folder: string;
const open: (SecureListener | HealthServer | Agent)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tutti-checks-"));
  await write({ cert: client.cert, key: client.key, ca: server.cert });
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await ("close" in one ? one.close() : one.stop());
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

/** Somebody who answers those that show the client's certificate. */
async function serveHttps(): Promise<string> {
  const listener = await runtime.network.serveHttps(
    { host: "127.0.0.1", port: 0 },
    (exchange) => exchange.respond(200, {}, "ok"),
    { identity: { certificate: server.cert, key: server.key }, clientAuthority: client.cert },
  );
  open.push(listener);
  return `https://127.0.0.1:${listener.port}/`;
}

/** The same by gRPC's health protocol. */
async function serveGrpc(): Promise<string> {
  const listener = await serveHealth(() => ({ serving: 1 }), { ...server, ca: client.cert });
  open.push(listener);
  return `127.0.0.1:${listener.port}`;
}

const NOTHING_OWN = { tlsSkipVerify: false, tlsServerName: "" };
const http = (url: string): Extract<ProbeKind, { kind: "http" }> => ({
  kind: "http",
  url,
  method: "GET",
  headers: new Map(),
  body: "",
  ...NOTHING_OWN,
});
const grpc = (target: string): Extract<ProbeKind, { kind: "grpc" }> => ({
  kind: "grpc",
  target,
  tls: true,
  ...NOTHING_OWN,
});

const config = (changed: Partial<CheckTls> = {}): CheckTls => ({
  certificateFile: join(folder, "cert"),
  keyFile: join(folder, "key"),
  authorityFile: join(folder, "ca"),
  serverName: "server.test",
  versionLeast: "1.2",
  ...changed,
});

/** With a stranger's certificate where `other` is named. */
async function configured(changed: Partial<CheckTls>): Promise<CheckTls> {
  if (changed.certificateFile !== "other") return config(changed);
  await write({ cert: stranger.cert, key: stranger.key });
  return config();
}

/** How a check goes. */
async function check(tls: AgentTls, asked: ProbeKind): Promise<string> {
  const limits = { timeoutMs: 50_000, outputMax: 1024 };
  const access = { ...runtime, network: tls.around(runtime.network) };
  const { status, output } = await createProbe(asked, limits, access)(new AbortController().signal);
  return `${status}: ${output}`;
}

async function loaded(asked: CheckTls | undefined): Promise<AgentTls> {
  const tls = new AgentTls();
  await tls.load(asked, runtime.disk);
  return tls;
}

describe.each([
  ["http", serveHttps, http, "200 OK"],
  ["grpc", serveGrpc, grpc, "success"],
] as const)("enable_agent_tls_for_checks, %s", (_kind, serve, asked, well) => {
  const passing = new RegExp(`^passing: .*${well}`);

  test("shows the agent's certificate, and trusts whom the agent trusts", async () => {
    expect(await check(await loaded(config()), asked(await serve()))).toMatch(passing);
  });

  test.each<[string, Partial<CheckTls> | "off", Partial<typeof NOTHING_OWN>, RegExp]>([
    ["not asked for", "off", {}, /unknown authority/],
    ["not asked for, and nothing is verified", "off", { tlsSkipVerify: true }, /certificate required/],
    ["another's certificate", { certificateFile: "other" }, {}, /^critical: .*(EOF|reset)/],
    ["another name", { serverName: "other.test" }, {}, /valid for server.test, not other.test/],
    ["the check's own name", {}, { tlsServerName: "own.test" }, /not own.test/],
  ])("%s", async (_, changed, own, wanted) => {
    const target = await serve();
    const tls = await loaded(changed === "off" ? undefined : await configured(changed));
    expect(await check(tls, { ...asked(target), ...own })).toMatch(wanted);
  });

  test("a check of its own name or without verification goes by that", async () => {
    const target = await serve();
    const tls = await loaded(config({ serverName: "other.test" }));
    expect(await check(tls, { ...asked(target), tlsServerName: "server.test" })).toMatch(passing);
    expect(await check(tls, { ...asked(target), tlsSkipVerify: true })).toMatch(passing);
  });

  test("files that cannot be used are refused, and change nothing", async () => {
    const target = await serve();
    const tls = await loaded(config());
    const load = (changed: Partial<CheckTls>) =>
      tls.load(config(changed), runtime.disk).then(
        () => "",
        (error) => fromUnknown(error, "").message.replaceAll(folder, "F"),
      );
    expect(await load({ keyFile: join(folder, "none") })).toBe(
      "Failed to load cert/key pair: open F/none: no such file or directory",
    );
    await write({ empty: "" });
    expect(await load({ authorityFile: join(folder, "empty") })).toBe(
      "Error loading from F/empty: Couldn't parse PEM in: F/empty",
    );
    expect(await check(tls, asked(target))).toMatch(passing);
  });
});

describe("an agent whose checks speak for it", () => {
  const { ports, tls } = DEFAULT_AGENT_CONFIG;
  const off = { https: -1, dns: -1, server: -1, serfLan: -1, serfWan: -1 };
  const agentConfig = (checks: CheckTls, url: string) => ({
    ...DEFAULT_AGENT_CONFIG,
    nodeName: "here",
    bindAddress: "127.0.0.1",
    devMode: true,
    ports: { ...ports, ...off, http: 0 },
    tls: { ...tls, checks },
    checks: [{ ID: "c", Name: "c", HTTP: url, Interval: 1000 }],
  });

  test("has them passing, reads the files anew, and does not start without them", async () => {
    const url = await serveHttps();
    const agent = await createAgent(agentConfig(config(), url), runtime);
    await agent.start();
    open.push(agent);
    const api = `http://127.0.0.1:${agent.httpPort}/v1/health/state/passing`;
    const { headers } = await runtime.network.request({ method: "GET", url: api });
    const index = headers.get("x-consul-index");
    const seen = await runtime.network.request({ method: "GET", url: `${api}?index=${index}&wait=60s` });
    expect(new TextDecoder().decode(seen.body)).toContain("200 OK Output: ok");

    const lost = agentConfig(config({ certificateFile: join(folder, "none") }), url);
    expect(await agent.reconfigure(lost)).toMatchObject({
      text: expect.stringContaining("Failed to load cert/key pair: open "),
    });
    expect(await agent.reconfigure(agentConfig(config(), url))).toBe(true);
    const other = await createAgent(lost, runtime);
    await expect(other.start()).rejects.toThrow("Failed to load cert/key pair: open ");
    await other.stop();
  });
});

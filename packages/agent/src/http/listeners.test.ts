import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectSecurely } from "node:tls";
import { createRealRuntime, fromUnknown, type TlsOptions } from "@tutti/runtime";
import { testCertificate } from "@tutti/runtime/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AgentConfig, DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import { type Agent, createAgent } from "../index.ts";

const runtime = createRealRuntime();
const server = await testCertificate("server.test");
const second = await testCertificate("server.test");
const client = await testCertificate("client.test");

let folder: string;
const agents: Agent[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tutti-https-"));
  await write({ cert: server.cert, key: server.key, ca: client.cert });
});
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.stop();
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

function configOf(tls: Partial<AgentConfig["tls"]>, more: Partial<AgentConfig> = {}): AgentConfig {
  const { ports } = DEFAULT_AGENT_CONFIG;
  const off = { dns: -1, server: -1, serfLan: -1, serfWan: -1 };
  return {
    ...DEFAULT_AGENT_CONFIG,
    nodeName: "here",
    bindAddress: "127.0.0.1",
    devMode: true,
    ports: { ...ports, ...off, http: -1, https: 0 },
    tls: {
      ...DEFAULT_AGENT_CONFIG.tls,
      certificateFile: join(folder, "cert"),
      keyFile: join(folder, "key"),
      authorityFile: join(folder, "ca"),
      ...tls,
    },
    ...more,
  };
}

async function start(config: AgentConfig): Promise<Agent> {
  const agent = await createAgent(config, runtime);
  await agent.start();
  agents.push(agent);
  return agent;
}

/** The leader's answer, or why there is none. */
async function ask(agent: Agent, options: TlsOptions = {}, socketPath?: string): Promise<string> {
  try {
    const { body } = await runtime.network.request({
      method: "GET",
      url: `https://127.0.0.1:${agent.httpsPort}/v1/status/leader`,
      headers: { Connection: "close" },
      tlsAuthority: server.cert,
      tlsServerName: "server.test",
      ...(socketPath === undefined ? {} : { socketPath }),
      ...options,
    });
    return new TextDecoder().decode(body).trimEnd();
  } catch (error) {
    return fromUnknown(error, "").message;
  }
}

const LEADER = '"127.0.0.1:-1"';
const identity = { tlsIdentity: { certificate: client.cert, key: client.key } };

test("a client's connections count together over HTTP and HTTPS, and a running agent takes another limit", async () => {
  const http = { ...DEFAULT_AGENT_CONFIG.http, connectionsPerClientMax: 2 };
  const config = configOf({}, { http });
  const both = { ...config, ports: { ...config.ports, http: 0 } };
  const agent = await start(both);
  // Each has been answered: until then the agent may not know of it.
  const first = connect({ host: "127.0.0.1", port: agent.httpPort });
  first.write("GET /v1/status/leader HTTP/1.1\r\nHost: x\r\n\r\n");
  const second = connectSecurely({ port: agent.httpsPort, rejectUnauthorized: false });
  await Promise.all([once(first, "data"), once(second, "secureConnect")]);
  const plain = async () => {
    const url = `http://127.0.0.1:${agent.httpPort}/v1/status/leader`;
    const headers = { Connection: "close" };
    return (await runtime.network.request({ method: "GET", url, headers })).status;
  };
  expect([await plain(), await ask(agent)]).toEqual([429, expect.not.stringContaining(LEADER)]);
  expect(await agent.reconfigure({ ...both, http: { ...http, connectionsPerClientMax: 3 } })).toBe(true);
  expect([await plain(), await ask(agent)]).toEqual([200, LEADER]);
  first.destroy();
  second.destroy();
});

describe("the API over HTTPS", () => {
  test("is answered at its own port, beside HTTP or without it", async () => {
    const alone = await start(configOf({}));
    expect([alone.httpPort, await ask(alone)]).toEqual([alone.httpsPort, LEADER]);
    const both = await start(configOf({}, { ports: { ...configOf({}).ports, http: 0 } }));
    expect(both.httpPort).not.toBe(both.httpsPort);
    expect(await ask(both)).toBe(LEADER);
    const plain = { method: "GET", url: `http://127.0.0.1:${both.httpPort}/v1/status/leader` };
    expect((await runtime.network.request(plain)).status).toBe(200);
  });

  test("asks its clients for a certificate where it verifies them", async () => {
    const agent = await start(configOf({ verifiesClients: true }));
    expect(await ask(agent)).toMatch(/certificate required/);
    expect(await ask(agent, { tlsIdentity: { certificate: second.cert, key: second.key } })).not.toBe(LEADER);
    expect(await ask(agent, identity)).toBe(LEADER);
  });

  // Only root may give a socket away; anybody may give it to themselves.
  test("is spoken at a socket of whom the configuration names", async () => {
    const socket = join(folder, "owned");
    const { http } = DEFAULT_AGENT_CONFIG;
    const isRoot = process.getuid?.() === 0;
    const [uid, gid] = isRoot ? [65_534, 5] : [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
    const owned = { ...http, socketMode: 0o660, socketUser: String(uid), socketGroup: gid };
    const agent = await start(configOf({}, { httpsAddresses: [`unix://${socket}`], http: owned }));
    expect(await ask(agent, {}, socket)).toBe(LEADER);
    expect(await stat(socket)).toMatchObject({ uid, gid });
  });

  test("does not start where nobody has the name that shall own a socket", async () => {
    const http = { ...DEFAULT_AGENT_CONFIG.http, socketUser: "no such user" };
    const socket = join(folder, "nobody's");
    await expect(start(configOf({}, { httpsAddresses: [`unix://${socket}`], http }))).rejects.toThrow(
      "failed to look up user no such user",
    );
    await expect(stat(socket)).rejects.toThrow("ENOENT");
  });

  test("is spoken at a socket too, with its mode", async () => {
    const socket = join(folder, "s");
    const { http } = DEFAULT_AGENT_CONFIG;
    const more = { httpsAddresses: [`unix://${socket}`], http: { ...http, socketMode: 0o600 } };
    const agent = await start(configOf({}, more));
    expect(await ask(agent, {}, socket)).toBe(LEADER);
    expect((await stat(socket)).mode & 0o777).toBe(0o600);
  });

  test.each<[string, Readonly<Record<string, string>>, Partial<AgentConfig["tls"]>, string]>([
    [
      "is not there",
      {},
      { certificateFile: "/no" },
      "Failed to load cert/key pair: open /no: no such file or directory",
    ],
    [
      "is another's",
      { key: client.key },
      {},
      "Failed to load cert/key pair: tls: private key does not match public key",
    ],
    [
      "is none",
      { ca: "x" },
      { verifiesClients: true },
      "Error loading from DIR/ca: Couldn't parse PEM in: DIR/ca",
    ],
    [
      "is no folder",
      {},
      { verifiesClients: true, authorityFile: undefined as never, authorityFolder: "/no" },
      "Error loading from /no: lstat /no: no such file or directory",
    ],
  ])("does not start with a file that %s, and listens nowhere", async (_, files, tls, message) => {
    await write(files);
    const config = configOf(tls, { ports: { ...configOf({}).ports, http: 0 } });
    const agent = await createAgent(config, runtime);
    agents.push(agent);
    await expect(agent.start()).rejects.toThrow(message.replaceAll("DIR", folder));
    expect(agent.httpPort).toBe(0);
  });

  test("takes over another certificate when its configuration is read anew, and keeps the old one where that cannot be", async () => {
    const agent = await start(configOf({}));
    await write({ cert: second.cert });
    expect(await agent.reconfigure(configOf({}))).toMatchObject({
      text: "Failed to load cert/key pair: tls: private key does not match public key",
    });
    expect(await ask(agent)).toBe(LEADER);
    await write({ key: second.key });
    expect(await agent.reconfigure(configOf({}))).toBe(true);
    expect(await ask(agent)).toMatch(/self.signed certificate/);
    expect(await ask(agent, { tlsAuthority: second.cert })).toBe(LEADER);
  });

  test("takes over other authorities; whether it asks for certificates waits for a restart", async () => {
    const agent = await start(configOf({ verifiesClients: true }));
    await write({ ca: second.cert });
    expect(await agent.reconfigure(configOf({ verifiesClients: false }))).toBe(true);
    expect(await ask(agent)).toMatch(/certificate required/);
    expect(await ask(agent, identity)).not.toBe(LEADER);
    expect(await ask(agent, { tlsIdentity: { certificate: second.cert, key: second.key } })).toBe(LEADER);
  });
});

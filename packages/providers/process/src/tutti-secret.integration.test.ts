import { Buffer } from "node:buffer";
import { type Agent, DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import { startRealAgent } from "@tutti/agent/testkit";
import { createAgentClient } from "@tutti/agent-api";
import { Fields, fromPlain, impliedType, type PlainRecord, type Provider } from "@tutti/plugin";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProviderFactory } from "./provider.ts";

const runtime = createRealRuntime();
const signal = new AbortController().signal;
const TYPE = "tutti_secret";
let agent: Agent;

beforeAll(async () => {
  agent = await startRealAgent();
});

afterAll(() => agent.stop());

const asked = () => createAgentClient(runtime, { address: `127.0.0.1:${agent.httpPort}` });

async function open(address = `127.0.0.1:${agent.httpPort}`): Promise<Provider> {
  const provider = await createProviderFactory(runtime).create();
  const config = fromPlain(impliedType(provider.schema().provider.block), { agent_address: address });
  await provider.configure({ config, signal });
  return provider;
}

function configOf(provider: Provider, plain: PlainRecord) {
  const block = provider.schema().ephemeralTypes?.get(TYPE)?.block;
  if (block === undefined) throw new Error("no type");
  return fromPlain(impliedType(block), plain);
}

const leases = async () => (await asked().call("secret.leases")).json() as readonly { readonly ID: string }[];

test("a secret is leased, renewed and given back", async () => {
  await asked().call("secret.write", { rest: "db/password", body: "hunter2" });
  const provider = await open();
  const config = configOf(provider, { path: "db/password", lease_ttl: "100s" });
  const before = runtime.clock.now();
  const opened = await provider.ephemeral?.open({ type: TYPE, config, signal });
  expect(opened?.diagnostics).toEqual([]);
  const fields = Fields.of(opened?.value?.value ?? config);
  expect([fields.string("value"), fields.number("version")]).toEqual(["hunter2", 1]);
  expect(fields.string("value_base64")).toBe(Buffer.from("hunter2").toString("base64"));
  const renewAt = opened?.value?.renewAt ?? 0;
  expect(renewAt - before).toBeGreaterThan(45_000);
  expect(renewAt - before).toBeLessThan(60_000);
  expect(await leases()).toHaveLength(1);
  const kept = opened?.value?.private;
  const renewed = await provider.ephemeral?.renew({ type: TYPE, private: kept, signal });
  expect(renewed?.value?.renewAt).toBeGreaterThanOrEqual(renewAt);
  expect((await provider.ephemeral?.close({ type: TYPE, private: kept, signal }))?.diagnostics).toEqual([]);
  expect(await leases()).toEqual([]);
  const again = await provider.ephemeral?.renew({ type: TYPE, private: kept, signal });
  expect(again?.diagnostics[0]?.detail).toMatch(/answered 404 for "db\/password": there is no such lease/);
  // Given back twice, as after an interruption.
  expect((await provider.ephemeral?.close({ type: TYPE, private: kept, signal }))?.diagnostics).toEqual([]);
});

test("bytes that are no text come in base64 alone", async () => {
  await asked().call("secret.write", { rest: "raw", body: new Uint8Array([255, 0]) });
  const provider = await open();
  const config = configOf(provider, { path: "raw", version: 1 });
  const opened = await provider.ephemeral?.open({ type: TYPE, config, signal });
  const fields = Fields.of(opened?.value?.value ?? config);
  expect([fields.string("value"), fields.string("value_base64")]).toEqual([undefined, "/wA="]);
});

test("what is not there, and where nobody answers, is told", async () => {
  const provider = await open();
  const config = configOf(provider, { path: "none" });
  const opened = await provider.ephemeral?.open({ type: TYPE, config, signal });
  expect(opened?.diagnostics[0]).toMatchObject({ summary: "Secret not read" });
  const silent = await open("127.0.0.1:1");
  const missed = await silent.ephemeral?.open({ type: TYPE, config, signal });
  expect(missed?.diagnostics[0]?.detail).toMatch(/The agent at 127.0.0.1:1 does not answer \(ECONNREFUSED\)/);
});

test("a data source would keep it, and is refused", async () => {
  const provider = await open();
  const block = provider.schema().dataSources.get(TYPE)?.block;
  if (block === undefined) throw new Error("no type");
  const config = fromPlain(impliedType(block), { path: "db/password" });
  const read = await provider.readData({ type: TYPE, config, signal });
  expect(read.diagnostics[0]).toMatchObject({ summary: "Secret would be kept" });
  expect(read.diagnostics[0]?.detail).toContain('Write ephemeral "tutti_secret" in place of data');
});

test("a token without the right is told what it lacks", async () => {
  const acl = { ...DEFAULT_AGENT_CONFIG.acl, enabled: true, defaultPolicy: "deny" } as const;
  const guarded = await startRealAgent({ acl });
  const provider = await open(`127.0.0.1:${guarded.httpPort}`);
  const config = configOf(provider, { path: "db/password" });
  const opened = await provider.ephemeral?.open({ type: TYPE, config, signal });
  expect(opened?.diagnostics[0]?.detail).toMatch(/answered 403 .* Give the provider a token whose policy/);
  // What was read without a lease has none to give back.
  const none = await provider.ephemeral?.close({ type: TYPE, private: undefined, signal });
  expect(none?.diagnostics).toEqual([]);
  await guarded.stop();
});

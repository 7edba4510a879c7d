import { randomUUID } from "node:crypto";
import { type Agent, createAgent, DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import {
  type ContractSubject,
  checkProviderContract,
  Fields,
  fromPlain,
  impliedType,
  type PlainRecord,
  type RecoveringProvider,
} from "@tutti/plugin";
import { createRealRuntime, createStop } from "@tutti/runtime";
import { NULL, Value } from "@tutti/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProviderFactory } from "./provider.ts";

const runtime = createRealRuntime();
const signal = new AbortController().signal;
let agent: Agent;

beforeAll(async () => {
  const { ports } = DEFAULT_AGENT_CONFIG;
  const off = { https: -1, dns: -1, server: -1, serfLan: -1, serfWan: -1, grpc: -1 };
  agent = await createAgent(
    {
      ...DEFAULT_AGENT_CONFIG,
      nodeName: "here",
      bindAddress: "127.0.0.1",
      advertiseAddress: "127.0.0.1",
      advertiseAddressWan: "127.0.0.1",
      devMode: true,
      ports: { ...ports, ...off, http: 0 },
    },
    runtime,
  );
  await agent.start();
});

afterAll(() => agent.stop());

async function open(address = `127.0.0.1:${agent.httpPort}`): Promise<RecoveringProvider> {
  const provider = (await createProviderFactory(runtime).create()) as RecoveringProvider;
  const config = fromPlain(impliedType(provider.schema().provider.block), { address });
  await provider.configure({ config, signal });
  return provider;
}

const CHECK = { name: "up", tcp: "127.0.0.1:1", interval: "5s", timeout: "1s", header: [] };

const subjects: readonly Omit<ContractSubject, "open" | "recovers">[] = [
  {
    type: "consul_service",
    config: { name: "web", port: 80, tags: ["a"], check: [CHECK] },
    updated: { name: "web", port: 81, tags: ["b"], meta: { k: "v" } },
    replaced: { name: "api" },
  },
  {
    type: "consul_node",
    config: { name: "else", address: "10.0.0.1" },
    updated: { name: "else", address: "10.0.0.2", meta: { a: "b" } },
    replaced: { name: "other", address: "10.0.0.2" },
    importBy: { attribute: "name" },
  },
  {
    type: "consul_keys",
    config: { key: [{ path: "t/a", value: "1", delete: true, name: "a" }] },
    updated: { key: [{ path: "t/b", value: "2", delete: true }] },
  },
  {
    type: "consul_key_prefix",
    config: { path_prefix: "p/", subkeys: { a: "1", "b/c": "é" } },
    updated: {
      path_prefix: "p/",
      subkeys: { a: "2" },
      subkey: [{ path: "f", value: "x", flags: "9007199254740993" }],
    },
    replaced: { path_prefix: "q/", subkeys: { a: "2" } },
    importBy: { attribute: "path_prefix" },
  },
];

test.each(subjects)("$type holds the contract", async (subject) => {
  await checkProviderContract({ ...subject, open: () => open(), recovers: false }, randomUUID());
});

test("consul_service on a node of the catalog holds the contract", async () => {
  const provider = await open();
  const { network } = runtime;
  const url = `http://127.0.0.1:${agent.httpPort}/v1/catalog/register`;
  await network.request({ method: "PUT", url, body: JSON.stringify({ Node: "ext", Address: "10.9.9.9" }) });
  const subject = {
    type: "consul_service",
    open: () => open(),
    config: { name: "db", node: "ext", address: "10.9.9.8", port: 5432, check: [CHECK] },
    updated: { name: "db", node: "ext", address: "10.9.9.8", port: 5433 },
    listBy: { node: "ext" },
    recovers: false,
  };
  await checkProviderContract(subject, randomUUID());
  await provider.close();
});

async function read(type: string, plain: PlainRecord, from?: RecoveringProvider) {
  const provider = from ?? (await open());
  const block = provider.schema().dataSources.get(type)?.block;
  if (block === undefined) throw new Error(`no data source ${type}`);
  const config = fromPlain(impliedType(block), { key: [], ...plain });
  return provider.readData({ type, config, signal });
}

test("data sources read the catalog and keys", async () => {
  const services = await read("consul_services", {});
  const nodes = await read("consul_nodes", {});
  const consul = await read("consul_service", { name: "consul" });
  const keys = await read("consul_keys", { key: [{ path: "none", name: "x", default: "d" }] });
  const fields = [services, nodes, consul, keys].map(({ value }) => Fields.of(value?.state ?? NULL));
  expect(fields[0]?.strings("names")).toEqual(["consul"]);
  expect(fields[1]?.strings("node_names")).toContain("here");
  expect(fields[2]?.blocks("service")[0]?.text("node_name")).toBe("here");
  expect(fields[3]?.map("var").get("x")).toBe("d");
});

test.each(["consul_keys", "consul_key_prefix"])("%s keeps flags of 64 bits as they are", async (type) => {
  const provider = await open();
  const block = provider.schema().resourceTypes.get(type)?.block ?? expect.unreachable();
  const flags = ["18446744073709551615", "9007199254740993", "7"];
  const keys = flags.map((flag, at) => ({ path: `${at}`, value: "v", flags: flag }));
  const plain: PlainRecord =
    type === "consul_keys"
      ? { key: keys.map((key) => ({ ...key, path: `exact/${key.path}` })) }
      : { path_prefix: "exact/", subkey: keys };
  const wanted = fromPlain(impliedType(block), { ...plain, id: null });
  const created = await provider.apply({
    type,
    prior: Value.null(wanted.type),
    planned: wanted,
    config: wanted,
    private: undefined,
    operationId: randomUUID(),
    signal,
  });
  expect(created.diagnostics).toEqual([]);
  const url = `http://127.0.0.1:${agent.httpPort}/v1/kv/exact/?recurse`;
  const stored = new TextDecoder().decode((await runtime.network.request({ method: "GET", url })).body);
  expect(stored.match(/(?<="Flags": ?)\d+/g)).toEqual(flags);
  await provider.close();
});

test("an agent that is down is one clear error", async () => {
  const { diagnostics } = await read("consul_nodes", {}, await open("127.0.0.1:1"));
  expect(diagnostics.map(({ summary }) => summary)).toEqual(["Cannot reach the agent"]);
  expect(diagnostics[0]?.detail).toContain(
    "The agent at 127.0.0.1:1 does not answer (ECONNREFUSED). Start one",
  );
});

async function watched(
  type: string,
  plain: PlainRecord,
  listening: { readonly signal: AbortSignal; readonly hint: () => void },
  address?: string,
) {
  const provider = await open(address);
  const block = provider.schema().resourceTypes.get(type)?.block ?? expect.unreachable();
  const state = fromPlain(impliedType(block), plain);
  return provider.watch?.({ type, state, ...listening });
}

test.each<[string, PlainRecord, string, string]>([
  ["consul_keys", { key: [{ path: "told/a" }, { path: "told/b" }] }, "/v1/kv/told/b", "1"],
  ["consul_key_prefix", { path_prefix: "told/p/", subkeys: { a: "1" } }, "/v1/kv/told/p/x", "1"],
  ["consul_node", { name: "told" }, "/v1/catalog/register", '{"Node":"told","Address":"10.1.1.1"}'],
  [
    "consul_service",
    { name: "told", service_id: "told" },
    "/v1/agent/service/register",
    '{"Name":"told","Port":1}',
  ],
])("watch() of %s hints when it listens and when it changes, until it is ended", async (...row) => {
  const [type, plain, path, body] = row;
  const stop = createStop();
  let wake = (): void => {};
  let hints = 0;
  const hinted = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const hint = (): void => {
    hints += 1;
    // Each of the keys has answered.
    if (type !== "consul_keys" || hints > 1) wake();
  };
  const listens = hinted();
  const running = watched(type, plain, { signal: stop.signal, hint });
  await listens;
  const changed = hinted();
  await runtime.network.request({ method: "PUT", url: `http://127.0.0.1:${agent.httpPort}${path}`, body });
  await changed;
  stop.abort();
  await running;
});

test("watch() rejects where the agent does not answer, and says nothing of no keys", async () => {
  const listening = { signal, hint: () => {} };
  await expect(watched("consul_node", { name: "n" }, listening, "127.0.0.1:1")).rejects.toThrow(/refused/);
  const stop = createStop();
  let hints = 0;
  const none = watched(
    "consul_keys",
    { key: [] },
    {
      signal: stop.signal,
      hint: () => {
        hints += 1;
      },
    },
  );
  stop.abort();
  await none;
  expect(hints).toBe(1);
});

test("watch() has no place for more questions than an agent takes of one client", async () => {
  const stop = createStop();
  const key = Array.from({ length: 101 }, (_, at) => ({ path: `many/${at}` }));
  const listening = { signal: stop.signal, hint: () => {} };
  expect(await watched("consul_keys", { key }, listening)).toBe(undefined);
});

import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Agent, createAgent, DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import { createAgentClient } from "@tutti/agent-api";
import { carryingRegistry, connectAgents, serviceCarrier } from "@tutti/engine";
import { Fields, fromPlain, impliedType, type PlainRecord, type RecoveringProvider } from "@tutti/plugin";
import { createRealRuntime, type Runtime } from "@tutti/runtime";
import { rawEquals, Value } from "@tutti/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildSupervisor } from "../testkit/built-supervisor.ts";
import { createProviderFactory } from "./provider.ts";

const TYPE = "tutti_process";
const folder = mkdtempSync(join(tmpdir(), "tutti-join-"));
const real = createRealRuntime();
const self = await buildSupervisor(folder);
const runtime: Runtime = { ...real, environment: { ...real.environment, directory: folder, self } };
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

afterAll(async () => {
  await agent.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function open(address = `127.0.0.1:${agent.httpPort}`): Promise<RecoveringProvider> {
  const own = createProviderFactory(runtime);
  const carrying = new Map([[own.source, new Set([TYPE])]]);
  const registry = carryingRegistry({ load: async () => own }, carrying, connectAgents(runtime));
  const provider = (await (await registry.load(own.source))?.create()) as RecoveringProvider;
  const config = fromPlain(impliedType(provider.schema().provider.block), { agent_address: address });
  expect((await provider.configure({ config, signal })).diagnostics).toEqual([]);
  return provider;
}

const COMMAND = ["sleep", "1000"];
const WEB = { port: 8080, tags: ["v1"], check: [{ http: "/health", interval: "1s" }] };

function configOf(provider: RecoveringProvider, plain: PlainRecord): Value {
  const block = provider.schema().resourceTypes.get(TYPE)?.block;
  if (block === undefined) throw new Error("no type");
  return fromPlain(impliedType(block), { command: COMMAND, service: {}, ...plain });
}

async function plan(provider: RecoveringProvider, prior: Value, config: Value): Promise<Value> {
  const request = { type: TYPE, prior, proposed: config, config, private: undefined, signal };
  const outcome = await provider.plan(request);
  if (outcome.value === undefined) throw new Error("no plan");
  return outcome.value.planned;
}

async function apply(provider: RecoveringProvider, plain: PlainRecord, prior?: Value) {
  const config = configOf(provider, plain);
  const before = prior ?? Value.null(config.type);
  const planned = await plan(provider, before, config);
  const operationId = `op-${randomUUID()}`;
  const request = { type: TYPE, prior: before, planned, config, private: undefined, operationId, signal };
  const made = await provider.apply(request);
  const state = made.value?.state;
  if (made.diagnostics.length > 0 || made.value === undefined || state === undefined)
    return { outcome: made, planned, operationId, config };
  const registered = await serviceCarrier(provider)?.register({ type: TYPE, before, state, signal });
  const outcome = {
    diagnostics: registered?.diagnostics ?? [],
    value: { ...made.value, state: registered?.state ?? state },
  };
  return { outcome, planned, operationId, config };
}

async function made(provider: RecoveringProvider, plain: PlainRecord, prior?: Value) {
  const { outcome, config } = await apply(provider, plain, prior);
  expect(outcome.diagnostics).toEqual([]);
  return { state: stateOf(outcome), config };
}

async function remove(provider: RecoveringProvider, state: Value) {
  const gone = Value.null(state.type);
  const request = { type: TYPE, prior: state, planned: gone, config: gone, private: undefined, signal };
  const warnings = await serviceCarrier(provider)?.deregister({ prior: state, kept: new Set(), signal });
  const outcome = await provider.apply({ ...request, operationId: "end" });
  return { ...outcome, diagnostics: [...(warnings ?? []), ...outcome.diagnostics] };
}

function stateOf(outcome: { readonly value: { readonly state: Value } | undefined }): Value {
  if (outcome.value === undefined) throw new Error("no state");
  return outcome.value.state;
}

async function registered(): Promise<Readonly<Record<string, unknown>>> {
  const client = createAgentClient(runtime, { address: `127.0.0.1:${agent.httpPort}` });
  return (await client.call("agent.services")).json() as Record<string, unknown>;
}

test("apply registers, plan finds nothing to do, destroy removes both", async () => {
  const provider = await open();
  const { state, config } = await made(provider, { service: { web: WEB } });
  const id = Fields.of(state).labelled("service").get("web")?.text("id") ?? "";
  const found = await registered();
  expect(Object.keys(found)).toEqual([id]);
  expect(found[id]).toMatchObject({ Service: "web", Port: 8080, Tags: ["v1"] });
  const read = await provider.read({ type: TYPE, state, private: undefined, signal });
  expect(read.diagnostics).toEqual([]);
  expect(rawEquals(await plan(provider, stateOf(read), config), stateOf(read))).toBe(true);
  expect((await remove(provider, state)).diagnostics).toEqual([]);
  expect(await registered()).toEqual({});
});

test("a registration taken away outside is made again in place", async () => {
  const provider = await open();
  const { state } = await made(provider, { service: { web: WEB } });
  const client = createAgentClient(runtime, { address: `127.0.0.1:${agent.httpPort}` });
  const id = Fields.of(state).labelled("service").get("web")?.text("id") ?? "";
  await client.call("agent.service-deregister", { rest: id });
  const read = await provider.read({ type: TYPE, state, private: undefined, signal });
  expect(Fields.of(stateOf(read)).labelled("service").size).toBe(0);
  const again = await made(provider, { service: { web: WEB } }, stateOf(read));
  expect(Object.keys(await registered())).toEqual([id]);
  expect(Fields.of(again.state).number("pid")).toBe(Fields.of(state).number("pid"));
  await remove(provider, again.state);
});

test("another tag, another service, no service: all in place", async () => {
  const provider = await open();
  const first = await made(provider, { service: { web: WEB } });
  const second = await made(
    provider,
    { service: { web: { ...WEB, tags: ["v2"] }, api: { port: 9 } } },
    first.state,
  );
  const names = Object.values(await registered()).map((service) => (service as { Service: string }).Service);
  expect(names.toSorted()).toEqual(["api", "web"]);
  const third = await made(provider, {}, second.state);
  expect(await registered()).toEqual({});
  await remove(provider, third.state);
});

test("an agent that is down is told before anything is made", async () => {
  const provider = await open("127.0.0.1:1");
  const { outcome } = await apply(provider, { service: { web: WEB } });
  expect(outcome.value).toBeUndefined();
  expect(outcome.diagnostics.map(({ summary }) => summary)).toEqual(["Cannot reach the agent"]);
});

test("an agent that is down keeps nobody from destroying", async () => {
  const { state } = await made(await open(), { service: { web: WEB } });
  const outcome = await remove(await open("127.0.0.1:1"), state);
  expect(outcome.diagnostics.map(({ severity, summary }) => [severity, summary])).toEqual([
    ["warning", "Cannot reach the agent"],
  ]);
  expect(outcome.value?.state.isNull).toBe(true);
});

test("what a killed apply made is found again, and registered", async () => {
  const provider = await open();
  const { planned, operationId, outcome } = await apply(provider, { service: { api: { port: 9 } } });
  const id = Fields.of(stateOf(outcome)).labelled("service").get("api")?.text("id") ?? "";
  const client = createAgentClient(runtime, { address: `127.0.0.1:${agent.httpPort}` });
  await client.call("agent.service-deregister", { rest: id });
  const found = await provider.recover({ type: TYPE, planned, operationId, signal });
  expect(rawEquals(found.value?.state ?? planned, stateOf(outcome))).toBe(true);
  expect(Object.keys(await registered())).toContain(id);
  await remove(provider, stateOf(outcome));
});

test("what a killed apply made beside another takes no place of that one, and is hidden", async () => {
  const provider = await open();
  const { planned, operationId, outcome } = await apply(provider, { service: { api: { port: 9 } } });
  const own = Fields.of(stateOf(outcome)).labelled("service").get("api")?.text("id") ?? "";
  const found = await provider.recover({ type: TYPE, planned, operationId, beside: true, signal });
  const state = found.value?.state ?? planned;
  const id = Fields.of(state).labelled("service").get("api")?.text("id") ?? "";
  expect(id).toContain(operationId.slice(0, 8));
  expect(Object.keys(await registered())).toEqual(expect.arrayContaining([own, id]));
  const client = createAgentClient(runtime, { address: `127.0.0.1:${agent.httpPort}` });
  const checks = Object.keys((await client.call("agent.checks")).json() as object);
  expect(checks.filter((check) => check.startsWith("_rollout"))).toEqual([`_rollout:${id}`]);
  await client.call("agent.service-deregister", { rest: id });
  await remove(provider, stateOf(outcome));
});

const mistakes: readonly [string, PlainRecord, RegExp][] = [
  ["no kind of check", { check: [{ interval: "1s" }] }, /exactly one of http, tcp, args, ttl; it has none/],
  ["two kinds of check", { check: [{ tcp: ":1", ttl: "1s" }] }, /it has tcp and ttl/],
  ["a path without a port", { check: [{ http: "/health" }] }, /needs the service's port/],
  ["no duration", { port: 1, check: [{ http: "/", interval: "often" }] }, /interval must be a duration/],
  ["no port", { port: 70000 }, /70000 is no port/],
];
test.each(mistakes)("a service block with %s is refused", async (_, service, detail) => {
  const provider = await open();
  const config = configOf(provider, { service: { web: service } });
  const { diagnostics } = await provider.validateResource({ type: TYPE, config });
  expect(diagnostics.map((found) => found.summary)).toEqual(["Invalid service block"]);
  expect(diagnostics[0]?.detail).toMatch(detail);
});

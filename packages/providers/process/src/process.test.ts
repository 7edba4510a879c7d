import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkProviderContract,
  Fields,
  fromPlain,
  impliedType,
  type PlainRecord,
  type RecoveringProvider,
} from "@tutti/plugin";
import { createRealRuntime, type Runtime } from "@tutti/runtime";
import { freePort } from "@tutti/runtime/testkit";
import { Value } from "@tutti/values";
import { afterAll, expect, test } from "vitest";
import { buildSupervisor } from "../testkit/built-supervisor.ts";
import { createProviderFactory } from "./provider.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-process-"));
const real = createRealRuntime();
const self = await buildSupervisor(folder);
const runtime: Runtime = { ...real, environment: { ...real.environment, directory: folder, self } };
const signal = new AbortController().signal;
const SLEEP = { command: ["sleep", "1000"], service: {} };

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(on: Runtime = runtime): Promise<RecoveringProvider> {
  const provider = (await createProviderFactory(on).create()) as RecoveringProvider;
  await provider.configure({ config: fromPlain(impliedType(provider.schema().provider.block), {}), signal });
  return provider;
}

async function create(provider: RecoveringProvider, config: PlainRecord) {
  const block = provider.schema().resourceTypes.get("tutti_process")?.block;
  if (block === undefined) throw new Error("no type");
  const wanted = fromPlain(impliedType(block), { service: {}, ...config });
  const request = {
    type: "tutti_process",
    prior: Value.null(wanted.type),
    config: wanted,
    private: undefined,
    signal,
  };
  const plan = await provider.plan({ ...request, proposed: wanted });
  const planned = plan.value?.planned ?? wanted;
  const operationId = `op-${randomUUID()}`;
  return { planned, operationId, outcome: await provider.apply({ ...request, planned, operationId }) };
}

async function remove(provider: RecoveringProvider, state: Value): Promise<void> {
  const gone = Value.null(state.type);
  const request = {
    type: "tutti_process",
    prior: state,
    planned: gone,
    config: gone,
    private: undefined,
    signal,
  };
  expect((await provider.apply({ ...request, operationId: "end" })).diagnostics).toEqual([]);
}

function stateOf(outcome: { readonly value: { readonly state: Value } | undefined }): Value {
  if (outcome.value === undefined) throw new Error("no state");
  return outcome.value.state;
}

test("tutti_process holds the contract", async () => {
  await checkProviderContract(
    {
      type: "tutti_process",
      open,
      config: SLEEP,
      updated: { ...SLEEP, restart: "always", stop_timeout: 3 },
      replaced: { ...SLEEP, command: ["sleep", "1001"] },
      recovers: true,
    },
    randomUUID(),
  );
});

test("who watches a process is given a hint when it ends, and none when nothing happens", async () => {
  const provider = await open();
  const state = stateOf((await create(provider, SLEEP)).outcome);
  const stop = new AbortController();
  const hints: string[] = [];
  let heard: () => void = () => {};
  const hint = (): void => {
    hints.push("hint");
    heard();
  };
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      heard = resolve;
    });
  const first = next();
  const watched = provider.watch?.({ type: "tutti_process", state, signal: stop.signal, hint });
  await first;
  const second = next();
  runtime.processes.kill(Fields.of(state).number("pid") ?? 0, "SIGKILL");
  await second;
  stop.abort();
  await watched;
  expect(hints.length).toBeGreaterThanOrEqual(2);
  await remove(provider, state);
});

test("a process killed outside is planned anew, with its exit status", async () => {
  const provider = await open();
  const state = stateOf((await create(provider, SLEEP)).outcome);
  const fields = Fields.of(state);
  runtime.processes.kill(fields.number("pid") ?? 0, "SIGKILL");
  let now = Fields.of(state);
  const deadline = real.clock.monotonic() + 20_000;
  while (now.bool("running") !== false && real.clock.monotonic() < deadline) {
    const read = await provider.read({ type: "tutti_process", state, private: undefined, signal });
    now = Fields.of(stateOf(read));
  }
  expect(now.bool("running")).toBe(false);
  expect(now.number("exit_code")).toBe(137);
  await remove(provider, state);
});

test("restart = always brings it back under another id", async () => {
  const provider = await open();
  const state = stateOf((await create(provider, { ...SLEEP, restart: "always" })).outcome);
  const before = Fields.of(state).number("pid") ?? 0;
  runtime.processes.kill(before, "SIGKILL");
  let pid: number | undefined = before;
  const deadline = real.clock.monotonic() + 20_000;
  while (pid === before && real.clock.monotonic() < deadline) {
    const read = await provider.read({ type: "tutti_process", state, private: undefined, signal });
    pid = Fields.of(stateOf(read)).number("pid");
  }
  expect(pid).not.toBe(before);
  await remove(provider, state);
  expect(await runtime.processes.isAlive(pid ?? 0)).toBe(false);
});

async function restart(provider: RecoveringProvider, config: PlainRecord): Promise<readonly string[]> {
  const type = "tutti_process_restart";
  const block = provider.schema().actions?.get(type)?.block;
  if (block === undefined || provider.actions === undefined) throw new Error("no action");
  const wanted = fromPlain(impliedType(block), config);
  const refused = await provider.actions.validate({ type, config: wanted });
  const { diagnostics } =
    refused.diagnostics.length > 0
      ? refused
      : await provider.actions.invoke({ type, config: wanted, signal, progress: () => {} });
  return diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`);
}

test("tutti_process_restart ends it with what it started, and starts it once, whatever the policy", async () => {
  const provider = await open();
  const log = join(folder, "again.log");
  // It leaves a child that ignores SIGTERM.
  const script = '(trap "" TERM; exec sleep 1000) & echo started; wait';
  const made = await create(provider, { command: ["sh", "-c", script], log_file: log });
  const state = stateOf(made.outcome);
  const before = Fields.of(state);
  const members = await runtime.processes.members(before.number("supervisor_pid") ?? 0);
  expect(await restart(provider, { id: before.text("id"), stop_timeout: 1 })).toEqual([]);
  for (const { pid, startedAt } of members ?? [])
    expect(await runtime.processes.isAlive(pid, startedAt)).toBe(pid === before.number("supervisor_pid"));
  const read = await provider.read({ type: "tutti_process", state, private: undefined, signal });
  const now = Fields.of(stateOf(read));
  expect(now.bool("running")).toBe(true);
  expect(now.number("pid")).not.toBe(before.number("pid"));
  expect(await runtime.disk.readText(log)).toBe("started\nstarted\n");
  // Asked for once, it is not started again by itself.
  runtime.processes.kill(now.number("pid") ?? 0, "SIGKILL");
  let running: boolean | undefined = true;
  const deadline = real.clock.monotonic() + 20_000;
  while (running !== false && real.clock.monotonic() < deadline) {
    const again = await provider.read({ type: "tutti_process", state, private: undefined, signal });
    running = Fields.of(stateOf(again)).bool("running");
  }
  expect(running).toBe(false);
  expect(await restart(provider, { id: before.text("id") })).toEqual([
    expect.stringMatching(
      /^Process is not running: No supervised process runs by the folder .*plan and apply/,
    ),
  ]);
  await remove(provider, state);
});

test("tutti_process_restart tells what ends at once, and what cannot be", async () => {
  const provider = await open();
  const once = join(folder, "once");
  const script = `if [ -e ${once} ]; then exit 7; fi; touch ${once}; exec sleep 1000`;
  const state = stateOf((await create(provider, { command: ["sh", "-c", script] })).outcome);
  expect(await restart(provider, { id: Fields.of(state).text("id") })).toEqual([
    "Process did not start: It was ended, and does not run again: it ended with status 7.",
  ]);
  await remove(provider, state);
  expect(await restart(provider, { id: "x", stop_signal: "SIGUSR1", stop_timeout: -1 })).toEqual([
    'Invalid process configuration: "SIGUSR1" must be one of SIGTERM, SIGINT, SIGHUP, SIGKILL.',
    "Invalid process configuration: It must be 0 seconds or more; it is -1.",
  ]);
});

test("SIGINT as the stop signal reaches the program", async () => {
  const provider = await open();
  const log = join(folder, "int.log");
  const script = 'trap "echo got it; exit 0" INT; echo ready; while :; do sleep 0.05; done';
  const made = await create(provider, {
    command: ["sh", "-c", script],
    stop_signal: "SIGINT",
    log_file: log,
  });
  await remove(provider, stateOf(made.outcome));
  expect(await runtime.disk.readText(log)).toContain("got it");
});

const failures: readonly [string, PlainRecord, RegExp][] = [
  ["a program that is not there", { command: ["/nope"] }, /The program "\/nope" was not found/],
  [
    "a program that ends at once",
    { command: ["sh", "-c", "echo why; exit 3"] },
    /with status 3\. It wrote last:\n\nwhy/,
  ],
  ["a folder that is not there", { command: ["true"], directory: "nope" }, /no folder ".*nope"/],
];
test.each(failures)("create of %s fails and leaves nothing", async (_, config, detail) => {
  // Time goes slowly, so that a program ends at once however long the machine takes over it.
  const monotonic = (): number => real.clock.monotonic() / 50;
  const provider = await open({ ...runtime, clock: { ...real.clock, monotonic } });
  const { outcome, operationId, planned } = await create(provider, config);
  expect(outcome.value).toBeUndefined();
  expect(outcome.diagnostics[0]?.detail).toMatch(detail);
  const found = await provider.recover({ type: "tutti_process", planned, operationId, signal });
  expect(found.value?.state).toBeUndefined();
});

test("a port that is taken is told before anything starts", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const { outcome } = await create(await open(), { ...SLEEP, ports: [port] });
  expect(outcome.diagnostics[0]?.summary).toBe("Port in use");
  await new Promise((resolve) => server.close(resolve));
});

const LISTENS = `require("node:net").createServer().listen(Number(process.env.PORT), "127.0.0.1")`;

test("a port that is asked for, or chosen, is the program's, and that of a service whose port is 0", async () => {
  const provider = await open();
  for (const [asked, isChosen] of [
    [0, true],
    [await freePort(), false],
  ] as const) {
    const config = { command: [process.execPath, "-e", LISTENS], port: asked };
    const { outcome, planned, operationId } = await create(provider, config);
    expect(outcome.diagnostics).toEqual([]);
    const state = outcome.value?.state as Value;
    const port = Fields.of(state).number("assigned_port");
    expect(port === asked).toBe(!isChosen);
    const instance = provider.serviceInstance?.({ type: "tutti_process", state });
    expect(instance?.endpoint(0)).toEqual({ address: "", port });
    expect(instance?.endpoint(81)).toEqual({ address: "", port: 81 });
    // Who finds it after a killed apply finds its port.
    const found = await provider.recover({ type: "tutti_process", planned, operationId, signal });
    expect(Fields.of(found.value?.state as Value).number("assigned_port")).toBe(port);
    await remove(provider, state);
  }
});

test("what only one can have: ports that are fixed", async () => {
  const provider = await open();
  const block = provider.schema().resourceTypes.get("tutti_process")?.block;
  const holds = (config: PlainRecord): readonly string[] | undefined =>
    block &&
    provider.exclusive?.({
      type: "tutti_process",
      state: fromPlain(impliedType(block), { ...SLEEP, ...config }),
    });
  expect(holds({ ports: [80, 81], port: 82 })).toEqual([
    "this machine's port 80",
    "this machine's port 81",
    "this machine's port 82",
  ]);
  expect(holds({ port: 0 })).toEqual([]);
  expect(holds({})).toEqual([]);
});

test.each([-1, 65_536, 1.5])("%d is no port", async (port) => {
  const provider = await open();
  const block = provider.schema().resourceTypes.get("tutti_process")?.block;
  const config = block && fromPlain(impliedType(block), { ...SLEEP, port });
  const { diagnostics } = await provider.validateResource({ type: "tutti_process", config: config as Value });
  expect(diagnostics.map(({ detail }) => detail)).toEqual([
    `${port} is no TCP port: it must be a whole number from 0 to 65535.`,
  ]);
});

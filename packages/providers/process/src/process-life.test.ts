import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fields, fromPlain, type PlainRecord } from "@tutti/plugin";
import { createRealRuntime, type Runtime, RuntimeError } from "@tutti/runtime";
import { freePort } from "@tutti/runtime/testkit";
import type { Value } from "@tutti/values";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildSupervisor } from "../testkit/built-supervisor.ts";
import { ProcessProvider } from "../testkit/process-provider.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-life-"));
const real = createRealRuntime();
const self = await buildSupervisor(folder);
const runtime: Runtime = { ...real, environment: { ...real.environment, directory: folder, self } };
const { processes, clock } = runtime;
const linux = process.platform === "linux";

let provider: ProcessProvider;
let states: Value[] = [];
const strangers: (() => void)[] = [];

beforeEach(async () => {
  provider = await ProcessProvider.open(runtime);
});
afterEach(async () => {
  for (const state of states) await provider.remove(state);
  states = [];
  for (const end of strangers.splice(0)) end();
  if (linux) await until(() => supervisors().length === 0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function made(plain: PlainRecord): Promise<Value> {
  const state = await provider.made(plain);
  states.push(state);
  return state;
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = clock.monotonic() + 20_000;
  while (!(await holds())) {
    if (clock.monotonic() > deadline) throw new Error("it never held");
    await clock.sleep(10);
  }
}

/** The supervisors of this file that run, by their pids: whatever a test does, none stays. */
function supervisors(): readonly string[] {
  return readdirSync("/proc").filter(
    (pid) => /^\d+$/.test(pid) && textOf(`/proc/${pid}/cmdline`).includes(folder),
  );
}

const sessionOf = (state: Value): number => Fields.of(state).number("supervisor_pid") ?? 0;
const membersOf = async (session: number) => (await processes.members(session)) ?? [];

/** Empty while the file is not there, which it is not for a moment when the log goes on in a new one. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Waits until a program of ours has written that it is ready. */
async function ready(state: Value): Promise<void> {
  await until(() => textOf(Fields.of(state).text("log_file")).includes("ready"));
}

async function listen(port = 0): Promise<number> {
  const server = createServer().listen(port, "127.0.0.1");
  strangers.push(() => server.close());
  await once(server, "listening");
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

describe("create", () => {
  it.runIf(linux)("fails where a stranger takes the port before the program does", async () => {
    const port = await freePort();
    let asked = 0;
    const racing: Runtime = {
      ...runtime,
      network: {
        ...runtime.network,
        async connect(target, signal) {
          asked += 1;
          if (asked > 1) return runtime.network.connect(target, signal);
          await listen(port);
          throw new RuntimeError("ECONNREFUSED", "127.0.0.1", "nobody listens yet");
        },
      },
    };
    const racer = await ProcessProvider.open(racing);
    const { outcome, operationId } = await racer.create({
      command: ["sleep", "1000"],
      ports: [port],
      wait_timeout: 0.2,
    });
    expect(outcome.diagnostics.map(({ summary }) => summary)).toEqual(["Port in use"]);
    expect(outcome.diagnostics[0]?.detail).toMatch(/^Another process listens on the port/);
    expect(readdirSync(join(folder, ".tutti", "processes"))).not.toContain(operationId);
  });

  it("takes the program that listens for the one, also on another address than 127.0.0.1", async () => {
    const port = await freePort();
    const script = `require("net").createServer().listen(${port}, "${linux ? "127.0.0.2" : "127.0.0.1"}")`;
    const state = await made({ command: [process.execPath, "-e", script], ports: [port] });
    expect(Fields.of(state).bool("running")).toBe(true);
  });

  it("fails where the program ends before its port is open, though it would be started again", async () => {
    const { outcome, operationId } = await provider.create({
      command: ["sh", "-c", "echo no luck; sleep 0.4; exit 5"],
      ports: [await freePort()],
      restart: "always",
    });
    expect(outcome.diagnostics[0]?.detail).toBe("It ended at once with status 5. It wrote last:\n\nno luck");
    expect(readdirSync(join(folder, ".tutti", "processes"))).not.toContain(operationId);
  });

  it("needs nothing on the PATH, and hears of no option that is meant for the program", async () => {
    const state = await made({
      command: [
        process.execPath,
        "-e",
        "setInterval(() => {}, 1000); console.log('ready', process.env.PATH)",
      ],
      environment: { PATH: "/nonexistent", NODE_OPTIONS: "--no-warnings --title=x" },
      inherit_environment: false,
    });
    await ready(state);
    expect(readFileSync(Fields.of(state).text("log_file"), "utf8")).toBe("ready /nonexistent\n");
    expect((await provider.read(state)).bool("running")).toBe(true);
  });

  it("starts its supervisor whatever NODE_OPTIONS say", async () => {
    process.env.NODE_OPTIONS = "--no-such-option";
    try {
      await made({ command: ["sleep", "1000"] });
    } finally {
      delete process.env.NODE_OPTIONS;
    }
  });

  it("keeps folders and files for their owner alone, and the environment off the disk", async () => {
    const state = await made({
      command: ["sh", "-c", "echo ready; sleep 1000"],
      environment: { KEY: "s3cr3t" },
    });
    await ready(state);
    const at = join(folder, ".tutti", "processes", Fields.of(state).text("id"));
    for (const path of [join(folder, ".tutti"), join(folder, ".tutti", "processes"), at])
      expect(statSync(path).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(at)) {
      expect(statSync(join(at, name)).mode & 0o777, name).toBe(0o600);
      expect(readFileSync(join(at, name), "utf8")).not.toContain("s3cr3t");
    }
  });

  it("bounds the log and keeps one file before it", async () => {
    const script = 'for (let i = 0; i < 2000; i++) console.log("line", i); setInterval(() => {}, 1000)';
    const log = join(folder, "bounded.log");
    await made({ command: [process.execPath, "-e", script], log_file: log, log_max_bytes: 4096 });
    await until(() => textOf(log).endsWith("line 1999\n"));
    expect(statSync(log).size).toBeLessThanOrEqual(4096);
    expect(statSync(`${log}.1`).size).toBe(4096);
    expect(readFileSync(`${log}.1`, "utf8") + readFileSync(log, "utf8")).toMatch(/^.*(\nline \d+)+\n$/);
  });
});

describe("delete", () => {
  it.runIf(linux)("ends all that the program started, in whatever group", async () => {
    const state = await made({
      command: ["bash", "-c", "set -m; (sleep 1000; true) & sleep 1001 & echo ready; wait"],
    });
    await ready(state);
    await until(async () => (await membersOf(sessionOf(state))).length === 5);
    expect(await provider.remove(state)).toEqual([]);
    expect(await membersOf(sessionOf(state))).toEqual([]);
  });

  it("kills after the timeout what does not hear", async () => {
    const state = await made({
      command: ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"],
      stop_timeout: 0.1,
    });
    await ready(state);
    expect(await provider.remove(state)).toEqual([]);
    expect(await processes.isAlive(Fields.of(state).number("pid") ?? 0)).toBe(false);
  });

  it("tells the program once that it shall end, and waits for it", async () => {
    const log = join(folder, "once.log");
    const script =
      "trap 'echo heard; n=1' TERM; echo ready; n=20; while [ $n -gt 0 ]; do sleep 0.02; [ $n = 20 ] || n=$((n+1)); [ $n -lt 10 ] || [ $n = 20 ] || exit 0; done";
    const state = await made({ command: ["sh", "-c", script], log_file: log });
    await ready(state);
    expect(await provider.remove(state)).toEqual([]);
    expect(readFileSync(log, "utf8").match(/heard/g)).toHaveLength(1);
  });

  it.runIf(linux)("finds the program of a supervisor that was killed", async () => {
    const state = await made({ command: ["sleep", "1000"] });
    processes.kill(sessionOf(state), "SIGKILL");
    await until(async () => (await provider.read(state)).bool("running") === false);
    expect(await membersOf(sessionOf(state))).toHaveLength(1);
    expect(await provider.remove(state)).toEqual([]);
    expect(await membersOf(sessionOf(state))).toEqual([]);
  });

  it("is fine with what is gone, folder and all, and twice", async () => {
    const state = await made({ command: ["sleep", "1000"] });
    rmSync(join(folder, ".tutti", "processes", Fields.of(state).text("id")), { recursive: true });
    expect(await provider.remove(state)).toEqual([]);
    expect(await provider.remove(state)).toEqual([]);
    expect(await processes.isAlive(Fields.of(state).number("pid") ?? 0)).toBe(false);
  });

  it("leaves a stranger alone that has the ids now", async () => {
    const state = await made({ command: ["sleep", "1000"] });
    const stranger = spawn("sleep", ["1000"], { detached: true });
    strangers.push(() => stranger.kill("SIGKILL"));
    const { pid = 0 } = stranger;
    const reused = { ...Fields.of(state).record, pid, supervisor_pid: pid, id: "op-nobody" };
    expect(await provider.remove(fromPlain(state.type, reused))).toEqual([]);
    expect(await processes.isAlive(pid)).toBe(true);
  });
});

describe("restart", () => {
  it("follows a policy that was changed in place, at the next end", async () => {
    const config = { command: ["sh", "-c", "echo ready; sleep 1000"] };
    const state = await made(config);
    const updated = await provider.update(state, { ...config, restart: "on-failure" });
    states.push(updated);
    const before = Fields.of(state).number("pid") ?? 0;
    processes.kill(before, "SIGKILL");
    await until(async () => ![before, undefined].includes((await provider.read(updated)).number("pid")));
    expect(Fields.of(updated).number("supervisor_pid")).toBe(sessionOf(state));
    const stopped = await provider.update(updated, { ...config, restart: "no" });
    const now = await provider.read(stopped);
    processes.kill(now.number("pid") ?? 0, "SIGKILL");
    await until(async () => (await provider.read(stopped)).bool("running") === false);
    expect((await provider.read(stopped)).number("exit_code")).toBe(137);
  });
});

const mistakes: readonly [string, PlainRecord, RegExp][] = [
  [
    "an unknown policy",
    { restart: "never" },
    /"never" is no restart policy: it must be one of no, on-failure, always/,
  ],
  ["an unknown signal", { stop_signal: "SIGUSR1" }, /must be one of SIGTERM, SIGINT/],
  ["no program", { command: [] }, /first element is the program/],
  ["port 0", { ports: [0] }, /0 is no TCP port/],
  ["a port beyond the last", { ports: [80, 65_536] }, /65536 is no TCP port/],
  ["half a port", { ports: [1.5] }, /1.5 is no TCP port/],
  ["a negative timeout", { stop_timeout: -1 }, /0 seconds or more; it is -1/],
  ["a tiny log", { log_max_bytes: 4095 }, /at least 4096; it is 4095/],
];
it.each(mistakes)("%s is refused", async (_, plain, detail) => {
  const found = await provider.validate({ command: ["true"], ...plain });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(detail);
});

it("what is at the bounds is taken", async () => {
  const plain = {
    command: ["true"],
    ports: [1, 65_535],
    wait_timeout: 0,
    stop_timeout: 0,
    log_max_bytes: 4096,
  };
  expect(await provider.validate(plain)).toEqual([]);
});

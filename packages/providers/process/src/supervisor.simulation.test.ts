import { Fields } from "@tutti/plugin";
import type { Disk, ProcessIdentity, Runtime } from "@tutti/runtime";
import { createSimulation, processRuntime, type SimulatedHost } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import { ProcessProvider } from "../testkit/process-provider.ts";
import { decodeTask, supervise } from "./supervisor.ts";

type Simulation = ReturnType<typeof createSimulation>;

/** What happens to the supervisor at its n-th touch of the disk. */
type Accident = (world: {
  readonly host: SimulatedHost;
  readonly pid: number;
  readonly folder: string;
}) => void;

interface World {
  readonly simulation: Simulation;
  readonly host: SimulatedHost;
  /** Touches of the disk by supervisors so far. */
  touches(): number;
}

function createWorld(seed: number, at = 0, accident: Accident = () => {}): World {
  const simulation = createSimulation(seed);
  const host = simulation.host("a", { directory: "/work" });
  let touches = 0;
  host.processes.install("sleep", () => new Promise(() => {}));
  host.processes.install("end", async (command) => ({ exitCode: Number(command.args[0]), output: "why\n" }));
  host.processes.install("tutti", async (command, self) => {
    const task = decodeTask(String(command.input));
    if (task === undefined) return { exitCode: 1 };
    const mine = processRuntime(host, self);
    const touched = (): void => {
      touches += 1;
      if (touches === at) accident({ host, pid: self.pid, folder: task.folder });
    };
    const exitCode = await supervise({ ...mine, disk: watched(mine.disk, touched) }, task).catch(() => 1);
    return { exitCode };
  });
  return { simulation, host, touches: () => touches };
}

function watched(disk: Disk, touched: () => void): Disk {
  const first = <A extends readonly unknown[], R>(run: (...args: A) => R): ((...args: A) => R) => {
    return (...args) => {
      touched();
      return run(...args);
    };
  };
  const { readText, stat, replaceFile, openAppend, rename } = disk;
  return {
    ...disk,
    readText: first(readText),
    stat: first(stat),
    replaceFile: first(replaceFile),
    openAppend: first(openAppend),
    rename: first(rename),
  };
}

/** Everything that runs and is not the host. */
async function running(host: Runtime): Promise<readonly ProcessIdentity[]> {
  const found: ProcessIdentity[] = [];
  for (let pid = 100; pid < 140; pid++) {
    const startedAt = await host.processes.startedAt(pid);
    if (startedAt !== undefined) found.push({ pid, startedAt });
  }
  return found;
}

const SLEEP = { command: ["sleep"], directory: "/work" };

async function open({ host }: World): Promise<ProcessProvider> {
  await host.disk.makeDirectory("/work");
  return ProcessProvider.open(host);
}

const accidents: readonly [string, Accident][] = [
  ["the supervisor is killed", ({ host, pid }) => host.processes.kill(pid, "SIGKILL")],
  ["the supervisor is asked to end", ({ host, pid }) => host.processes.kill(pid, "SIGTERM")],
  ["its folder is taken away", ({ host, folder }) => void host.disk.remove(folder, { recursive: true })],
  ["the disk is full", ({ host }) => host.disk.failFrom(1, "ENOSPC")],
];

describe("whatever happens at whatever touch of the disk,", () => {
  for (const [name, accident] of accidents) {
    it(`nothing runs that no state and no folder knows: ${name}`, async () => {
      for (let at = 1; ; at++) {
        const world = createWorld(at, at, accident);
        const { simulation, host } = world;
        const provider = await simulation.until(open(world));
        const { outcome, planned, operationId } = await simulation.until(provider.create(SLEEP));
        await simulation.run(1_000);
        host.disk.mend();
        if (world.touches() < at) return expect(at).toBeGreaterThan(2);
        const state =
          outcome.value?.state ?? (await simulation.until(provider.recover(planned, operationId)));
        if (state !== undefined) expect(await simulation.until(provider.remove(state))).toEqual([]);
        expect(await running(host), `at touch ${at}`).toEqual([]);
      }
    });
  }

  it("a killed apply's process is found again, or there is none", async () => {
    for (let cut = 1; ; cut++) {
      const world = createWorld(cut);
      const { simulation, host } = world;
      const provider = await simulation.until(open(world));
      // The apply stops for ever at some moment; the supervisor goes on.
      host.processes.install("apply", async (_, self) => {
        const mortal = await ProcessProvider.open(processRuntime(host, self));
        await mortal.create(SLEEP);
        return { exitCode: 0 };
      });
      const apply = await simulation.until(host.processes.start({ program: "apply", args: [] }));
      await simulation.run(cut);
      const done = !(await host.processes.isAlive(apply.pid));
      host.processes.kill(apply.pid, "SIGKILL");
      await simulation.run(1_000);
      const folders = await host.disk.list("/work/.tutti/processes").catch(() => []);
      for (const { name } of folders) {
        const state = await simulation.until(provider.recover(provider.config(SLEEP), name));
        if (state !== undefined) expect(await simulation.until(provider.remove(state))).toEqual([]);
      }
      expect(await running(host), `after ${cut} ms`).toEqual([]);
      if (done) return;
    }
  });
});

describe("signals", () => {
  it("one to the supervisor ends both, whenever it comes, and nothing is started again", async () => {
    for (let at = 1; ; at++) {
      const world = createWorld(at, at, ({ host, pid }) => host.processes.kill(pid, "SIGTERM"));
      const { simulation, host } = world;
      const provider = await simulation.until(open(world));
      const creating = provider.create({ ...SLEEP, restart: "always" });
      await simulation.run(30_000);
      if (world.touches() < at) return expect(at).toBeGreaterThan(2);
      // Not even the creation's own tidying is needed for it.
      expect(await running(host), `at touch ${at}`).toEqual([]);
      await simulation.until(creating);
    }
  });

  it("one to the supervisor reaches the program, a while later as well", async () => {
    const world = createWorld(1);
    const { simulation, host } = world;
    const provider = await simulation.until(open(world));
    const state = await simulation.until(provider.made({ ...SLEEP, restart: "always" }));
    await simulation.run(60_000);
    host.processes.kill(Fields.of(state).number("supervisor_pid") ?? 0, "SIGHUP");
    await simulation.run(1);
    expect(await running(host)).toEqual([]);
  });

  it("the program hears that it shall end once, may take its time, and is not started again", async () => {
    const world = createWorld(1);
    const { simulation, host } = world;
    let heard = 0;
    host.processes.install("polite", (_, self) => {
      return new Promise((resolve) => {
        self.processes.onSignal("SIGINT", () => {
          heard += 1;
          host.clock.after(700, () => resolve({ exitCode: 0 }));
        });
      });
    });
    const provider = await simulation.until(open(world));
    const config = { command: ["polite"], directory: "/work", restart: "always", stop_signal: "SIGINT" };
    const state = await simulation.until(provider.made(config));
    const before = host.clock.monotonic();
    expect(await simulation.until(provider.remove(state))).toEqual([]);
    expect(heard).toBe(1);
    expect(host.clock.monotonic() - before).toBeLessThan(900);
    expect(await running(host)).toEqual([]);
  });
});

describe("restarts", () => {
  it("wait 1 s, then twice as long each time, at most a minute", async () => {
    const world = createWorld(1);
    const { simulation, host } = world;
    const starts: number[] = [];
    host.processes.install("flaky", async () => {
      starts.push(host.clock.monotonic());
      if (starts.length === 1) await host.clock.sleep(500);
      return { exitCode: 1 };
    });
    const provider = await simulation.until(open(world));
    const state = await simulation.until(
      provider.made({ command: ["flaky"], directory: "/work", restart: "on-failure" }),
    );
    await simulation.run(400_000);
    const waits = starts.slice(1).map((start, index) => Math.round((start - (starts[index] ?? 0)) / 500) / 2);
    expect(waits.slice(0, 9)).toEqual([1.5, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(await simulation.until(provider.remove(state))).toEqual([]);
    const count = starts.length;
    await simulation.run(120_000);
    expect(starts).toHaveLength(count);
  });

  it("begin at 1 s again after a life of 10 s", async () => {
    const world = createWorld(1);
    const { simulation, host } = world;
    const starts: number[] = [];
    const lives = [500, 500, 500, 10_000, 9_000, 500];
    host.processes.install("flaky", async () => {
      const life = lives[starts.length];
      starts.push(host.clock.monotonic());
      if (life === undefined) return new Promise(() => {});
      await host.clock.sleep(life);
      return { exitCode: 1 };
    });
    const provider = await simulation.until(open(world));
    await simulation.until(provider.made({ command: ["flaky"], directory: "/work", restart: "always" }));
    await simulation.run(200_000);
    const waits = starts
      .slice(1)
      .map((start, index) => Math.round((start - (starts[index] ?? 0) - (lives[index] ?? 0)) / 1000));
    expect(waits).toEqual([1, 2, 4, 1, 2, 4]);
  });

  const policies: readonly [string, number, boolean][] = [
    ["no", 0, false],
    ["no", 1, false],
    ["on-failure", 0, false],
    ["on-failure", 1, true],
    ["always", 0, true],
    ["always", 1, true],
  ];
  it.each(policies)("with %s and status %i: %s", async (restart, status, again) => {
    const world = createWorld(1);
    const { simulation, host } = world;
    let starts = 0;
    host.processes.install("once", async () => {
      starts += 1;
      if (starts > 1) return new Promise(() => {});
      await host.clock.sleep(5_000);
      return { exitCode: status };
    });
    const provider = await simulation.until(open(world));
    const state = await simulation.until(provider.made({ command: ["once"], directory: "/work", restart }));
    await simulation.run(10_000);
    expect(starts).toBe(again ? 2 : 1);
    const read = await simulation.until(provider.read(state));
    expect([read.bool("running"), read.number("exit_code")]).toEqual([again, again ? undefined : status]);
    expect(await running(host)).toHaveLength(again ? 2 : 0);
  });
});

describe("recover", () => {
  it("finds what runs, and tidies up what does not", async () => {
    const world = createWorld(1);
    const { simulation, host } = world;
    const provider = await simulation.until(open(world));
    const { planned, operationId, outcome } = await simulation.until(provider.create(SLEEP));
    const found = await simulation.until(provider.recover(planned, operationId));
    expect(found && Fields.of(found).record).toEqual(outcome.value && Fields.of(outcome.value.state).record);
    for (const { pid } of await running(host)) host.processes.kill(pid, "SIGKILL");
    expect(await simulation.until(provider.recover(planned, operationId))).toBeUndefined();
    expect(await host.disk.list("/work/.tutti/processes")).toEqual([]);
    expect(await simulation.until(provider.recover(planned, "op-never"))).toBeUndefined();
    // A folder without a supervisor is one whose apply was killed before it started one.
    await simulation.until(host.disk.makeDirectory("/work/.tutti/processes/op-empty"));
    const before = host.clock.monotonic();
    expect(await simulation.until(provider.recover(planned, "op-empty"))).toBeUndefined();
    expect(host.clock.monotonic() - before).toBeGreaterThanOrEqual(10_000);
    expect(await host.disk.list("/work/.tutti/processes")).toEqual([]);
  });
});

describe("ports", () => {
  it("count as open where whoever listens cannot be told", async () => {
    const world = createWorld(1);
    const { simulation, host } = world;
    host.processes.install("server", async () => {
      await host.clock.sleep(2_000);
      await host.network.listen({ host: "127.0.0.1", port: 80 }, () => {});
      return new Promise(() => {});
    });
    const provider = await simulation.until(open(world));
    const before = host.clock.monotonic();
    const config = { command: ["server"], directory: "/work", ports: [80] };
    const state = await simulation.until(provider.made(config));
    expect(host.clock.monotonic() - before).toBeGreaterThanOrEqual(2_000);
    const { outcome } = await simulation.until(provider.create(config));
    expect(outcome.diagnostics[0]?.detail).toBe(
      "Something listens on 127.0.0.1:80 already. Stop it, or choose another port.",
    );
    expect(await simulation.until(provider.remove(state))).toEqual([]);
  });
});

describe("a failed creation", () => {
  it.each([
    [3, "It ended at once with status 3. It wrote last:\n\nwhy"],
    [126, 'The program "end" may not be executed. It wrote last:\n\nwhy'],
    [127, 'The program "end" was not found. It wrote last:\n\nwhy'],
  ])("says why: status %i", async (status, detail) => {
    const world = createWorld(1);
    const { simulation, host } = world;
    const provider = await simulation.until(open(world));
    const command = ["end", String(status)];
    const { outcome } = await simulation.until(provider.create({ command, directory: "/work" }));
    expect(outcome.diagnostics[0]?.detail).toBe(detail);
    expect(await host.disk.list("/work/.tutti/processes")).toEqual([]);
    expect(await running(host)).toEqual([]);
  });

  it("leaves no folder where the program's is missing", async () => {
    const world = createWorld(1);
    const { simulation, host } = world;
    const provider = await simulation.until(open(world));
    const { outcome } = await simulation.until(provider.create({ ...SLEEP, directory: "/nope" }));
    expect(outcome.diagnostics[0]?.summary).toBe("Directory not found");
    expect(await host.disk.list("/work/.tutti/processes")).toEqual([]);
  });

  it("tells of a program that listens on nothing", async () => {
    const world = createWorld(1);
    const provider = await world.simulation.until(open(world));
    const config = { ...SLEEP, ports: [80], wait_timeout: 3 };
    const { outcome } = await world.simulation.until(provider.create(config));
    expect(outcome.diagnostics[0]?.detail).toBe("It did not open the port 80 within 3 s (wait_timeout).");
    expect(await running(world.host)).toEqual([]);
  });
});

it("a task that was not sent whole is none", () => {
  const whole = {
    folder: "/f",
    command: ["a"],
    directory: "/d",
    environment: { A: "b" },
    logFile: "/l",
    logBytesMax: 9,
  };
  const text = JSON.stringify(whole);
  expect(decodeTask(text)).toEqual(whole);
  for (let cut = 0; cut < text.length; cut++) expect(decodeTask(text.slice(0, cut))).toBeUndefined();
  for (const name of Object.keys(whole))
    expect(decodeTask(JSON.stringify({ ...whole, [name]: null }))).toBeUndefined();
  expect(decodeTask("[]")).toBeUndefined();
});

it("the identities of a state are those that run", async () => {
  const world = createWorld(1);
  const provider = await world.simulation.until(open(world));
  const state = Fields.of(await world.simulation.until(provider.made(SLEEP)));
  expect((await running(world.host)).map(({ pid }) => pid)).toEqual([
    state.number("supervisor_pid"),
    state.number("pid"),
  ]);
});

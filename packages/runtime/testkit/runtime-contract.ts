import { describe, expect, test } from "vitest";
import { every } from "../src/index.ts";
import { DISK, LOCKS } from "./disk-contract.ts";
import { DATAGRAMS, HTTP, STREAMS } from "./network-contract.ts";
import { type Check, codeOf, type RuntimeWorld, text } from "./runtime-world.ts";

/** What holds for every `Runtime`, real and simulated. */
export function runtimeContract(name: string, open: () => Promise<RuntimeWorld>): void {
  const rules: readonly (readonly [string, Readonly<Record<string, Check>>])[] = [
    ["disk", DISK],
    ["locks", LOCKS],
    ["clock", CLOCK],
    ["random", RANDOM],
    ["streams", STREAMS],
    ["datagrams", DATAGRAMS],
    ["HTTP", HTTP],
    ["processes", PROCESSES],
  ];
  for (const [part, checks] of rules)
    describe(`${name}: ${part}`, () => {
      test.each(Object.entries(checks))("%s", async (_, check) => {
        const world = await open();
        await world.run(check(world));
      });
    });
}

const CLOCK: Readonly<Record<string, Check>> = {
  "goes on while somebody sleeps": async ({ runtime: { clock } }) => {
    const [wall, steady] = [clock.now(), clock.monotonic()];
    await clock.sleep(20);
    expect(clock.monotonic() - steady).toBeGreaterThanOrEqual(19);
    expect(clock.now() - wall).toBeGreaterThanOrEqual(18);
    expect(clock.now()).toBeGreaterThan(Date.UTC(2025, 0));
  },
  "calls in order of time, once each, and not what was cancelled": async ({ runtime: { clock } }) => {
    const called: string[] = [];
    clock.after(30, () => called.push("late"));
    clock.after(0, () => called.push("first"));
    clock.after(10, () => called.push("second"));
    const never = clock.after(5, () => called.push("never"));
    never.cancel();
    never.cancel();
    await clock.sleep(80);
    expect(called).toEqual(["first", "second", "late"]);
  },
  "ends a sleep with the signal's reason": async ({ runtime: { clock } }) => {
    const stop = new AbortController();
    clock.after(5, () => stop.abort(new Error("enough")));
    await expect(clock.sleep(60_000, stop.signal)).rejects.toThrow("enough");
    await expect(clock.sleep(60_000, stop.signal)).rejects.toThrow("enough");
  },
  "repeats until it is told not to, from within too": async ({ runtime: { clock } }) => {
    let count = 0;
    const thrice = new Promise<void>((resolve) => {
      const timer = every(clock, 5, () => {
        count += 1;
        if (count === 3) timer.cancel();
        if (count === 3) resolve();
      });
    });
    await thrice;
    // Long enough for a fourth, and not too short for three on a busy machine.
    await clock.sleep(30);
    expect(count).toBe(3);
  },
};

const RANDOM: Readonly<Record<string, Check>> = {
  "stays within its bounds": async ({ runtime: { random } }) => {
    const integers = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const float = random.float();
      expect(float >= 0 && float < 1).toBe(true);
      integers.add(random.integer(3));
    }
    expect([...integers].sort()).toEqual([0, 1, 2]);
    expect(random.integer(1)).toBe(0);
    expect([random.bytes(0).length, random.bytes(33).length]).toEqual([0, 33]);
  },
  "makes ids that are all different": async ({ runtime: { random } }) => {
    const ids = Array.from({ length: 50 }, () => random.uuid());
    expect(new Set(ids).size).toBe(50);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  },
};

const PROCESSES: Readonly<Record<string, Check>> = {
  "run to their end, with status and output": async ({ runtime: { processes }, programs }) => {
    const [program = "", ...args] = programs.ending;
    const pieces: string[] = [];
    const result = await processes.run({
      program,
      args: [...args, "said"],
      onOutput: (stream, data) => pieces.push(`${stream} ${text(data)}`),
    });
    expect(result).toMatchObject({ exitCode: 3, signal: undefined, timedOut: false });
    expect([text(result.stdout), text(result.stderr), ...pieces]).toEqual(["said", "", "stdout said"]);
  },
  "get the environment and the input that they are given": async ({ runtime: { processes }, programs }) => {
    const [program = "", ...args] = programs.asking;
    const given = { program, args, environment: { A: "a", PATH: "/usr/bin:/bin" }, input: " and b" };
    expect(text((await processes.run(given)).stdout)).toBe("a and b");
    expect(text((await processes.run({ ...given, input: new TextEncoder().encode("!") })).stdout)).toBe("a!");
    let said = "";
    const started = await processes.start({
      ...given,
      onOutput: (_, data) => {
        said += text(data);
      },
    });
    await started.closed;
    expect(said).toBe("a and b");
    expect(text((await processes.run({ ...given, outputMax: 3 })).stdout)).toBe("a a");
  },
  "are not there, which is told": async ({ runtime: { processes } }) => {
    const nothing = { program: "no-such-program-anywhere", args: [] };
    expect(await codeOf(processes.run(nothing))).toBe("ENOENT");
    expect(await codeOf(processes.start(nothing))).toBe("ENOENT");
  },
  "end when their time is over, or when they are told to": async ({ runtime: { processes }, programs }) => {
    const [program = "", ...args] = programs.endless;
    const late = await processes.run({ program, args, timeoutMs: 30 });
    expect(late).toMatchObject({ exitCode: undefined, signal: "SIGKILL", timedOut: true });
    const stop = new AbortController();
    const running = processes.run({ program, args }, stop.signal);
    stop.abort();
    expect(await running).toMatchObject({ exitCode: undefined, signal: "SIGTERM", timedOut: false });
  },
  "are started, seen, told from others of their id, and ended": async ({
    runtime: { processes },
    programs,
  }) => {
    const [program = "", ...args] = programs.endless;
    const { pid, ended, closed } = await processes.start({ program, args });
    const startedAt = await processes.startedAt(pid);
    expect(startedAt).toBeDefined();
    expect([await processes.isAlive(pid), await processes.isAlive(pid, startedAt)]).toEqual([true, true]);
    expect(await processes.isAlive(pid, `${startedAt}0`)).toBe(false);
    processes.kill(pid, "SIGTERM");
    expect(await ended).toEqual({ exitCode: undefined, signal: "SIGTERM" });
    await closed;
    expect([await processes.isAlive(pid), await processes.startedAt(pid)]).toEqual([false, undefined]);
    processes.kill(pid, "SIGKILL");
    processes.kill(pid, "SIGKILL", { group: true });
  },
  "tell their status to who started them": async ({ runtime: { processes }, programs }) => {
    const [program = "", ...args] = programs.ending;
    let said = "";
    const options = {
      program,
      args: [...args, "said"],
      onOutput: (_: string, data: Uint8Array) => (said += text(data)),
    };
    const { ended, closed } = await processes.start(options);
    expect(await ended).toEqual({ exitCode: 3, signal: undefined });
    await closed;
    expect(said).toBe("said");
  },
  "lead a session where they are detached": async ({ runtime: { processes }, programs }) => {
    const [program = "", ...args] = programs.endless;
    const { pid, ended } = await processes.start({ program, args, detached: true });
    const startedAt = await processes.startedAt(pid);
    const members = await processes.members(pid);
    if (members !== undefined) expect(members).toEqual([{ pid, startedAt }]);
    expect(await processes.listensOn(pid, 1)).not.toBe(true);
    processes.kill(pid, "SIGKILL", { group: true });
    expect(await ended).toEqual({ exitCode: undefined, signal: "SIGKILL" });
    expect((await processes.members(pid)) ?? []).toEqual([]);
  },
};

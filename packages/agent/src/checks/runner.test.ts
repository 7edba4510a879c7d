import type { Clock } from "@tutti/runtime";
import { describe, expect, it } from "vitest";
import { aliasResult } from "./alias.ts";
import type { CheckResult, Probe } from "./check-kind.ts";
import { createThreshold, startRunner } from "./runner.ts";
import { startTtl } from "./ttl.ts";

/** A clock that only moves when told; `advance` lets promises settle between timers. */
function createTestClock(): Clock & { advance(ms: number): Promise<void> } {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    monotonic: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return {
        cancel: () => {
          timers = timers.filter((one) => one !== timer);
        },
      };
    },
    sleep: async () => {},
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
        const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        now = next.at;
        timers = timers.filter((timer) => timer !== next);
        next.run();
      }
      now = end;
    },
  };
}

const base = {
  intervalMs: 1000,
  timeoutMs: 500,
  firstDelayMs: 300,
  successBeforePassing: 0,
  failuresBeforeCritical: 0,
};

describe("startRunner()", () => {
  it("runs after its first delay, then every interval, until it is stopped", async () => {
    const clock = createTestClock();
    const at: number[] = [];
    const probe: Probe = async () => ({ status: "passing", output: "" });
    const runner = startRunner(probe, { ...base, clock, report: () => at.push(clock.now()) });
    await clock.advance(2500);
    expect(at).toEqual([300, 1300, 2300]);
    runner.stop();
    await clock.advance(5000);
    expect(at).toHaveLength(3);
  });

  it("is critical when the probe takes too long, and tells it so", async () => {
    const clock = createTestClock();
    const results: CheckResult[] = [];
    let aborted = false;
    const probe: Probe = (signal) =>
      new Promise(() => {
        signal.addEventListener("abort", () => {
          aborted = true;
        });
      });
    const runner = startRunner(probe, { ...base, clock, report: (result) => results.push(result) });
    await clock.advance(900);
    expect(results).toEqual([{ status: "critical", output: "Timed out (0.5s) running check" }]);
    expect(aborted).toBe(true);
    runner.stop();
  });
});

describe("a run", () => {
  /** Runs that take so long each, one after the other; tells when they began, and what was reported when. */
  function play(durations: readonly number[], more: Partial<typeof base> = {}) {
    const clock = createTestClock();
    const began: number[] = [];
    const reported: string[] = [];
    let aborts = 0;
    let reason: unknown;
    const probe: Probe = (signal) =>
      new Promise((resolve) => {
        const at = clock.now();
        const duration = durations[began.push(at) - 1] ?? 0;
        clock.after(duration, () => resolve({ status: "passing", output: `began ${at}` }));
        signal.addEventListener("abort", () => {
          aborts += 1;
          reason = signal.reason;
        });
      });
    const report = ({ output }: CheckResult) => void reported.push(`${clock.now()} ${output}`);
    const runner = startRunner(probe, { ...base, ...more, clock, report });
    return { clock, began, reported, runner, aborts: () => aborts, reason: () => reason };
  }

  it("begins an interval after the one before it began, however long that took", async () => {
    const { clock, began, aborts } = play([400, 0, 499]);
    await clock.advance(3400);
    expect([began, aborts()]).toEqual([[300, 1300, 2300, 3300], 0]);
  });

  it("waits for the one before it, and comes at once where that took longer than an interval", async () => {
    const { clock, began, reported } = play([2500], { timeoutMs: 9000 });
    await clock.advance(4000);
    expect(began).toEqual([300, 2800, 3800]);
    expect(reported).toEqual(["2800 began 300", "2800 began 2800", "3800 began 3800"]);
  });

  it("has no result any more once its time is over", async () => {
    const { clock, reported, reason } = play([800]);
    await clock.advance(1200);
    expect(reported).toEqual(["850 Timed out (0.5s) running check"]);
    expect(String(reason())).toContain("no result within 500 ms");
  });

  it("is given up at the end, and nothing is reported of it", async () => {
    const { clock, reported, runner, aborts, reason, began } = play([400]);
    await clock.advance(400);
    runner.stop();
    runner.stop();
    await clock.advance(5000);
    expect([reported, began, aborts()]).toEqual([[], [300], 1]);
    expect(String(reason())).toContain("the check was stopped");
  });
});

describe("createThreshold()", () => {
  it.each<[number, number, string, string]>([
    [0, 0, "pcw", "pcw"],
    [2, 0, "ppcpp", "ppc-p"],
    [0, 3, "pccpccc", "p--p--c"],
    [1, 1, "pcw", "pcw"],
    [3, 2, "pwpccpwpw", "pwp-c--pw"],
    // The first says at once how it is; from then on a row is counted from the last turn.
    [3, 3, "pccpppc", "p----p-"],
    [2, 2, "cpcpcc", "c----c"],
    [0, 3, "cccp", "cccp"],
  ])("success %i, failures %i: %s gives %s", (successBeforePassing, failuresBeforeCritical, runs, wanted) => {
    const names = { p: "passing", w: "warning", c: "critical" } as const;
    const threshold = createThreshold({ successBeforePassing, failuresBeforeCritical });
    const seen = [...runs].map((one) => {
      const status = names[one as keyof typeof names];
      return threshold({ status, output: "" })?.status[0] ?? "-";
    });
    expect(seen.join("")).toBe(wanted);
  });
});

describe("startTtl()", () => {
  it("becomes critical when it is not told in time, and keeps the last output", async () => {
    const clock = createTestClock();
    const results: string[] = [];
    const report = ({ status, output }: CheckResult): void => void results.push(`${status} ${output}`);
    const ttl = startTtl({ clock, ttlMs: 1000, report });
    ttl.update("passing", "hello");
    await clock.advance(999);
    ttl.update("warning", "high");
    await clock.advance(1000);
    expect(results).toEqual([
      "passing hello",
      "warning high",
      "critical TTL expired (last output before timeout follows): high",
    ]);
  });
});

describe("startTtl(), of its output,", () => {
  const open = (outputMax?: number) => {
    const clock = createTestClock();
    const results: string[] = [];
    const report = ({ status, output }: CheckResult): void => void results.push(`${status} ${output}`);
    const limit = outputMax === undefined ? {} : { outputMax };
    return { clock, results, ttl: startTtl({ clock, ttlMs: 1000, report, ...limit }) };
  };

  it("keeps the beginning, and says how much there was", async () => {
    const { ttl, results, clock } = open(4);
    for (const output of ["abcd", "abcde"]) ttl.update("passing", output);
    await clock.advance(1000);
    expect(results).toEqual([
      "passing abcd",
      "passing abcd ... (captured 4 of 5 bytes)",
      "critical TTL expired (last output before timeout follows): abcd ... (captured 4 of 5 bytes)",
    ]);
  });

  it("keeps 4096 bytes where nothing is said", () => {
    const { ttl, results } = open();
    for (const length of [4096, 4097]) ttl.update("passing", "x".repeat(length));
    expect(results.map((result) => result.length)).toEqual([
      4104,
      4104 + " ... (captured 4096 of 4097 bytes)".length,
    ]);
  });

  it("has none where it was never told, and is not told of its end", async () => {
    const { ttl, results, clock } = open();
    await clock.advance(1000);
    expect(results).toEqual(["critical TTL expired"]);
    ttl.update("passing", "");
    ttl.stop();
    await clock.advance(5000);
    expect(results).toEqual(["critical TTL expired", "passing "]);
  });
});

describe("aliasResult()", () => {
  const check = (status: string): { name: string; status: string; output: string } => ({
    name: "c",
    status,
    output: "o",
  });
  it.each<[string, readonly string[] | undefined, string]>([
    ["no service", undefined, "critical Service web could not be found on node "],
    ["no checks", [], "passing No checks found."],
    ["all well", ["passing", "passing"], "passing All checks passing."],
    ["one warned", ["passing", "warning"], 'warning Aliased check "c" failing: o'],
    ["the first of equals", ["critical", "critical"], 'critical Aliased check "c" failing: o'],
    ["one of a status that is not known", ["passing", "odd"], 'critical Aliased check "c" failing: o'],
    ["one that is in maintenance", ["maintenance", "warning"], 'critical Aliased check "c" failing: o'],
    ["the worst", ["warning", "critical"], 'critical Aliased check "c" failing: o'],
  ])("%s", (_, checks, wanted) => {
    const result = aliasResult("web", checks?.map(check));
    expect(`${result.status} ${result.output}`).toBe(wanted);
  });

  it("names the first of the worst, and the node", () => {
    const named = (name: string, status: string) => ({ ...check(status), name });
    const checks = [
      named("a", "warning"),
      named("b", "critical"),
      named("c", "critical"),
      named("d", "warning"),
    ];
    expect(aliasResult("web", checks).output).toBe('Aliased check "b" failing: o');
    expect(aliasResult("web", undefined, "n2").output).toBe("Service web could not be found on node n2");
  });
});

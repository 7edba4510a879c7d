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

describe("createThreshold()", () => {
  it.each<[number, number, string, string]>([
    [0, 0, "pcw", "pcw"],
    [2, 0, "ppcp", "-pc-"],
    [0, 3, "pccpccc", "p--p--c"],
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
    ["the worst", ["warning", "critical"], 'critical Aliased check "c" failing: o'],
  ])("%s", (_, checks, wanted) => {
    const result = aliasResult("web", checks?.map(check));
    expect(`${result.status} ${result.output}`).toBe(wanted);
  });
});

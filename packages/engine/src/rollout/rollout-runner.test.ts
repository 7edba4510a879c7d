import { createSimulation } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import type { PlannedRollout } from "../plan.ts";
import type { ObjectHealth } from "../service/service-carrier.ts";
import { type Follow, RolloutRunner } from "./rollout-runner.ts";

const PLANNED: PlannedRollout = {
  name: "web",
  strategy: "rolling",
  desired: 2,
  standing: 2,
  surge: 1,
  unavailable: 0,
  first: 0,
  promote: "auto",
  promoteAfter: 0,
  minHealthyTime: 5_000,
  healthyDeadline: 60_000,
  progressDeadline: 600_000,
  drain: 0,
  onFailure: "pause",
  members: [
    { act: "replace", change: 0, made: false },
    { act: "replace", change: 1, made: false },
  ],
};

const WELL: ObjectHealth = { isWell: true, why: "" };
const UNWELL: ObjectHealth = { isWell: false, why: "500" };

function open(more: Partial<PlannedRollout> = {}, showNew?: () => Promise<void>) {
  const world = createSimulation(3);
  const { clock } = world.host("10.0.0.1");
  const runner = new RolloutRunner({ ...PLANNED, ...more }, clock, showNew);
  /** An object of which the test tells how it is. */
  const object = (first: ObjectHealth) => {
    let tell: (health: ObjectHealth) => void = () => {};
    let ended = false;
    const follow: Follow = (listener) => {
      tell = listener;
      listener(first);
      return () => {
        ended = true;
      };
    };
    return { follow, tell: (health: ObjectHealth) => tell(health), hasEnded: () => ended };
  };
  return { runner, object, sleep: (ms: number) => world.until(clock.sleep(ms)) };
}

describe("a runner of a rollout", () => {
  it("lets one after the other go, by time and health", async () => {
    const { runner, object, sleep } = open();
    expect(await runner.admit("make", 0)).toBe(true);
    let second: boolean | undefined;
    void runner.admit("make", 1).then((admitted) => {
      second = admitted;
    });
    const proof = runner.prove(0, object(WELL).follow);
    let proved: boolean | undefined;
    void proof.then((found) => {
      proved = found;
    });
    await sleep(4_900);
    expect([proved, second]).toEqual([undefined, undefined]);
    await sleep(200);
    expect(proved).toBe(true);
    expect(await runner.admit("take-down", 0)).toBe(true);
    runner.gone(0);
    await sleep(0);
    expect(second).toBe(true);
  });

  it("ends whoever waits when an object is not well in time, and knows why", async () => {
    const { runner, object, sleep } = open();
    await runner.admit("make", 0);
    const waiting = runner.admit("make", 1);
    const proof = runner.prove(0, object(UNWELL).follow);
    await sleep(60_000);
    expect([await proof, await waiting]).toEqual([false, false]);
    expect(runner.status).toEqual({ kind: "failed", why: { kind: "unhealthy", member: 0 } });
    expect(runner.whyUnwell(0)).toBe("500");
  });

  it("hears of old ones as old ones", async () => {
    const { runner, object } = open({ surge: 0, unavailable: 1 });
    expect(await runner.admit("take-down", 0)).toBe(true);
    runner.watchOld(1, object(UNWELL).follow);
    expect(await runner.admit("take-down", 1)).toBe(true);
    expect(runner.whyUnwell(1)).toBe(undefined);
  });

  it("holds still while one of them cannot be seen", async () => {
    const { runner, object, sleep } = open();
    const old = object("unseen");
    runner.watchOld(1, old.follow);
    let admitted = false;
    void runner.admit("make", 0).then((found) => {
      admitted = found;
    });
    await sleep(30_000);
    expect([runner.blind, admitted]).toEqual([true, false]);
    old.tell(WELL);
    await sleep(0);
    expect([runner.blind, admitted]).toEqual([false, true]);
  });

  it("shows the new ones before an old one goes, and asks again where that could not be", async () => {
    let asked = 0;
    const show = async (): Promise<void> => {
      asked += 1;
      if (asked === 1) throw new Error("the agent does not answer");
    };
    const { runner, object, sleep } = open({ strategy: "blue_green", surge: 2, first: 2 }, show);
    for (const at of [0, 1]) {
      await runner.admit("make", at);
      void runner.prove(at, object(WELL).follow);
    }
    let gone = false;
    void runner.admit("take-down", 0).then((admitted) => {
      gone = admitted;
    });
    await sleep(4_900);
    expect([asked, gone]).toEqual([0, false]);
    await sleep(200);
    expect([asked, gone]).toEqual([1, false]);
    await sleep(1_000);
    expect([asked, gone]).toEqual([2, true]);
  });

  it("tells those who listen, and does what it is told", async () => {
    const { runner } = open();
    const seen: string[] = [];
    runner.onChange(() => seen.push(runner.status.kind));
    runner.pause();
    runner.resume();
    expect(runner.promote()).toBe(true);
    runner.abort("the disk is full.");
    expect(seen).toEqual(["paused", "running", "running", "failed"]);
    expect(runner.whyAborted).toBe("the disk is full.");
    expect(await runner.admit("make", 0)).toBe(false);
  });

  it("lets nobody wait, and fails nobody, once it was stopped; its watches end", async () => {
    const { runner, object } = open();
    await runner.admit("make", 0);
    const one = object(UNWELL);
    const proof = runner.prove(0, one.follow);
    runner.stop();
    expect(await proof).toBe(false);
    runner.failed(0);
    expect(runner.status.kind).toBe("running");
    runner.close();
    expect(one.hasEnded()).toBe(true);
  });
});

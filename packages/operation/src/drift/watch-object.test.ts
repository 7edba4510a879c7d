import { getEventListeners } from "node:events";
import type { Look } from "@tutti/engine";
import { createStop } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { storedObjects } from "@tutti/state";
import { expect, test } from "vitest";
import { createFolder } from "../../testkit/folder.ts";
import { watchObject } from "./watch-object.ts";

type Watch = (listening: { readonly signal: AbortSignal; readonly hint: () => void }) => Promise<boolean>;

const folder = await createFolder({ "main.tf": 'resource "terraform_data" "a" {}\n' });
const { result } = await folder.apply();
const [stored] = result === undefined ? [] : [...storedObjects(result.state)];

/** An object in a simulated world; each line is what happened, by the second. */
function world(watch: Watch, again: readonly (number | undefined)[] = []) {
  const simulation = createSimulation(1);
  const { clock } = simulation.host("10.0.0.1");
  const stop = createStop();
  const lines: string[] = [];
  const say = (text: string): void => void lines.push(`${Math.floor(clock.monotonic() / 1000)} ${text}`);
  const left = [...again];
  if (stored === undefined) throw new Error("nothing was made");
  const running = watchObject({
    stored,
    clock,
    stop: stop.signal,
    refreshEveryMs: 60_000,
    looks: {
      look: async (): Promise<Look> => ({ kind: "same" }),
      watch: (_, listening) => watch(listening),
    },
    heard: (how) => say(how),
    async seen() {
      say("look");
      return left.shift();
    },
  });
  const pass = (ms: number): Promise<void> => simulation.until(clock.sleep(ms));
  const end = async (): Promise<readonly string[]> => {
    stop.abort();
    await simulation.until(running);
    return lines;
  };
  const waiting = (): number => getEventListeners(stop.signal, "abort").length;
  return { pass, end, clock, waiting };
}

const never = (signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(true), { once: true });
  });

test("what nothing tells of is looked at once, and then at its pace", async () => {
  const { pass, end } = world(async () => false);
  await pass(125_000);
  expect(await end()).toEqual(["0 pace", "0 look", "60 look", "120 look"]);
});

test("what events tell of is looked at when they do, however many come at once, and at no pace", async () => {
  let tell = (): void => {};
  const { pass, end } = world(({ signal, hint }) => {
    tell = hint;
    hint();
    return never(signal);
  });
  await pass(125_000);
  for (let at = 0; at < 5; at++) tell();
  await pass(1_000);
  expect(await end()).toEqual(["0 events", "0 look", "125 look"]);
});

test("where events are lost it is looked at by pace until they come again, and then once at once", async () => {
  const fails: (() => void)[] = [];
  let isDown = false;
  const { pass, end } = world(({ signal, hint }) => {
    if (isDown) return Promise.reject(new Error("refused"));
    hint();
    return Promise.race([
      never(signal),
      new Promise<boolean>((_, reject) => fails.push(() => reject(new Error("lost")))),
    ]);
  });
  await pass(10_000);
  isDown = true;
  fails[0]?.();
  await pass(60_000);
  isDown = false;
  await pass(40_000);
  const lines = await end();
  expect(lines.filter((line) => !line.endsWith("pace"))).toEqual([
    "0 events",
    "0 look",
    "10 look",
    "60 look",
    expect.stringMatching(/^(7|8|9|10)\d events$/),
    expect.stringMatching(/^(7|8|9|10)\d look$/),
  ]);
});

test("what is to be looked at again is, after the time that was asked for", async () => {
  const { pass, end } = world(async () => false, [2_000, undefined]);
  await pass(10_000);
  expect(await end()).toEqual(["0 pace", "0 look", "2 look"]);
});

test("however often it looks and listens again, no more wait for its end", async () => {
  let tell = (): void => {};
  let attempts = 0;
  const { pass, end, waiting } = world(async ({ hint }) => {
    attempts += 1;
    tell = hint;
    throw new Error("lost");
  });
  await pass(1_000);
  const before = waiting();
  for (let round = 0; round < 50; round++) {
    tell();
    await pass(120_000);
  }
  expect(attempts).toBeGreaterThan(50);
  expect(waiting()).toBeLessThanOrEqual(before);
  await end();
});

import { createStop } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { watchByLooking, watchUnchanging } from "./watch-by-looking.ts";

function world() {
  const simulation = createSimulation(1);
  const { clock } = simulation.host("10.0.0.1");
  const stop = createStop();
  let hints = 0;
  const listening = {
    signal: stop.signal,
    hint: () => {
      hints += 1;
    },
  };
  return { simulation, clock, stop, listening, hints: () => hints };
}

test("watchByLooking() hints once it looked, and for each change between two looks", async () => {
  const { simulation, clock, stop, listening, hints } = world();
  let seen = "a";
  const watched = watchByLooking(clock, async () => seen, listening);
  const after = async (text: string): Promise<number> => {
    seen = text;
    await simulation.until(clock.sleep(600));
    return hints();
  };
  expect(await after("a")).toBe(1);
  expect(await after("b")).toBe(2);
  expect(await after("b")).toBe(2);
  expect(await after("a")).toBe(3);
  stop.abort();
  await watched;
  expect(await after("c")).toBe(3);
});

test("watchByLooking() rejects where it cannot look any more", async () => {
  const { simulation, clock, listening } = world();
  let fails = false;
  const look = async (): Promise<string> => {
    if (fails) throw new Error("no such folder");
    return "";
  };
  const watched = watchByLooking(clock, look, listening);
  await simulation.until(clock.sleep(600));
  fails = true;
  await expect(simulation.until(watched)).rejects.toThrow("no such folder");
});

test("watchUnchanging() hints once and ends when it is aborted", async () => {
  const { stop, listening, hints } = world();
  const watched = watchUnchanging(listening);
  stop.abort();
  await watched;
  await watchUnchanging(listening);
  expect(hints()).toBe(2);
});

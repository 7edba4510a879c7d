import { createStop } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { expect, it } from "vitest";
import { createBreath } from "./breath.ts";
import { forEachLimited } from "./for-each-limited.ts";

it("pauses once others have waited for 50 ms, all at one time, and then not again at once", async () => {
  const simulation = createSimulation(1);
  const { clock } = simulation.host("a");
  const breath = createBreath(clock, undefined);
  expect(breath.pause()).toBeUndefined();
  await simulation.run(49);
  expect(breath.pause()).toBeUndefined();
  await simulation.run(1);
  let others = false;
  clock.after(0, () => {
    others = true;
  });
  const pause = breath.pause();
  expect(pause).toBeDefined();
  expect(breath.pause()).toBe(pause);
  await simulation.until(pause ?? Promise.resolve());
  expect(others).toBe(true);
  expect(breath.pause()).toBeUndefined();
});

it("lets those who wait take their turn between two items, and nothing start once it is told to stop", async () => {
  const simulation = createSimulation(1);
  const { clock } = simulation.host("a");
  const stop = createStop();
  const breath = createBreath(clock, stop.signal);
  const order: string[] = [];
  await simulation.run(60);
  clock.after(0, () => order.push("other"));
  const work = forEachLimited(
    [1, 2, 3, 4],
    1,
    async (item) => {
      order.push(String(item));
      if (item === 3) stop.abort(new Error("enough"));
    },
    breath,
  );
  await simulation.until(work);
  expect(order).toEqual(["other", "1", "2", "3"]);
});

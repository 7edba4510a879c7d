import { expect, test } from "vitest";
import { rolloutPhase } from "./rollout-phase.ts";

const at = (Status: string, WaitsFor = "") => ({ Status, WaitsFor });

test.each([
  [undefined, at("running"), "started"],
  [undefined, at("paused"), "started"],
  [at("running"), at("running"), undefined],
  [at("running"), at("paused"), "paused"],
  [at("paused"), at("running"), "resumed"],
  [at("running"), at("done"), "done"],
  [at("running"), at("failed"), "failed"],
  [at("paused"), at("stopped"), "stopped"],
  [at("running"), at("running", "promotion"), "waits-for-promotion"],
  [at("running", "promotion"), at("running"), "promoted"],
  [at("running"), at("running", "health"), "waits-for-health"],
  [at("running", "health"), at("running"), "resumed"],
  [at("running", "promotion"), at("running", "health"), "waits-for-health"],
])("from %j to %j is %j", (before, now, phase) => {
  expect(rolloutPhase(before, now)).toBe(phase);
});

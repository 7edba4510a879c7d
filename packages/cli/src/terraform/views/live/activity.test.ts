import type { EngineEvent } from "@tutti/engine";
import { expect, test } from "vitest";
import { Activity } from "./activity.ts";

const NONE = { old: 0, going: 0, coming: 0, proving: 0, well: 0, unwell: 0 };

type Objects = Partial<typeof NONE>;

const objects = (done: number, of: number, counts: Objects, name = "web"): EngineEvent => ({
  kind: "rollout-objects",
  name,
  done,
  of,
  ...NONE,
  ...counts,
});

const progress = (
  status: Extract<EngineEvent, { readonly kind: "rollout-progress" }>["status"],
  waitsFor?: "promotion" | "health",
): EngineEvent => ({ kind: "rollout-progress", name: "web", done: 0, of: 4, status, waitsFor });

const AT_WORK = objects(1, 4, { old: 2, going: 1, proving: 1, well: 1 });

const ROWS: readonly (readonly [string, readonly EngineEvent[], readonly string[]])[] = [
  ["none before anything is done", [progress("running")], []],
  [
    "how many objects are how far",
    [AT_WORK, progress("running")],
    ["  web: 2 old, 1 draining, 1 not proved yet, 1 well [=   ] 1 of 4"],
  ],
  [
    "the last that was told, in cells that stay few",
    [AT_WORK, objects(25, 50, { coming: 5, unwell: 1 })],
    ["  web: 5 coming, 1 unwell [======      ] 25 of 50"],
  ],
  [
    "what it waits for",
    [AT_WORK, progress("running", "promotion")],
    ["  web: 2 old, 1 draining, 1 not proved yet, 1 well [=   ] 1 of 4, waits for promotion"],
  ],
  [
    "that it is paused",
    [AT_WORK, progress("paused"), objects(1, 4, { well: 1 })],
    ["  web: 1 well [=   ] 1 of 4, paused"],
  ],
  [
    "a line for each",
    [objects(0, 1, { old: 1 }), objects(0, 2, { old: 2 }, "api")],
    ["  web: 1 old [ ] 0 of 1", "  api: 2 old [  ] 0 of 2"],
  ],
  ["nothing when it is done", [AT_WORK, progress("done")], []],
  ["nothing when it has stopped", [AT_WORK, progress("failed")], []],
];

test.each(ROWS)("of a rollout is shown at the foot: %s", (_, events, wanted) => {
  const activity = new Activity();
  for (const event of events) activity.see(event, "apply", 0);
  expect(activity.lines(0, 10)).toEqual([...wanted, "Preparing"]);
});

test("rollouts leave room for the bar of all", () => {
  const activity = new Activity();
  for (const name of ["a", "b", "c"]) activity.see(objects(0, 1, { old: 1 }, name), "apply", 0);
  expect(activity.lines(0, 3)).toHaveLength(2);
  expect(activity.lines(0, 1)).toEqual(["Preparing"]);
});

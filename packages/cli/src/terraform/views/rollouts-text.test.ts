import type { Plan, PlannedRollout, ResourceChange, RolloutMember } from "@tutti/engine";
import { expect, test } from "vitest";
import { rolloutsText } from "./rollouts-text.ts";

const ROLLOUT: PlannedRollout = {
  name: "cloud_thing.web",
  strategy: "rolling",
  desired: 5,
  standing: 5,
  surge: 1,
  unavailable: 0,
  first: 0,
  promote: "auto",
  promoteAfter: 0,
  minHealthyTime: 5_000,
  healthyDeadline: 120_000,
  progressDeadline: 600_000,
  drain: 5_000,
  onFailure: "rollback",
  members: [],
};

function members(count: number, act: RolloutMember["act"], made = false): readonly RolloutMember[] {
  return Array.from({ length: count }, (_, change) => ({ act, change, made }));
}

/** What is said of the rollout, without what stands around its steps. */
function said(rollout: Partial<PlannedRollout>): readonly string[] {
  const changes = Array.from({ length: 6 }, (_, key) => ({
    address: { module: [], mode: "managed", type: "cloud_thing", name: "web", key },
  }));
  const plan = { rollouts: [{ ...ROLLOUT, ...rollout }], parts: changes as unknown as ResourceChange[] };
  const [, ...lines] = rolloutsText(plan as unknown as Plan)
    .split("\n")
    .flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
  return lines;
}

const KEPT =
  "A new one must be well for 5s, within 2m0s; if one is not, all goes back to what was. An old one is out of the catalog 5s before it stops.";

test.each<[string, Partial<PlannedRollout>, readonly string[]]>([
  [
    "one in the place of the other",
    { surge: 0, unavailable: 2, members: members(5, "replace") },
    [
      "# cloud_thing.web: rolling, 5 wanted, never more than 5, never fewer than 3 well",
      "1. cloud_thing.web[0], cloud_thing.web[1], cloud_thing.web[2] and 2 more, 2 at a time, each in the place of its old one",
      KEPT,
    ],
  ],
  [
    "one beside the other",
    { members: members(2, "replace") },
    [
      "# cloud_thing.web: rolling, 5 wanted, never more than 6, never fewer than 5 well",
      "1. cloud_thing.web[0], cloud_thing.web[1], 1 at a time, each beside its old one, which goes when the new one is well",
      KEPT,
    ],
  ],
  [
    "all that is new",
    { standing: 0, members: members(2, "create") },
    [
      "# cloud_thing.web: 5 wanted, all made at once",
      "1. cloud_thing.web[0], cloud_thing.web[1], each waited for",
      KEPT,
    ],
  ],
  [
    "a canary that somebody promotes, and that stays as it is where it is not well",
    { strategy: "canary", first: 1, promote: "manual", onFailure: "pause", members: members(2, "replace") },
    [
      "# cloud_thing.web: canary, 5 wanted, never more than 6, never fewer than 5 well",
      "1. cloud_thing.web[0] first, beside the old ones",
      "2. the old ones of these go, when somebody promotes it",
      "3. cloud_thing.web[1], 1 at a time, each beside its old one, which goes when the new one is well",
      KEPT.replace("all goes back to what was", "all stays as it is then"),
    ],
  ],
  [
    "all at once, after a while",
    { strategy: "blue_green", first: 2, promoteAfter: 30_000, members: members(2, "replace") },
    [
      "# cloud_thing.web: blue/green, 5 wanted, all new ones beside the old ones",
      "1. cloud_thing.web[0], cloud_thing.web[1] first, beside the old ones, and nobody is led to them",
      "2. all are shown and the old ones go, at once, when they were well for 30s",
      KEPT,
    ],
  ],
  [
    "a canary that is promoted by its health, what was made before, and what only goes",
    {
      strategy: "canary",
      first: 1,
      members: [
        ...members(1, "replace", true),
        { act: "update", change: 1, made: false },
        { act: "delete", change: 2, made: false },
      ],
    },
    [
      "# cloud_thing.web: canary, 5 wanted, never more than 6, never fewer than 5 well",
      "1. cloud_thing.web[0]: made before, must prove itself before the old one goes",
      "2. cloud_thing.web[1] first, beside the old ones",
      "3. the old ones of these go, as soon as they are well",
      "4. cloud_thing.web[2] go, as enough others are well",
      KEPT,
    ],
  ],
])("%s", (_, rollout, wanted) => {
  expect(said(rollout)).toEqual(wanted);
});

test("a plan without rollouts says nothing of them", () => {
  expect(rolloutsText({} as Plan)).toBe("");
});

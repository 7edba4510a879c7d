import { NULL, stringValue } from "@tutti/values";
import { expect, it } from "vitest";
import { EMPTY, World } from "../testkit/world.ts";
import { hasChanges } from "./has-changes.ts";
import type { Plan, ResourceChange } from "./plan.ts";

const { plan: NOTHING } = await new World().plan(EMPTY, "");
const change = (action: ResourceChange["action"], more: Partial<ResourceChange> = {}): ResourceChange => ({
  address: { module: [], mode: "managed", type: "t_a", name: "x", key: undefined },
  previousAddress: undefined,
  deposedKey: undefined,
  provider: "p",
  action,
  reason: undefined,
  before: NULL,
  after: NULL,
  requiresReplace: [],
  importing: undefined,
  generatedConfig: undefined,
  ...more,
});
const output = (action: "no-op" | "update"): Plan["outputs"] =>
  new Map([["o", { action, before: NULL, after: stringValue("x"), sensitive: false }]]);
const moved = change("no-op", { previousAddress: change("no-op").address });

const READ = new Map([
  [
    "data.t_a.x",
    {
      address: { ...change("no-op").address, mode: "data" as const },
      provider: "p",
      instances: new Map([[undefined, { current: undefined, deposed: new Map() }]]),
    },
  ],
]);

interface Answers {
  readonly normal: boolean;
  readonly destroy?: boolean;
  readonly refreshOnly?: boolean;
}

it.each<[what: string, plan: Partial<Plan>, Answers]>([
  ["nothing", {}, { normal: false }],
  [
    "what stays as it is",
    { changes: [change("no-op")], drift: [change("no-op")], outputs: output("no-op") },
    { normal: false },
  ],
  ["a change", { changes: [change("no-op"), change("update")] }, { normal: true, destroy: true }],
  ["something to read", { changes: [change("read")] }, { normal: true, destroy: true }],
  ["something that is forgotten", { changes: [change("forget")] }, { normal: true, destroy: true }],
  ["something that moved", { changes: [moved] }, { normal: true, destroy: true }],
  [
    "something that is imported",
    { changes: [change("no-op", { importing: { id: "1" } })] },
    { normal: true, destroy: true },
  ],
  ["an output", { outputs: output("update") }, { normal: true, destroy: true, refreshOnly: true }],
  ["drift", { drift: [change("no-op"), change("update")] }, { normal: false, refreshOnly: true }],
  [
    "data that were read",
    { priorState: { ...NOTHING.priorState, resources: READ } },
    { normal: false, destroy: true },
  ],
  [
    "data that targets name",
    { priorState: { ...NOTHING.priorState, resources: READ }, targets: ["data.t_a.x"] },
    { normal: false, destroy: true },
  ],
  [
    "data that targets do not name",
    { priorState: { ...NOTHING.priorState, resources: READ }, targets: ["data.t_a.y"] },
    { normal: false },
  ],
  [
    "data that is excluded",
    { priorState: { ...NOTHING.priorState, resources: READ }, excludes: ["data.t_a.x"] },
    { normal: false },
  ],
])("%s", (_what, plan, { normal, destroy = false, refreshOnly = false }) => {
  expect(hasChanges({ ...NOTHING, ...plan })).toBe(normal);
  expect(hasChanges({ ...NOTHING, ...plan, mode: "destroy" })).toBe(destroy);
  expect(hasChanges({ ...NOTHING, ...plan, mode: "refresh-only" })).toBe(refreshOnly);
});

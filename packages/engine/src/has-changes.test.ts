import { addressList, type InstanceObject } from "@tutti/state";
import { NULL, stringValue, UNKNOWN_DYNAMIC } from "@tutti/values";
import { expect, it } from "vitest";
import { EMPTY, World } from "../testkit/world.ts";
import { asksApproval, hasChanges } from "./has-changes.ts";
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
const output = (action: "no-op" | "update" | "delete", after = stringValue("x")): Plan["outputs"] =>
  new Map([["o", { action, before: NULL, after, sensitive: false }]]);
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

const object = (more: Partial<InstanceObject> = {}): InstanceObject => ({
  status: "ready",
  schemaVersion: 0,
  attributesJson: '{"a":1}',
  sensitivePaths: [],
  private: undefined,
  dependencies: addressList([]),
  createBeforeDestroy: false,
  ...more,
});
const holding = (current: InstanceObject, provider = "p"): Plan["priorState"] => ({
  ...NOTHING.priorState,
  resources: new Map([
    [
      "t_a.x",
      {
        address: change("no-op").address,
        provider,
        instances: new Map([[undefined, { current, deposed: new Map() }]]),
      },
    ],
  ]),
});

/** Nothing is shown of it, but a plan that only refreshes keeps it. */
const KEPT: Answers = { normal: false, refreshOnly: true };

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
  [
    "an output that is not known",
    { outputs: output("update", UNKNOWN_DYNAMIC) },
    { normal: true, destroy: true },
  ],
  ["an output that is gone", { outputs: output("delete", NULL) }, { normal: true, destroy: true }],
  [
    "an output that becomes null",
    { outputs: output("update", NULL) },
    { normal: true, destroy: true, refreshOnly: true },
  ],
  ["drift", { drift: [change("no-op"), change("update")] }, { normal: false, refreshOnly: true }],
  ["other dependencies", { priorState: holding(object({ dependencies: addressList(["t_a.y"]) })) }, KEPT],
  ["another order of replacing", { priorState: holding(object({ createBeforeDestroy: true })) }, KEPT],
  ["another status", { priorState: holding(object({ status: "tainted" })) }, KEPT],
  ["another value", { priorState: holding(object({ attributesJson: '{"a":2}' })) }, KEPT],
  ["another provider", { priorState: holding(object(), "q") }, { normal: false }],
  ["the same objects", { priorState: holding(object()) }, { normal: false }],
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
  const previousState =
    plan.priorState?.resources.has("t_a.x") === true ? holding(object()) : NOTHING.previousState;
  const whole = { ...NOTHING, previousState, ...plan };
  expect(hasChanges(whole)).toBe(normal);
  expect(hasChanges({ ...whole, mode: "destroy" })).toBe(destroy);
  expect(hasChanges({ ...whole, mode: "refresh-only" })).toBe(refreshOnly);
  const changesOutput = [...whole.outputs.values()].some(({ action }) => action !== "no-op");
  expect(asksApproval({ ...whole, mode: "refresh-only" })).toBe(refreshOnly || changesOutput);
});

/** Whether a plan has something to do, and may do it. */

import { NULL, stringValue } from "@tutti/values";
import { expect, it } from "vitest";
import { EMPTY, World } from "../../testkit/world.ts";
import type { Plan, ResourceChange } from "../plan.ts";
import { isApplyable } from "./plan-json.ts";

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

it.each<[what: string, plan: Partial<Plan>, normal: boolean, refreshOnly: boolean]>([
  ["nothing", {}, false, false],
  [
    "what stays as it is",
    { changes: [change("no-op")], drift: [change("no-op")], outputs: output("no-op") },
    false,
    false,
  ],
  ["a change", { changes: [change("no-op"), change("update")] }, true, false],
  ["something that is forgotten", { changes: [change("forget")] }, true, false],
  ["something that moved", { changes: [moved] }, true, false],
  ["something that is imported", { changes: [change("no-op", { importing: { id: "1" } })] }, true, false],
  ["an output", { outputs: output("update") }, true, true],
  ["drift", { drift: [change("no-op"), change("update")] }, false, true],
  [
    "a change with errors",
    { changes: [change("update")], outputs: output("update"), errored: true },
    false,
    false,
  ],
])("%s", (_what, plan, normal, refreshOnly) => {
  expect(isApplyable({ ...NOTHING, ...plan })).toBe(normal);
  expect(isApplyable({ ...NOTHING, ...plan, mode: "refresh-only" })).toBe(refreshOnly);
});

import type { Plan } from "@tutti/engine";
import { expect, test } from "vitest";
import { createFolder } from "../../testkit/folder.ts";
import { hasChanges } from "./has-changes.ts";

const folder = await createFolder({
  "main.tf": 'resource "terraform_data" "a" {}\noutput "o" {\n  value = 1\n}\n',
});
const { plan: whole } = await folder.plan();
if (whole === undefined) throw new Error("no plan");
const [change] = whole.changes;
const [output] = whole.outputs.values();
if (change === undefined || output === undefined) throw new Error("an empty plan");

const NOTHING: Plan = { ...whole, changes: [], drift: [], outputs: new Map() };
const does = (action: typeof change.action, more: Partial<typeof change> = {}): Plan => ({
  ...NOTHING,
  changes: [{ ...change, action, ...more }],
});
const says = (action: typeof output.action): Plan => ({
  ...NOTHING,
  outputs: new Map([["o", { ...output, action }]]),
});
const drifted = (mode: Plan["mode"], action: typeof change.action): Plan => ({
  ...NOTHING,
  mode,
  drift: [{ ...change, action }],
});

test.each<[string, Plan, boolean]>([
  ["nothing at all", NOTHING, false],
  ["nothing to do with an object", does("no-op"), false],
  ["an object to read, as Terraform counts it", does("read"), true],
  ["an object to create", does("create"), true],
  ["an object to update", does("update"), true],
  ["an object to delete", does("delete"), true],
  ["an object to replace", does("delete-then-create"), true],
  ["an object that has moved only", does("no-op", { previousAddress: change.address }), true],
  ["an object that is imported only", does("no-op", { importing: { id: "x" } }), true],
  ["one thing to do beside nothing", { ...NOTHING, changes: [{ ...change, action: "no-op" }, change] }, true],
  ["an output that stays", says("no-op"), false],
  ["an output that is new", says("create"), true],
  ["an output that goes", says("delete"), true],
  ["what changed outside, where only that is looked for", drifted("refresh-only", "update"), true],
  ["what is gone, where only that is looked for", drifted("refresh-only", "delete"), true],
  ["nothing that changed outside", drifted("refresh-only", "no-op"), false],
  ["what changed outside, beside a plan that does nothing", drifted("normal", "update"), false],
])("%s", (_, plan, wanted) => {
  expect(hasChanges(plan)).toBe(wanted);
});

import { createHash } from "node:crypto";
import { encodeState, type State } from "@tutti/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { planFileText } from "../../testkit/plan-file-text.ts";
import { configOf, EMPTY, World } from "../../testkit/world.ts";
import { encodeLazyJson } from "../json/lazy-json.ts";
import { planToJson } from "../json/plan-json.ts";
import { KeptChange } from "../object/kept-change.ts";
import type { Plan } from "../plan.ts";
import { packChanges } from "./kept-runs.ts";
import { decodePlanFile, encodePlanFile, openPlanFile } from "./plan-file.ts";

const NONE = new Map<string, string>();

function fileOf(plan: Plan): Uint8Array {
  return encodePlanFile({ plan, sources: NONE, dataFiles: undefined, extra: NONE, workspace: "default" });
}

function throughFile(plan: Plan): Plan {
  const decoded = decodePlanFile(fileOf(plan));
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.file.plan;
}

async function jsonOf(plan: Plan, files: string): Promise<string> {
  return [...encodeLazyJson(planToJson(plan, await configOf(files), "1.11.4"))].join("");
}

/** Blocks by count, by key and alone, each instance with the name that the text gives it. */
function files(
  names: { readonly [instance: string]: string },
  keys: readonly string[],
  count: number,
): string {
  const nameOf = (instance: string): string => names[instance] ?? "same";
  const entries = (all: readonly (string | number)[], block: string): string =>
    all.map((key) => `"${key}" = "${nameOf(`${block}${key}`)}"`).join(", ");
  const numbers = Array.from({ length: count }, (_, at) => at);
  return `resource "cloud_thing" "c" {
  count = ${count}
  name  = { ${entries(numbers, "c")} }[count.index]
}
resource "cloud_thing" "e" {
  for_each = { ${entries(keys, "e")} }
  name     = each.key == "x" ? sensitive(each.value) : each.value
}
resource "cloud_thing" "one" {
  name = "${nameOf("one")}"
}
`;
}

const instances = fc.constantFrom("c0", "c1", "c2", "ex", "ey", "ez", "one");
const edits = fc.record({
  names: fc.dictionary(instances, fc.constantFrom("same", "other"), { maxKeys: 4 }),
  keys: fc.subarray(["x", "y", "z"]),
  count: fc.nat(3),
  refresh: fc.boolean(),
  /** These are gone outside. */
  gone: fc.subarray([0, 1, 2, 3, 4, 5, 6], { maxLength: 2 }),
});

test("a plan says the same when it comes out of a file, whatever of it stays as it is", async () => {
  await fc.assert(
    fc.asyncProperty(edits, edits, async (first, second) => {
      const world = new World();
      const { state } = await world.run(EMPTY, files(first.names, first.keys, first.count));
      const ids = [...world.cloud.objects.keys()];
      for (const at of second.gone) world.cloud.objects.delete(ids[at] ?? "");
      const text = files(second.names, second.keys, second.count);
      const { plan } = await world.plan(state, text, { refresh: second.refresh });
      const again = throughFile(plan);
      expect(await jsonOf(again, text)).toBe(await jsonOf(plan, text));
      expect(encodeState(again.previousState)).toBe(encodeState(plan.previousState));
      expect(encodeState(again.priorState)).toBe(encodeState(plan.priorState));
    }),
    { numRuns: 40 },
  );
});

const THREE = files({}, ["x", "y", "z"], 0);

/** What the changes of a plan for one state become in its file. */
async function packed(
  before: string,
  after: string,
  change = (state: State): State => state,
): Promise<unknown> {
  const world = new World();
  const { state } = await world.run(EMPTY, before);
  const { plan } = await world.plan(change(state), after);
  return packChanges(plan.changes, plan.priorState).map((one) =>
    "kept" in one
      ? `${one.kept} ${one.keys ?? ["all", ...(one.but ?? [])].join(" but ")}`
      : `${one.address.key} ${one.action}`,
  );
}

test("what stays is named block by block, between what changes", async () => {
  expect(await packed(THREE, THREE)).toEqual(["cloud_thing.e all", "cloud_thing.one all"]);
  expect(await packed(THREE, files({ ey: "other" }, ["x", "y", "z"], 0))).toEqual([
    "cloud_thing.e x",
    "y delete-then-create",
    "cloud_thing.e z",
    "cloud_thing.one all",
  ]);
  expect(await packed(THREE, files({ ez: "other" }, ["x", "y", "z"], 0))).toEqual([
    "cloud_thing.e all but z",
    "z delete-then-create",
    "cloud_thing.one all",
  ]);
});

test("what blocks are repeated over is written once", async () => {
  const block = (name: string): string =>
    `resource "cloud_thing" "${name}" {\n  for_each = local.all\n  name     = each.value\n}\n`;
  const text = `locals {\n  all = { k = "of k", l = "of l" }\n}\n${block("a")}${block("b")}`;
  const { plan } = await new World().plan(EMPTY, text);
  expect(planFileText(plan).split('"l","of l"')).toHaveLength(2);
  expect(throughFile(plan).modules).toEqual(plan.modules);
});

test("what moved does not follow from the state alone", async () => {
  const moved = `${THREE.replace('"one"', '"two"')}moved {\n  from = cloud_thing.one\n  to   = cloud_thing.two\n}\n`;
  expect(await packed(THREE, moved)).toEqual(["cloud_thing.e all", "undefined no-op"]);
});

test("an object of another provider than the plan's has that of the plan now", async () => {
  const other = (state: State): State => {
    const one = state.resources.get("cloud_thing.one");
    if (one === undefined) throw new Error("there is none");
    const provider = 'provider["registry.terraform.io/hashicorp/cloud"].other';
    const again = { ...one, provider };
    return { ...state, resources: new Map([...state.resources, ["cloud_thing.one", again]]) };
  };
  expect(await packed(THREE, THREE, other)).toEqual(["cloud_thing.e all", "cloud_thing.one all"]);
});

test("a state that is known is taken for the file's own, where it is the same", async () => {
  const world = new World();
  const { state } = await world.run(EMPTY, THREE);
  const { plan } = await world.plan(state, THREE);
  const opened = openPlanFile(fileOf(plan));
  if (!opened.ok) throw new Error(opened.message);
  const known = {
    state: { ...state },
    digest: createHash("sha256").update(encodeState(state)).digest("hex"),
  };
  const same = opened.file.whole(known);
  const other = opened.file.whole({ ...known, digest: "another" });
  if (!same.ok || !other.ok) throw new Error("it cannot be read");
  expect(same.file.plan.previousState).toBe(known.state);
  expect(other.file.plan.previousState).not.toBe(known.state);
  expect(encodeState(other.file.plan.previousState)).toBe(encodeState(state));
});

test("a file whose state lacks what stays as it is cannot be read", async () => {
  const world = new World();
  const { state } = await world.run(EMPTY, THREE);
  const { plan } = await world.plan(state, THREE);
  const opened = openPlanFile(fileOf(plan));
  if (!opened.ok) throw new Error(opened.message);
  const digest = createHash("sha256").update(encodeState(state)).digest("hex");
  expect(opened.file.whole({ state: { ...state, resources: new Map() }, digest })).toEqual({
    ok: false,
    message: "cloud_thing.e stays as it is, and is not in its state",
  });
});

test("what stays has its value when it is asked for", async () => {
  const world = new World();
  const { state } = await world.run(EMPTY, THREE);
  const { plan } = await world.plan(state, THREE);
  const [change] = throughFile(plan).changes;
  if (!(change instanceof KeptChange)) throw new Error("it is not kept");
  expect(change.before).toEqual(plan.changes[0]?.before);
  expect(change.after).toBe(change.before);
  expect({ ...change.written() }).toEqual({ ...plan.changes[0], ...change.written() });
});

/** A plan is the same with what was remembered and without, whatever was changed since, and wherever. */

import type { InstanceKey } from "@tutti/addresses";
import { encodeState, type InstanceState, type State } from "@tutti/state";
import { rangedState, stateIn } from "@tutti/state/testkit";
import { stringValue } from "@tutti/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { configOf, EMPTY, type Files, messages, World } from "../../testkit/world.ts";
import type { EngineEvent } from "../events.ts";
import { encodeLazyJson } from "../json/lazy-json.ts";
import { planToJson } from "../json/plan-json.ts";
import type { Plan } from "../plan.ts";
import { encodePlanFile } from "../plan-file/plan-file.ts";
import type { Remembered } from "./remembered.ts";

/** What a name is made of; those with `each` or `count` stand only where blocks have such. */
const ALONE = [
  '"p"',
  '"q"',
  "local.l",
  "var.v",
  "upper(local.l)",
  "module.m.o",
  "cloud_thing.one.name",
  'fileexists("f") ? "f" : "g"',
  'join("-", cloud_thing.c[*].name)',
  'join("-", [for k, t in cloud_thing.e : "${k}${t.size}"])',
  "data.cloud_thing.d.size",
  "cloud_thing.c[0].id",
  'cloud_thing.e["x"].id',
  "sensitive(var.v)",
  "timestamp()",
  "terraform.workspace",
  "path.module",
] as const;
const COUNTED = [
  ...ALONE,
  '"c${count.index}"',
  'count.index == 1 ? var.v : "c${count.index}"',
  "cloud_thing.c[count.index].name",
  "cloud_thing.c[count.index].id",
] as const;
const KEYED = [
  ...ALONE,
  "each.key",
  "each.value",
  'each.key == "x" ? local.l : each.key',
  "cloud_thing.e[each.key].name",
  "cloud_thing.e[each.key].id",
] as const;
const REST = [
  "",
  '  size = "big"\n',
  "  size = local.l\n",
  "  lifecycle {\n    ignore_changes = [size]\n  }\n",
  "  lifecycle {\n    ignore_changes = all\n  }\n",
  "  lifecycle {\n    create_before_destroy = true\n  }\n",
  '  lifecycle {\n    postcondition {\n      condition     = self.size != ""\n      error_message = "Never."\n    }\n  }\n',
  "  depends_on = [cloud_thing.c]\n",
] as const;

/** As many as are looked at together. */
const MANY =
  '{ for k in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "x"] : k => k == "c" ? "1" : "2" }';

const files = fc.record({
  one: fc.constantFrom(...ALONE),
  c: fc.constantFrom(...COUNTED.slice(0, 5), ...COUNTED.slice(ALONE.length, ALONE.length + 2)),
  e: fc.constantFrom(...KEYED.slice(0, 5), ...KEYED.slice(ALONE.length, ALONE.length + 3)),
  f: fc.constantFrom(...KEYED),
  g: fc.constantFrom(...COUNTED),
  m: fc.constantFrom('"i"', "var.i", "local.j"),
  i: fc.constantFrom('"1"', '"2"', "local.l"),
  rest: fc.array(fc.constantFrom(...REST), { minLength: 5, maxLength: 5 }),
  count: fc.constantFrom(1, 2, 3, 20),
  keys: fc.constantFrom(
    '{ x = "1" }',
    '{ x = "1", y = "2" }',
    '{ x = "2", y = "2" }',
    '{ z = "1", x = "1" }',
    MANY,
    MANY.replace('"c"', '"q"'),
    MANY.replace('"q"', '"q", "r"'),
  ),
  local: fc.constantFrom('"l"', '"k"', "var.v"),
  region: fc.constantFrom('"r"', "var.v"),
  comment: fc.constantFrom("", "# no more than said\n"),
});
type Drawn = typeof files extends fc.Arbitrary<infer T> ? T : never;

function filesOf(drawn: Drawn): Files {
  const block = (name: string, text: string, at: number, repeated = ""): string =>
    `resource "cloud_thing" "${name}" {\n${repeated}  name = ${text}\n${drawn.rest[at] ?? ""}}\n`;
  const count = `  count = ${drawn.count}\n`;
  const each = `  for_each = ${drawn.keys}\n`;
  // Nobody refers to those behind it, so that there are no circles.
  const safe = (text: string, others: RegExp): string => (others.test(text) ? '"p"' : text);
  const rest = (at: number): string => (drawn.rest[at] ?? "").replace("  depends_on = [cloud_thing.c]\n", "");
  return {
    "main.tf": `${drawn.comment}variable "v" {\n  default = "v"\n}
locals {
  l = ${drawn.local}
}
provider "cloud" {
  region = ${drawn.region}
}
module "m" {
  source = "./m"
  i      = ${drawn.i}
}
data "cloud_thing" "d" {
  name = "there"
}
resource "cloud_thing" "c" {\n${count}  name = ${safe(drawn.c, /cloud_thing\.|module/)}\n${rest(0)}}
resource "cloud_thing" "e" {\n${each}  name = ${safe(drawn.e, /cloud_thing\.|module/)}\n${rest(1)}}
resource "cloud_thing" "one" {\n  name = ${safe(drawn.one, /cloud_thing\.one/)}\n${drawn.rest[2] ?? ""}}
${block("f", drawn.f, 3, each)}${block("g", drawn.g, 4, count)}output "o" {
  value     = [local.l, cloud_thing.f, module.m.o]
  sensitive = true
}
`,
    "m/main.tf": `variable "i" {}
locals {
  j = "\${var.i}-j"
}
resource "cloud_thing" "x" {
  count = 2
  name  = ${drawn.m}
}
output "o" {
  value = cloud_thing.x[1].name
}
`,
  };
}

/** What happens between two plans. */
const steps = fc.array(
  fc.record({
    edit: fc.option(
      fc.tuple(
        files,
        fc.subarray(
          [
            "one",
            "c",
            "e",
            "f",
            "g",
            "m",
            "i",
            "rest",
            "count",
            "keys",
            "local",
            "region",
            "comment",
          ] as const,
          { maxLength: 3 },
        ),
      ),
      { nil: undefined },
    ),
    variable: fc.constantFrom("v", "w"),
    apply: fc.constantFrom(true, true, false),
    state: fc.constantFrom("as it is", "tainted", "removed", "edited", "moved"),
    at: fc.nat(20),
    /** The memory of before is lost, or is that of an older plan. */
    memory: fc.constantFrom("kept", "kept", "kept", "older", "lost"),
    /** The warm one is of a state whose objects are read when somebody asks. */
    ranged: fc.constantFrom(true, true, false),
  }),
  { minLength: 2, maxLength: 5 },
);

/** As a command on the state would leave one of its instances. */
function changed(state: State, how: string, at: number): State {
  const all = [...state.resources].flatMap(([text, { instances }]) =>
    [...instances.keys()].map((key) => [text, key] as const),
  );
  const [text, key] = all[at % Math.max(all.length, 1)] ?? [];
  const resource = text === undefined ? undefined : state.resources.get(text);
  const instance = resource?.instances.get(key);
  if (text === undefined || resource === undefined || instance?.current === undefined) return state;
  const { current } = instance;
  const instances = new Map<InstanceKey, InstanceState>(resource.instances);
  if (how === "removed") instances.delete(key);
  if (how === "tainted") instances.set(key, { ...instance, current: { ...current, status: "tainted" } });
  if (how === "edited")
    instances.set(key, {
      ...instance,
      current: { ...current, attributesJson: current.attributesJson.replace(/"name":"/, '"name":"e') },
    });
  if (how === "moved" && typeof key === "number") {
    instances.delete(key);
    instances.set(key + 1, instance);
  }
  const resources = new Map(state.resources);
  if (instances.size === 0) resources.delete(text);
  else resources.set(text, { ...resource, instances });
  return { ...state, resources };
}

/** So many were told of, one by one or together. */
function changesIn(events: readonly EngineEvent[]): number {
  return events.reduce((sum, event) => sum + (event.kind === "kept" ? event.count : 1), 0);
}

async function told(plan: Plan, text: Files): Promise<readonly string[]> {
  const none = new Map<string, string>();
  const file = encodePlanFile({
    plan,
    sources: none,
    dataFiles: undefined,
    extra: none,
    workspace: "default",
  });
  const json = [...encodeLazyJson(planToJson(plan, await configOf(text), "1.11.4"))].join("");
  return [json, Buffer.from(file).toString("base64")];
}

// Of forty plans and more: a minute is too little where others use the machine.
test("plans are the same, warm and cold", { timeout: 480_000 }, async () => {
  let spared = 0;
  let together = 0;
  await fc.assert(
    fc.asyncProperty(files, steps, async (first, then) => {
      const world = new World();
      world.cloud.create({ name: "there", size: "9", operationId: "" });
      let drawn = first;
      let state = EMPTY;
      const memories: Remembered[] = [new Map()];
      for (const step of then) {
        if (step.edit !== undefined)
          for (const part of step.edit[1]) drawn = { ...drawn, [part]: step.edit[0][part] };
        state = stateIn(encodeState(changed(state, step.state, step.at)));
        const text = filesOf(drawn);
        const setting = { refresh: false, variables: { v: stringValue(step.variable) } };
        world.cloud.checked.length = 0;
        const cold = await world.plan(state, text, setting);
        const all = world.cloud.checked.length;
        const back = step.memory === "older" ? 2 : 1;
        const remembered = (step.memory === "lost" ? undefined : memories.at(-back)) ?? new Map();
        world.cloud.checked.length = 0;
        const known = step.ranged ? await rangedState(encodeState(state)) : state;
        const warm = await world.plan(known, text, { ...setting, remembered });
        if (warm.plan.parts !== undefined) together += 1;
        spared += all - world.cloud.checked.length;
        expect(messages(warm.diagnostics)).toEqual(messages(cold.diagnostics));
        expect(await told(warm.plan, text)).toEqual(await told(cold.plan, text));
        expect(changesIn(warm.events)).toBe(changesIn(cold.events));
        if (warm.remembered !== undefined) memories.push(warm.remembered);
        if (step.apply && !warm.plan.errored) state = (await world.apply(warm.plan, text, setting)).state;
      }
    }),
    { numRuns: 40 },
  );
  // A test in which nothing is spared says nothing.
  expect(spared).toBeGreaterThan(10);
  expect(together).toBeGreaterThan(0);
});

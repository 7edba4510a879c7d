/** Plans in stages: which blocks are left for a later plan, what is left with them, and when that is a mistake after all. */

import { expect, it } from "vitest";
import { actionsOf, addressesOf, EMPTY, type Planned, type Setting, World } from "../../testkit/world.ts";

const SEED = 'resource "cloud_thing" "seed" { name = "seed" }\n';
const UNKNOWN = "length(cloud_thing.seed.id)";
const many = (count: string, name = "many"): string =>
  `resource "cloud_thing" "${name}" {\n  count = ${count}\n  name  = "${name}-\${count.index}"\n}\n`;
const call = (repetition: string): string => `module "m" {\n  source = "./m"\n  ${repetition}\n}\n`;
const MODULE = {
  "m/main.tf": 'resource "cloud_thing" "in" { name = "in" }\noutput "id" { value = cloud_thing.in.id }\n',
};
const STAGES: Setting = { stages: { waited: [] } };
const LATER = "warning Some blocks are planned later";
const NO_COUNT = "error Invalid count argument";
const NO_EACH = "error Invalid for_each argument";
const TARGETED = "warning Resource targeting is in effect";

function said({ diagnostics }: Pick<Planned, "diagnostics">): readonly string[] {
  return diagnostics.map(({ severity, summary }) => `${severity} ${summary}`);
}

interface Outcome {
  readonly postponed?: readonly string[];
  readonly planned?: readonly string[];
  readonly said: readonly string[];
  readonly complete?: boolean;
}

const WAITS: Outcome = {
  postponed: ["cloud_thing.many"],
  planned: ["cloud_thing.seed create"],
  said: [LATER],
};

it.each<[title: string, text: string, setting: Setting, outcome: Outcome]>([
  [
    "what is known is planned at once",
    SEED + many("2"),
    STAGES,
    {
      planned: ["cloud_thing.many[0] create", "cloud_thing.many[1] create", "cloud_thing.seed create"],
      said: [],
      complete: true,
    },
  ],
  ["a count that is not known waits", SEED + many(UNKNOWN), STAGES, WAITS],
  [
    "keys that are not known wait",
    `${SEED}resource "cloud_thing" "many" {\n  for_each = toset([cloud_thing.seed.id])\n  name = each.key\n}\n`,
    STAGES,
    WAITS,
  ],
  [
    "a value of for_each may be unknown, as its keys are not",
    `${SEED}resource "cloud_thing" "many" {\n  for_each = { a = cloud_thing.seed.id }\n  name = each.value\n}\n`,
    STAGES,
    {
      planned: ['cloud_thing.many["a"] create', "cloud_thing.seed create"],
      said: [],
      complete: true,
    },
  ],
  [
    "a data source waits",
    `${SEED}data "cloud_thing" "many" {\n  count = ${UNKNOWN}\n  name = "seed"\n}\n`,
    STAGES,
    { ...WAITS, postponed: ["data.cloud_thing.many"] },
  ],
  [
    "a module waits, with all that is in it and all that refers to it",
    `${SEED}${call(`count = ${UNKNOWN}`)}resource "cloud_thing" "after" { name = module.m[0].id }\n`,
    STAGES,
    { ...WAITS, postponed: ["module.m"] },
  ],
  [
    "what refers to it waits, and is not named; what does not is planned",
    `${SEED}${many(UNKNOWN)}resource "cloud_thing" "after" { name = cloud_thing.many[0].id }\nresource "cloud_thing" "free" { name = "free" }\n`,
    STAGES,
    { ...WAITS, planned: ["cloud_thing.free create", "cloud_thing.seed create"] },
  ],
  [
    "what is named is named in order",
    SEED + many(UNKNOWN, "z") + many(UNKNOWN, "b"),
    STAGES,
    { ...WAITS, postponed: ["cloud_thing.b", "cloud_thing.z"] },
  ],
  [
    "all instances of the module wait, where one does not know",
    `${SEED}module "m" {\n  source = "./known"\n  for_each = { a = 1, b = length(cloud_thing.seed.id) }\n  given = each.value\n}\n`,
    STAGES,
    { ...WAITS, postponed: ["module.m.cloud_thing.in"] },
  ],
  [
    "without stages it is a mistake",
    SEED + many(UNKNOWN),
    {},
    { planned: ["cloud_thing.seed create"], said: [NO_COUNT] },
  ],
  [
    "what waited before is a mistake now",
    SEED + many(UNKNOWN),
    { stages: { waited: ["cloud_thing.many"] } },
    { planned: ["cloud_thing.seed create"], said: [NO_COUNT] },
  ],
  [
    "what something else waited for is none",
    SEED + many(UNKNOWN),
    { stages: { waited: ["cloud_thing.other", "module.m.cloud_thing.many"] } },
    WAITS,
  ],
  [
    "a module that waited before is a mistake now",
    SEED + call(`for_each = toset([cloud_thing.seed.id])`),
    { stages: { waited: ["module.m"] } },
    { planned: ["cloud_thing.seed create"], said: [NO_EACH] },
  ],
  [
    "a count that is wrong waits for nothing",
    SEED + many("-1"),
    STAGES,
    { planned: ["cloud_thing.seed create"], said: [NO_COUNT] },
  ],
  [
    "beside another mistake nothing is said of it",
    SEED + many(UNKNOWN) + many("-1", "wrong"),
    STAGES,
    { postponed: ["cloud_thing.many"], planned: ["cloud_thing.seed create"], said: [NO_COUNT] },
  ],
  [
    "nothing that could make it known",
    many("length(timestamp())"),
    STAGES,
    { postponed: ["cloud_thing.many"], planned: [], said: [NO_COUNT] },
  ],
  [
    "a target that does not need it",
    SEED + many(UNKNOWN),
    { ...STAGES, targets: ["cloud_thing.seed"] },
    { planned: ["cloud_thing.seed create"], said: [TARGETED] },
  ],
  [
    "a target that is it",
    SEED + many(UNKNOWN),
    { ...STAGES, targets: ["cloud_thing.many"] },
    { ...WAITS, said: [TARGETED, LATER] },
  ],
])("%s", async (_title, text, setting, outcome) => {
  const known = `variable "given" {}\n${many("var.given", "in")}`;
  const ran = await new World().plan(EMPTY, { "main.tf": text, ...MODULE, "known/main.tf": known }, setting);
  expect(said(ran)).toEqual(outcome.said);
  expect(ran.plan.postponed).toEqual(outcome.postponed ?? []);
  expect([...actionsOf(ran)].sort()).toEqual(outcome.planned ?? []);
  expect(ran.plan.complete).toBe(outcome.complete ?? false);
});

it("stage by stage all comes to be, and then the plan is complete and empty", async () => {
  const world = new World();
  const files = {
    "main.tf": `${SEED}${many("length(cloud_thing.seed.id) - 2")}${call("for_each = toset(cloud_thing.many[*].id)")}output "all" { value = sort([for one in module.m : one.id]) }\n`,
    ...MODULE,
  };
  const first = await world.run(EMPTY, files, STAGES);
  expect(first.plan.postponed).toEqual(["cloud_thing.many"]);
  expect(addressesOf(first.state)).toEqual(["cloud_thing.seed"]);
  expect([...first.state.outputs.keys()]).toEqual([]);
  const second = await world.run(first.state, files, { stages: { waited: ["cloud_thing.many"] } });
  expect(second.plan.postponed).toEqual(["module.m"]);
  expect(addressesOf(second.state)).toEqual([
    "cloud_thing.many[0]",
    "cloud_thing.many[1]",
    "cloud_thing.seed",
  ]);
  const third = await world.run(second.state, files, STAGES);
  expect([third.plan.postponed, third.plan.complete]).toEqual([[], true]);
  expect(addressesOf(third.state)).toHaveLength(5);
  expect([...third.state.outputs.keys()]).toEqual(["all"]);
  const again = await world.plan(third.state, files, STAGES);
  expect(actionsOf(again).filter((line) => !line.endsWith(" no-op"))).toEqual([]);
});

it.each<[title: string, mode: "normal" | "destroy", actions: readonly string[], found: readonly string[]]>([
  ["stay as they are", "normal", ["cloud_thing.seed create"], [LATER]],
  ["are no reason to go slowly where all is destroyed", "destroy", ["cloud_thing.many[0] delete"], []],
])("objects of a block that waits %s", async (_title, mode, actions, found) => {
  const world = new World();
  const { state } = await world.run(EMPTY, many("1"));
  const next = await world.plan(state, SEED + many(UNKNOWN), { ...STAGES, mode });
  expect(actionsOf(next)).toEqual(actions);
  expect(said(next)).toEqual(found);
});

it("where all that is done is to forget, nothing becomes known", async () => {
  const world = new World();
  const { state } = await world.run(EMPTY, 'resource "cloud_thing" "old" { name = "old" }\n');
  const removed = "removed {\n  from = cloud_thing.old\n  lifecycle { destroy = false }\n}\n";
  const next = await world.plan(state, removed + many("length(timestamp())"), STAGES);
  expect(actionsOf(next)).toEqual(["cloud_thing.old forget"]);
  expect(said(next)).toContain(NO_COUNT);
});

/** `-target`, `-exclude` and `-replace` where nothing is destroyed as a whole: what is planned, and what is not touched. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowed, filesOf, namedIn, shape } from "../../testkit/target-shape.ts";
import { actionsOf, addressesOf, EMPTY, messages, type Setting, World } from "../../testkit/world.ts";

const CONFIG = {
  "main.tf": `
    resource "cloud_thing" "free" { name = "free" }
    resource "cloud_thing" "base" { name = "base" }
    resource "cloud_thing" "many" {
      count = 2
      name  = "many\${count.index}-\${cloud_thing.base.id}"
    }
    module "m" {
      source   = "./m"
      for_each = toset(["dev", "prod"])
      base     = cloud_thing.base.id
    }
    resource "cloud_thing" "late" { name = "late-\${module.m["dev"].id}" }
    output "free" { value = cloud_thing.free.id }
    output "late" { value = cloud_thing.late.id }`,
  "m/main.tf": `
    variable "base" {}
    resource "cloud_thing" "in" { name = "in-\${var.base}" }
    resource "cloud_thing" "side" { name = "side" }
    output "id" { value = cloud_thing.in.id }`,
};

const ALL = [
  "cloud_thing.base",
  "cloud_thing.free",
  "cloud_thing.late",
  "cloud_thing.many[0]",
  "cloud_thing.many[1]",
  ...["dev", "prod"].flatMap((key) => ["in", "side"].map((name) => `module.m["${key}"].cloud_thing.${name}`)),
];
const but = (...left: readonly string[]): readonly string[] =>
  ALL.filter((address) => !left.includes(address));
const BOTH_IN = ["dev", "prod"].map((key) => `module.m["${key}"].cloud_thing.in`);

type Option = Pick<Setting, "targets" | "excludes">;

const CREATED: readonly (readonly [
  option: Option,
  planned: readonly string[],
  outputs: readonly string[],
])[] = [
  [{}, ALL, ["free", "late"]],
  [{ targets: ["cloud_thing.free"] }, ["cloud_thing.free"], ["free"]],
  [{ targets: ["cloud_thing.many"] }, ["cloud_thing.base", "cloud_thing.many[0]", "cloud_thing.many[1]"], []],
  [{ targets: ["cloud_thing.many[1]"] }, ["cloud_thing.base", "cloud_thing.many[1]"], []],
  [{ targets: ['module.m["dev"].cloud_thing.side'] }, ['module.m["dev"].cloud_thing.side'], []],
  [{ targets: ["module.m.cloud_thing.side"] }, [], []],
  [
    { targets: ["module.m"] },
    ["cloud_thing.base", ...ALL.filter((address) => address.startsWith("module"))],
    [],
  ],
  [
    { targets: ['module.m["dev"]'] },
    ["cloud_thing.base", 'module.m["dev"].cloud_thing.in', 'module.m["dev"].cloud_thing.side'],
    [],
  ],
  [{ targets: ["cloud_thing.late"] }, ["cloud_thing.base", "cloud_thing.late", ...BOTH_IN], ["late"]],
  [{ excludes: ["cloud_thing.free"] }, but("cloud_thing.free"), ["late"]],
  [{ excludes: ["cloud_thing.many[0]"] }, but("cloud_thing.many[0]"), ["free", "late"]],
  [{ excludes: ["cloud_thing.late"] }, but("cloud_thing.late"), ["free"]],
  [
    { excludes: ["cloud_thing.base"] },
    ["cloud_thing.free", "dev", "prod"].map((key) =>
      key.includes(".") ? key : `module.m["${key}"].cloud_thing.side`,
    ),
    ["free"],
  ],
  [
    { excludes: ['module.m["dev"]'] },
    but("cloud_thing.late", 'module.m["dev"].cloud_thing.in', 'module.m["dev"].cloud_thing.side'),
    ["free"],
  ],
];

describe("a part of what is new", () => {
  it.each(CREATED)("%j", async (option, planned, outputs) => {
    const world = new World();
    const ran = await world.run(EMPTY, CONFIG, option);
    expect(messages(ran.diagnostics)).toEqual([]);
    expect([...actionsOf(ran)].sort()).toEqual(planned.map((address) => `${address} create`).sort());
    expect(addressesOf(ran.state)).toEqual([...planned].sort());
    expect([...ran.state.outputs.keys()].sort()).toEqual(outputs);
  });
});

/** Blocks that refer to single instances of others, in every way. */
const KEYED = {
  "main.tf": `
    locals {
      keys = ["x", "y"]
      of_x = cloud_thing.a["x"].id
      of_y = cloud_thing.a["y"].id
    }
    resource "cloud_thing" "a" {
      for_each = toset(local.keys)
      name     = each.key
    }
    resource "cloud_thing" "b" {
      for_each = toset(local.keys)
      name     = "b-\${cloud_thing.a[each.key].id}"
    }
    resource "cloud_thing" "c" {
      for_each = toset(local.keys)
      name     = "c-\${cloud_thing.b[each.key].id}"
    }
    resource "cloud_thing" "only_y" { name = "y-\${cloud_thing.a["y"].id}-\${local.of_y}" }
    resource "cloud_thing" "only_x" { name = "x-\${local.of_x}" }
    resource "cloud_thing" "mixed" {
      for_each = toset(local.keys)
      name     = "m-\${cloud_thing.a[each.key].id}-\${cloud_thing.a["x"].id}"
    }
    resource "cloud_thing" "all" { name = join("-", values(cloud_thing.a)[*].id) }
    resource "cloud_thing" "counted" {
      count = 2
      name  = "n\${count.index}"
    }
    resource "cloud_thing" "next" {
      count      = 2
      name       = "next-\${cloud_thing.counted[count.index].id}"
      depends_on = [cloud_thing.last]
    }
    resource "cloud_thing" "last" { name = "l-\${cloud_thing.counted[1].id}" }
    module "m" {
      source = "./m"
      id     = cloud_thing.a["y"].id
    }
    output "x" { value = cloud_thing.b["x"].id }
    output "y" { value = cloud_thing.c["y"].id }`,
  "m/main.tf": `
    variable "id" {}
    resource "cloud_thing" "in" { name = "in-\${var.id}" }`,
};

const keysOf = (name: string): readonly string[] => ["x", "y"].map((key) => `cloud_thing.${name}["${key}"]`);
const EVERY_KEYED = [
  ...["a", "b", "c", "mixed"].flatMap(keysOf),
  ...["all", "last", "only_x", "only_y"].map((name) => `cloud_thing.${name}`),
  ...["counted", "next"].flatMap((name) => [`cloud_thing.${name}[0]`, `cloud_thing.${name}[1]`]),
  "module.m.cloud_thing.in",
];

const OF_A_X = ["a", "b", "c"].map((name) => `cloud_thing.${name}["x"]`);

/** An instance with a key: what is left alone with it, and which outputs are still told. */
const LEFT: readonly (readonly [exclude: string, left: readonly string[], outputs: readonly string[]])[] = [
  ['cloud_thing.a["x"]', [...OF_A_X, ...keysOf("mixed"), "cloud_thing.all", "cloud_thing.only_x"], ["y"]],
  [
    'cloud_thing.a["y"]',
    [
      ...["a", "b", "c", "mixed"].map((name) => `cloud_thing.${name}["y"]`),
      ...["cloud_thing.all", "cloud_thing.only_y", "module.m.cloud_thing.in"],
    ],
    ["x"],
  ],
  ['cloud_thing.b["x"]', OF_A_X.slice(1), ["y"]],
  ['cloud_thing.c["y"]', ['cloud_thing.c["y"]'], ["x"]],
  ["cloud_thing.counted[0]", ["cloud_thing.counted[0]", "cloud_thing.next[0]"], ["x", "y"]],
  [
    "cloud_thing.counted[1]",
    ["cloud_thing.counted[1]", "cloud_thing.last", "cloud_thing.next[0]", "cloud_thing.next[1]"],
    ["x", "y"],
  ],
];

describe("an instance that is left out", () => {
  it.each(LEFT)("%s", async (exclude, left, outputs) => {
    const world = new World();
    const ran = await world.run(EMPTY, KEYED, { excludes: [exclude] });
    expect(messages(ran.diagnostics)).toEqual([]);
    const wanted = EVERY_KEYED.filter((address) => !left.includes(address)).sort();
    expect(addressesOf(ran.state)).toEqual(wanted);
    expect([...ran.state.outputs.keys()].sort()).toEqual(outputs);
    const rest = await world.run(ran.state, KEYED);
    expect(
      actionsOf(rest)
        .filter((line) => line.endsWith(" create"))
        .sort(),
    ).toEqual(left.map((address) => `${address} create`).sort());
  });
});

const KEYED_MODULES = {
  "main.tf": `
    module "m" {
      source   = "./m"
      for_each = toset(["x", "y"])
      name     = each.key
    }
    module "n" {
      source   = "./m"
      for_each = toset(["x", "y"])
      name     = "n-\${module.m[each.key].id}"
    }
    locals { of_y = module.m["y"].id }
    resource "cloud_thing" "own" {
      for_each = toset(["x", "y"])
      name     = "own-\${module.m[each.key].id}"
    }
    resource "cloud_thing" "behind" {
      for_each = toset(["x", "y"])
      name     = "behind-\${cloud_thing.own[each.key].id}"
    }
    resource "cloud_thing" "only_x" { name = "x-\${module.m["x"].id}" }
    resource "cloud_thing" "only_y" { name = "y-\${local.of_y}" }
    resource "cloud_thing" "all" { name = join("-", values(module.m)[*].id) }
    resource "cloud_thing" "after" {
      name       = "after"
      depends_on = [module.m]
    }
    output "x" { value = module.m["x"].id }
    output "y" { value = cloud_thing.own["y"].id }`,
  "m/main.tf": `
    variable "name" {}
    resource "cloud_thing" "in" { name = "in-\${var.name}" }
    resource "cloud_thing" "beside" { name = "beside-\${var.name}" }
    output "id" { value = cloud_thing.in.id }`,
};
const inModules = (name: string): readonly string[] =>
  ["x", "y"].flatMap((key) => ["beside", "in"].map((one) => `module.${name}["${key}"].cloud_thing.${one}`));
const EVERY_IN_MODULES = [
  ...["after", "all", "only_x", "only_y"].map((name) => `cloud_thing.${name}`),
  ...["own", "behind"].flatMap(keysOf),
  ...["m", "n"].flatMap(inModules),
];
const WHOLE = ["cloud_thing.after", "cloud_thing.all", ...inModules("n")];

/** A module with a key: what else refers to it goes by its key, where that can be told of a resource. */
const LEFT_MODULES: typeof LEFT = [
  [
    'module.m["x"]',
    [
      ...inModules("m").slice(0, 2),
      ...['cloud_thing.own["x"]', 'cloud_thing.behind["x"]', "cloud_thing.only_x"],
      ...WHOLE,
    ],
    ["y"],
  ],
  [
    'module.m["y"]',
    [
      ...inModules("m").slice(2),
      ...['cloud_thing.own["y"]', 'cloud_thing.behind["y"]', "cloud_thing.only_y"],
      ...WHOLE,
    ],
    ["x"],
  ],
  [
    "module.m",
    [
      ...inModules("m"),
      ...["own", "behind"].flatMap(keysOf),
      ...["cloud_thing.only_x", "cloud_thing.only_y"],
      ...WHOLE,
    ],
    [],
  ],
  ['module.n["x"]', inModules("n").slice(0, 2), ["x", "y"]],
];

describe("a module with keys that is left out", () => {
  it.each(LEFT_MODULES)("%s", async (exclude, left, outputs) => {
    const world = new World();
    const ran = await world.run(EMPTY, KEYED_MODULES, { excludes: [exclude] });
    expect(messages(ran.diagnostics)).toEqual([]);
    expect(addressesOf(ran.state)).toEqual(EVERY_IN_MODULES.filter((one) => !left.includes(one)).sort());
    expect([...ran.state.outputs.keys()].sort()).toEqual(outputs);
  });
});

/** With -replace: what is made anew, and what is changed with it. */
const REPLACED: readonly (readonly [
  replace: readonly string[],
  option: Option,
  changed: readonly string[],
])[] = [
  [["cloud_thing.free"], {}, ["cloud_thing.free"]],
  [["cloud_thing.many[1]"], {}, ["cloud_thing.many[1]"]],
  [['module.m["prod"].cloud_thing.side'], {}, ['module.m["prod"].cloud_thing.side']],
  [['module.m["prod"].cloud_thing.in'], {}, ['module.m["prod"].cloud_thing.in']],
  [["cloud_thing.free"], { targets: ["cloud_thing.base"] }, []],
  [["cloud_thing.free"], { excludes: ["cloud_thing.free"] }, []],
  [["cloud_thing.many"], {}, []],
];

describe("-replace", () => {
  it.each(REPLACED)("%j %j", async (replace, option, changed) => {
    const world = new World();
    const made = await world.run(EMPTY, CONFIG);
    const { plan } = await world.plan(made.state, CONFIG, { replace, ...option });
    const found = actionsOf({ plan }).filter((line) => !line.endsWith(" no-op"));
    expect(found.filter((line) => line.endsWith(" delete-then-create"))).toEqual(
      expect.arrayContaining(changed.map((address) => `${address} delete-then-create`)),
    );
    expect(found.length > 0).toBe(changed.length > 0);
  });
});

describe("any small configuration", () => {
  it("plans the named ones and their closure, and touches nothing outside of it", async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const named = namedIn(given);
        const option = given.exclude ? { excludes: [named] } : { targets: [named] };
        const wanted = [...allowed(given, named)].sort();
        const world = new World();
        const ran = await world.run(EMPTY, filesOf(given), option);
        expect(messages(ran.diagnostics)).toEqual([]);
        const planned = actionsOf(ran).map((line) => line.replace(/ create$/, ""));
        expect([...planned].sort()).toEqual(wanted);
        expect(addressesOf(ran.state)).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });
});

/** Destroying works whatever became of the configuration, and touches nothing that it should not. */

import { numberValue, stringValue, tupleValue, type Value } from "@tutti/values";
import { describe, expect, it } from "vitest";
import {
  actionsOf,
  addressesOf,
  EMPTY,
  type Files,
  messages,
  type Setting,
  World,
} from "../../testkit/world.ts";

const thing = (name: string, body = ""): string =>
  `resource "cloud_thing" "${name}" {\n  name = "${name}"\n  ${body}\n}\n`;

const number = (n: number): Readonly<Record<string, Value>> => ({ n: numberValue(n) });

const names = (count: number): Value =>
  tupleValue(Array.from({ length: count }, (_, i) => stringValue(`b${i}`)));

interface Case {
  readonly what: string;
  readonly before: Files;
  /** The configuration at the destroy; the same where it is left out. */
  readonly after?: Files;
  readonly variables?: Readonly<Record<string, Value>>;
  readonly changed?: Readonly<Record<string, Value>>;
  /** Ends with an error before all is made. */
  readonly failing?: boolean;
}

const N = 'variable "n" { default = 2 }\n';

const CASES: readonly Case[] = [
  {
    what: "nothing was made",
    before: thing("a", "count = 0"),
    after: `${thing("a", "count = 0")}output "o" { value = cloud_thing.a[5].id }`,
  },
  {
    what: "the count has grown",
    before: `${N}${thing("a", "count = var.n")}output "o" { value = cloud_thing.a[var.n - 1].id }`,
    changed: number(4),
  },
  {
    what: "the count has shrunk",
    before: `${N}${thing("a", "count = var.n")}output "o" { value = cloud_thing.a[1].id }`,
    changed: number(0),
  },
  {
    what: "the count became for_each",
    before: thing("a", "count = 2"),
    after: thing("a", 'for_each = toset(["x"])'),
  },
  {
    what: "an output's precondition fails",
    before: `${N}${thing("a")}output "o" {\n value = 1\n precondition {\n condition = var.n == 2\n error_message = "It is not two."\n }\n}`,
    changed: number(3),
  },
  {
    what: "a resource's precondition fails",
    before: `${N}${thing("a", 'lifecycle {\n precondition {\n condition = var.n == 2\n error_message = "It is not two."\n }\n }')}`,
    changed: number(3),
  },
  {
    what: "a variable is not valid",
    before: `variable "n" {\n default = 2\n validation {\n condition = var.n == 2\n error_message = "It is not two."\n }\n}\n${thing("a")}`,
    changed: number(3),
  },
  {
    what: "a local value cannot be worked out",
    before: `${N}locals { l = [1, 2][var.n - 1] }\n${thing("a", "size = tostring(local.l)")}output "o" { value = local.l }`,
    changed: number(9),
  },
  { what: "the resource has no block any more", before: thing("a"), after: 'output "o" { value = 1 }' },
  {
    what: "an apply failed on the way",
    before: `${thing("a")}resource "cloud_thing" "b" {\n name = cloud_thing.a.id\n provisioner "local-exec" { command = "fail" }\n}\n${thing("c", "size = cloud_thing.b.id")}output "o" { value = cloud_thing.c.size }`,
    failing: true,
  },
  {
    what: "the module's count has changed",
    before: {
      "main.tf": `${N}module "m" {\n source = "./m"\n count = var.n\n}\noutput "o" { value = module.m[1].id }`,
      "m/main.tf": `${thing("a")}output "id" { value = cloud_thing.a.id }`,
    },
    changed: number(0),
  },
  {
    what: "the module is gone",
    before: { "main.tf": 'module "m" { source = "./m" }', "m/main.tf": thing("a") },
    after: 'output "o" { value = 1 }',
  },
  {
    what: "a data source finds nothing",
    before: `${thing("a")}data "cloud_thing" "d" {\n name = "a"\n depends_on = [cloud_thing.a]\n}\noutput "o" { value = data.cloud_thing.d.size }`,
    after: `${thing("a")}data "cloud_thing" "d" {\n name = "none"\n}\n${thing("b", "size = data.cloud_thing.d.size")}`,
  },
  {
    what: "a check fails",
    before: `${N}${thing("a")}check "c" {\n assert {\n condition = var.n == 2\n error_message = "It is not two."\n }\n}`,
    changed: number(3),
  },
  {
    what: "a provider that nothing needs is configured badly",
    before: `${thing("a")}`,
    after: `${thing("a")}provider "cloud" {\n alias = "other"\n region = [1][var.n]\n}\nvariable "n" { default = 5 }`,
  },
  {
    what: "what was made of the other is written to be what the other is made of",
    before: `${thing("a")}${thing("b", "size = cloud_thing.a.id")}`,
    after: `${thing("a", "size = cloud_thing.b.id")}${thing("b")}`,
  },
];

describe("a plan that destroys", () => {
  it.each(CASES)("destroys all where $what", async ({ before, after, variables = {}, changed, failing }) => {
    const world = new World();
    const first: Setting = { variables, provision: () => (failing === true ? 1 : 0) };
    const made = await world.run(EMPTY, before, first);
    if (failing !== true) expect(messages(made.diagnostics)).toEqual([]);
    const gone = await world.run(made.state, after ?? before, {
      mode: "destroy",
      variables: changed ?? variables,
    });
    expect(messages(gone.diagnostics)).toEqual([]);
    expect(addressesOf(gone.state)).toEqual([]);
    expect([...gone.state.outputs.keys()]).toEqual([]);
    expect(world.cloud.listing()).toEqual([]);
  });

  it("configures providers with what is in the state, and asks no condition for it", async () => {
    const config = `${thing("a")}
      variable "n" {
        default = 2
        validation {
          condition = var.n == 2
          error_message = "It is not two."
        }
      }
      data "cloud_thing" "d" {
        name       = "a"
        depends_on = [cloud_thing.a]
      }
      locals { region = "r\${var.n}-\${data.cloud_thing.d.size}" }
      provider "cloud" {
        alias  = "west"
        region = local.region
      }
      resource "cloud_thing" "b" {
        provider = cloud.west
        name     = "b"
      }`;
    const world = new World();
    const made = await world.run(EMPTY, config);
    world.cloud.configured.length = 0;
    const gone = await world.run(made.state, config, { mode: "destroy", variables: number(3) });
    expect(messages(gone.diagnostics)).toEqual([]);
    expect(addressesOf(gone.state)).toEqual([]);
    expect(world.cloud.configured.sort()).toEqual([
      "- -",
      "- -",
      "- -",
      "r3-small -",
      "r3-small -",
      "r3-small -",
    ]);
  });

  // As `terraform` 1.11.4 plans them: it refreshes by an ordinary plan before it destroys.
  it.each<{
    readonly what: string;
    readonly setting: Setting;
    readonly before: Readonly<Record<string, Value>>;
  }>([
    {
      what: "as they are now, and one that is new",
      setting: {},
      before: { named: names(1), fresh: stringValue("n1") },
    },
    {
      what: "as they were where nothing is looked at",
      setting: { refresh: false },
      before: { named: names(2) },
    },
    {
      what: "as they were where what they follow from is wrong",
      setting: { variables: number(-1) },
      before: { named: names(2) },
    },
  ])("tells which outputs go: $what", async ({ setting, before }) => {
    const config = (n: number, more = ""): string => `
      variable "n" { default = ${n} }
      resource "cloud_thing" "b" {
        count = var.n
        name  = "b\${count.index}"
      }
      output "named" { value = cloud_thing.b[*].name }
      ${more}`;
    const world = new World();
    const made = await world.run(EMPTY, config(2));
    const { plan, events } = await world.plan(
      made.state,
      config(1, 'output "fresh" { value = "n${var.n}" }'),
      {
        mode: "destroy",
        ...setting,
      },
    );
    const told = Array.from(plan.outputs, ([name, { before: was }]) => [name, was]);
    expect(Object.fromEntries(told)).toEqual(before);
    expect(actionsOf({ plan })).toEqual(["cloud_thing.b[0] delete", "cloud_thing.b[1] delete"]);
    expect(events.filter(({ kind }) => kind === "planned")).toHaveLength(2);
  });

  it("does not let a provider that is told half of it destroy in the wrong place", async () => {
    const config = (region: string): string => `${thing("a")}
      provider "cloud" {
        alias  = "west"
        region = ${region}
      }
      resource "cloud_thing" "b" {
        provider = cloud.west
        name     = "b"
      }`;
    const world = new World();
    const made = await world.run(EMPTY, config('"w"'));
    const { plan, diagnostics } = await world.plan(
      {
        ...made.state,
        resources: new Map([...made.state.resources].filter(([text]) => !text.endsWith(".a"))),
      },
      config("cloud_thing.a.id"),
      { mode: "destroy" },
    );
    expect(plan.errored).toBe(true);
    expect(messages(diagnostics)[0]).toContain("Provider configuration is not known");
  });

  it("leaves what could not be destroyed, and what it depends on", async () => {
    const config = `${thing("a")}resource "cloud_thing" "b" { name = cloud_thing.a.name == "a" ? "b" : "" }\n${thing("c")}`;
    const world = new World();
    const made = await world.run(EMPTY, config);
    world.cloud.stuck.add("b");
    const left = await world.run(made.state, config, { mode: "destroy" });
    expect(messages(left.diagnostics)).toEqual(["Cannot destroy: b is stuck."]);
    expect(addressesOf(left.state)).toEqual(["cloud_thing.a", "cloud_thing.b"]);
  });

  it("follows what things were made of where what is written now says the opposite", async () => {
    const world = new World();
    const made = await world.run(EMPTY, `${thing("a")}${thing("b", "size = cloud_thing.a.id")}`);
    world.cloud.stuck.add("b");
    const turned = `${thing("a", "size = cloud_thing.b.id")}${thing("b")}`;
    const left = await world.run(made.state, turned, { mode: "destroy" });
    expect(messages(left.diagnostics)).toEqual(["Cannot destroy: b is stuck."]);
    expect(addressesOf(left.state)).toEqual(["cloud_thing.a", "cloud_thing.b"]);
  });
});

const CHAIN = {
  "main.tf": `${thing("free")}${thing("base")}
    module "m" {
      source   = "./m"
      for_each = toset(["dev", "prod"])
      base     = cloud_thing.base.id
    }
    resource "cloud_thing" "late" { name = "late-\${module.m["dev"].id}" }`,
  "m/main.tf": `variable "base" {}
    resource "cloud_thing" "in" { name = "in-\${var.base}" }
    resource "cloud_thing" "two" {
      count = 2
      name  = "two\${count.index}-\${cloud_thing.in.id}"
    }
    output "id" { value = cloud_thing.in.id }`,
};

const IN = (key: string): readonly string[] =>
  ["in", "two[0]", "two[1]"].map((name) => `module.m["${key}"].cloud_thing.${name}`);

const PARTS: readonly (readonly [option: Pick<Setting, "targets" | "excludes">, gone: readonly string[]])[] =
  [
    [{ targets: ["cloud_thing.free"] }, ["cloud_thing.free"]],
    [{ targets: ["cloud_thing.late"] }, ["cloud_thing.late"]],
    [{ targets: ['module.m["dev"]'] }, [...IN("dev"), "cloud_thing.late"]],
    [{ targets: ['module.m["prod"].cloud_thing.in'] }, [...IN("prod"), "cloud_thing.late"]],
    [{ targets: ['module.m["prod"].cloud_thing.two[1]'] }, ['module.m["prod"].cloud_thing.two[1]']],
    [{ targets: ["module.m.cloud_thing.two"] }, []],
    [{ targets: ["module.m"] }, [...IN("dev"), ...IN("prod"), "cloud_thing.late"]],
    [
      { targets: ["cloud_thing.base"] },
      ["cloud_thing.base", ...IN("dev"), ...IN("prod"), "cloud_thing.late"],
    ],
    [
      { excludes: ["cloud_thing.late"] },
      [
        "cloud_thing.free",
        ...["two[0]", "two[1]"].flatMap((name) =>
          ["dev", "prod"].map((key) => `module.m["${key}"].cloud_thing.${name}`),
        ),
      ],
    ],
    [{ excludes: ['module.m["dev"]'] }, ["cloud_thing.free", ...IN("prod"), "cloud_thing.late"]],
    [
      { excludes: ["cloud_thing.free"] },
      ["cloud_thing.base", ...IN("dev"), ...IN("prod"), "cloud_thing.late"],
    ],
  ];

describe("a plan that destroys a part", () => {
  it.each(PARTS)("%j", async (option, gone) => {
    const world = new World();
    const made = await world.run(EMPTY, CHAIN);
    const all = addressesOf(made.state);
    const ran = await world.run(made.state, CHAIN, { mode: "destroy", ...option });
    expect(messages(ran.diagnostics)).toEqual([]);
    expect([...actionsOf(ran)].sort()).toEqual(gone.map((address) => `${address} delete`).sort());
    expect(addressesOf(ran.state)).toEqual(all.filter((address) => !gone.includes(address)));
  });
});

describe("data resources", () => {
  const DATA = `${thing("a")}${thing("b")}
    data "cloud_thing" "of_a" {
      name       = "a"
      depends_on = [cloud_thing.a]
    }`;

  it.each([
    { targets: [], left: [] },
    { targets: ["cloud_thing.b"], left: ["cloud_thing.a", "data.cloud_thing.of_a"] },
    { targets: ["data.cloud_thing.of_a"], left: ["cloud_thing.a", "cloud_thing.b"] },
  ])("leave the state with what is targeted: $targets", async ({ targets, left }) => {
    const world = new World();
    const made = await world.run(EMPTY, DATA);
    const ran = await world.run(made.state, DATA, { mode: "destroy", targets });
    expect(addressesOf(ran.state)).toEqual(left);
  });
});

/** What runs before an object goes, and what it says. */
const PROVISIONED: readonly (readonly [
  what: string,
  second: string | undefined,
  heard: readonly string[],
])[] = [
  ["destroyed", undefined, ["bye a"]],
  ["replaced", 'name = "b"', ["bye a"]],
  ["replaced by creating first", 'name = "b"\nlifecycle { create_before_destroy = true }', []],
];

describe("provisioners of what goes", () => {
  const config = (body: string): string =>
    `resource "cloud_thing" "a" {\n${body}\nprovisioner "local-exec" {\n when = destroy\n command = "bye \${self.name}"\n}\n}`;

  it.each(PROVISIONED)("run when it is %s", async (_what, second, heard) => {
    const world = new World();
    const made = await world.run(EMPTY, config('name = "a"'));
    const said: (string | undefined)[] = [];
    const provision = (_fold: unknown, { args }: { readonly args: readonly string[] }): number => {
      said.push(args.at(-1));
      return 0;
    };
    await world.run(made.state, config(second ?? 'name = "a"'), {
      mode: second === undefined ? "destroy" : "normal",
      provision,
    });
    expect(said).toEqual(heard);
  });

  it.each([
    { status: "ready", heard: ["bye a"] },
    { status: "tainted", heard: [] },
  ] as const)("run for an object that is $status", async ({ status, heard }) => {
    const world = new World();
    const { state } = await world.run(EMPTY, config('name = "a"'));
    const resources = new Map(
      [...state.resources].map(([text, resource]) => [
        text,
        {
          ...resource,
          instances: new Map(
            [...resource.instances].map(([key, instance]) => [
              key,
              instance.current === undefined
                ? instance
                : { ...instance, current: { ...instance.current, status } },
            ]),
          ),
        },
      ]),
    );
    const said: (string | undefined)[] = [];
    await world.run({ ...state, resources }, config('name = "a"'), {
      mode: "destroy",
      provision: (_fold, { args }) => said.push(args.at(-1)) * 0,
    });
    expect(said).toEqual(heard);
  });

  it("run though the module's instance around it is gone", async () => {
    const files = (keys: string): Files => ({
      "main.tf": `module "m" {\n source = "./m"\n for_each = toset(${keys})\n}`,
      "m/main.tf": config('name = "a"').replace("bye ", "bye ${path.module} "),
    });
    const world = new World();
    const made = await world.run(EMPTY, files('["x", "y"]'));
    const said: (string | undefined)[] = [];
    await world.run(made.state, files('["x"]'), {
      provision: (_fold, { args }) => said.push(args.at(-1)) * 0,
    });
    expect(said).toEqual(["bye m a"]);
  });
});

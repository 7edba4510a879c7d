import { formatInstance } from "@tutti/addresses";
import { cloudRegistry, SimulatedCloud } from "@tutti/engine/testkit";
import type { ProviderRegistry } from "@tutti/plugin";
import { decodeState, emptyState, encodeState, type State } from "@tutti/state";
import { expect, test } from "vitest";
import { createFolder, type Folder, lines } from "../../testkit/folder.ts";
import { applyOperation } from "../run/apply-operation.ts";
import { planOperation } from "../run/plan-operation.ts";
import { forbiddenDestroys, rollbackOperation } from "./roll-back.ts";

interface World {
  readonly folder: Folder;
  readonly cloud: SimulatedCloud;
  readonly providers: ProviderRegistry;
  apply(main: string): Promise<State>;
  /** What was planned, and what is there after. */
  rollBack(version: State): Promise<{ readonly actions: readonly string[]; readonly state: State }>;
}

async function world(): Promise<World> {
  const folder = await createFolder({ "main.tf": "" });
  const cloud = new SimulatedCloud();
  const providers = cloudRegistry(cloud, folder.host, folder.host.random, { ended: false });
  return {
    folder,
    cloud,
    providers,
    async apply(main) {
      await folder.write({ "main.tf": main });
      const { result, diagnostics } = await folder.apply({ providers });
      if (result === undefined || diagnostics.length > 0) throw new Error(lines(diagnostics).join("\n"));
      return result.state;
    },
    async rollBack(version) {
      const operation = await folder.prepare({ providers, lockedFor: "state-rollback" });
      if (!("request" in operation)) throw new Error(operation.join("\n"));
      try {
        const wish = await folder.until(rollbackOperation(operation, version));
        if (!wish.ok) throw new Error(lines(wish.diagnostics).join("\n"));
        const { plan, diagnostics } = await folder.until(planOperation(wish.value));
        if (plan === undefined) throw new Error(lines(diagnostics).join("\n"));
        const found = [...diagnostics, ...forbiddenDestroys(plan, operation.config)];
        if (found.length > 0) throw new Error(lines(found).join("\n"));
        const { result } = await folder.until(applyOperation(wish.value, plan));
        const actions = plan.changes
          .filter(({ action }) => action !== "no-op")
          .map(({ action, address }) => `${action} ${formatInstance(address)}`);
        return { actions, state: result?.state ?? emptyState("") };
      } finally {
        await operation.release();
      }
    },
  };
}

/** Objects as they are kept, apart from ids and what follows from them. */
function kept(state: State): unknown {
  const { resources, outputs } = JSON.parse(encodeState(state));
  return JSON.parse(JSON.stringify({ resources, outputs }).replaceAll(/"id-\d+"/g, '"id"'));
}

function decoded(text: string): State {
  const state = decodeState(text, { name: "Tutti", version: "1.11.4" });
  if (!state.ok) throw new Error(state.problems.map(({ detail }) => detail).join());
  return state.value;
}

const REQUIRED =
  'terraform {\n  required_providers {\n    cloud = {\n      source = "hashicorp/cloud"\n    }\n  }\n}\n';
const BLOCKS = `${REQUIRED}provider "cloud" {
  region = "here"
  token  = "to\${"ken"}"
}
provider "cloud" {
  alias  = "far"
  region = "there"
}
resource "cloud_box" "b" {
  note = "a\\nb"
  disk {
    size = "10"
  }
  disk {
    size  = "20"
    label = "two"
  }
  tag {
    name = "x"
  }
  tag {
    name = "y"
  }
}
resource "cloud_thing" "t" {
  count    = 2
  provider = cloud.far
  name     = "t\${count.index}"
  size     = count.index == 0 ? "large" : null
  lifecycle {
    create_before_destroy = true
  }
}
resource "cloud_thing" "u" {
  name       = "u"
  depends_on = [cloud_box.b]
}
output "o" {
  value = [cloud_thing.u.size, { n = 1.5, e = [] }]
}
`;

test("brings back blocks, defaults, provider configurations, dependencies and outputs", async () => {
  const { apply, rollBack, cloud } = await world();
  const before = await apply(BLOCKS);
  await apply(
    BLOCKS.replace('size = "10"', 'size = "11"')
      .replace('label = "two"', 'label = "three"')
      .replace("count    = 2", "count    = 1")
      .replace(/resource "cloud_thing" "u" \{[^}]*\}\n/, "")
      .replace("cloud_thing.u.size", '"gone"'),
  );
  cloud.configured.length = 0;
  const { actions, state } = await rollBack(before);
  expect(actions.toSorted()).toEqual([
    "create cloud_thing.t[1]",
    "create cloud_thing.u",
    "update cloud_box.b",
  ]);
  expect(kept(state)).toEqual(kept(before));
  expect([...cloud.objects.values()].map(({ name, size }) => `${name} ${size}`).sort()).toEqual([
    "t0 large",
    "t1 small",
    "u small",
  ]);
  // As the configuration sets them, secrets too; none with half of it.
  expect(new Set(cloud.configured)).toEqual(new Set(["here token", "there -"]));
  expect((await rollBack(before)).actions).toEqual([]);
});

test("replaces what cannot be changed back, new objects first where that was so", async () => {
  const { apply, rollBack } = await world();
  const before = await apply(BLOCKS);
  await apply(BLOCKS.replace('name = "x"', 'name = "z"').replace('name     = "t', 'name     = "v'));
  const { actions, state } = await rollBack(before);
  expect(actions.toSorted()).toEqual([
    "create-then-delete cloud_thing.t[0]",
    "create-then-delete cloud_thing.t[1]",
    "delete-then-create cloud_box.b",
  ]);
  expect(kept(state)).toEqual(kept(before));
});

test("brings back nothing at all: everything goes, but for what must not", async () => {
  const { apply, rollBack, cloud } = await world();
  await apply(BLOCKS);
  await expect(rollBack({ ...emptyState("l"), serial: 1 })).resolves.toMatchObject({
    actions: expect.arrayContaining(["delete cloud_box.b", "delete cloud_thing.u"]),
  });
  expect(cloud.objects.size).toBe(0);
  await apply(BLOCKS.replace("create_before_destroy = true", "prevent_destroy = true"));
  await expect(rollBack({ ...emptyState("l"), serial: 1 })).rejects.toThrow(/would destroy cloud_thing\.t/);
  expect(cloud.objects.size).toBe(3);
});

const CHILD = `${REQUIRED}variable "n" {}
resource "cloud_thing" "t" {
  count = var.n
  name  = "\${path.module} \${count.index}"
}
resource "cloud_thing" "after" {
  for_each   = toset(var.n > 1 ? ["x", "y"] : ["x"])
  name       = "\${path.module} \${each.key}"
  depends_on = [cloud_thing.t]
}
`;
const CALLS = `${REQUIRED}module "one" {
  source = "./a"
  n      = 12
}
module "each" {
  source     = "./b"
  for_each   = { k = 0, l = 2 }
  n          = each.value
  depends_on = [module.one]
}
`;
const MANIFEST = JSON.stringify({
  Modules: [
    { Key: "", Source: "", Dir: "." },
    { Key: "one", Source: "./a", Dir: "a" },
    { Key: "each", Source: "./b", Dir: "b" },
  ],
});

test("brings back modules, their instances and what these wait for", async () => {
  const { folder, apply, rollBack } = await world();
  await folder.write({
    "a/main.tf": CHILD,
    "b/main.tf": CHILD,
    ".terraform/modules/modules.json": MANIFEST,
  });
  const before = await apply(CALLS);
  await apply(CALLS.replace("12", "2").replace("k = 0, l = 2", "l = 1, m = 1"));
  const { actions, state } = await rollBack(before);
  expect(actions.toSorted()).toEqual([
    'create module.each["k"].cloud_thing.after["x"]',
    'create module.each["l"].cloud_thing.after["y"]',
    'create module.each["l"].cloud_thing.t[1]',
    ...[10, 11, 2, 3, 4, 5, 6, 7, 8, 9].map((at) => `create module.one.cloud_thing.t[${at}]`),
    'delete module.each["m"].cloud_thing.after["x"]',
    'delete module.each["m"].cloud_thing.t[0]',
  ]);
  expect(kept(state)).toEqual(kept(before));
  expect((await rollBack(before)).actions).toEqual([]);
});

test("the operation is the same, with another wish and nothing left for later", async () => {
  const { folder, apply, providers } = await world();
  const version = await apply(`${REQUIRED}variable "v" {\n  default = 1\n}\n`);
  const operation = await folder.prepare({ providers, stages: { waited: [] } });
  if (!("request" in operation)) throw new Error(operation.join("\n"));
  const wish = await folder.until(rollbackOperation(operation, version));
  await operation.release();
  if (!wish.ok) throw new Error(lines(wish.diagnostics).join("\n"));
  expect(operation.request.stages).toEqual({ waited: [] });
  expect(wish.value.request).not.toHaveProperty("stages");
  expect([...wish.value.variables]).toEqual([]);
  expect([...wish.value.config.sources.keys()]).toEqual(["rollback.tf"]);
  expect(wish.value.opened).toBe(operation.opened);
});

test.each<readonly [string, string, RegExp]>([
  [
    "what cannot be written out",
    '{"version":4,"serial":1,"lineage":"l","outputs":{},"resources":[{"mode":"managed","type":"cloud_thing","name":"t","provider":"provider[\\"registry.terraform.io/hashicorp/cloud\\"]","instances":[{"index_key":1,"schema_version":0,"attributes":{}}]}]}',
    /^error: .*: The version cannot be brought back: cloud_thing\.t lacks some of its numbered instances\. Nothing was changed\. "<tutti> state show -at=VERSION ADDRESS" shows/,
  ],
  [
    "what the language does not take",
    '{"version":4,"serial":1,"lineage":"l","outputs":{"1x":{"value":"v","type":"string"}},"resources":[]}',
    /cannot be brought back: Invalid output name: A name must start with a letter/,
  ],
])("refuses %s", async (_, version, why) => {
  const { rollBack, apply } = await world();
  await apply(REQUIRED);
  await expect(rollBack(decoded(version))).rejects.toThrow(why);
});

/** What is there, with one of its objects protected; what is wanted; and what of it is forbidden. */
const THERE = `${REQUIRED}resource "cloud_thing" "a" {
  count = 2
  name  = "a\${count.index}"
  lifecycle {
    prevent_destroy = true
  }
}
resource "cloud_thing" "b" {
  name = "b"
  lifecycle {
    create_before_destroy = true
    prevent_destroy       = true
  }
}
resource "cloud_thing" "free" {
  name = "free"
}
`;
test.each<readonly [string, (text: string) => string, readonly string[]]>([
  ["nothing", (text) => text, []],
  ["what is changed", (text) => text.replace('name  = "a', 'size  = "large"\n  name  = "a'), []],
  ["what is not protected", (text) => text.replace(/resource "cloud_thing" "free"[\s\S]*$/, ""), []],
  ["one of several", (text) => text.replace("count = 2", "count = 1"), ["a"]],
  ["what is replaced", (text) => text.replace('"a$', '"z$'), ["a", "a"]],
  [
    "what is replaced, the new one first",
    (text) => text.replace('"b"\n  lifecycle', '"c"\n  lifecycle'),
    ["b"],
  ],
])("is not forbidden, or is: %s", async (_, change, forbidden) => {
  const { apply, rollBack, cloud } = await world();
  const free = THERE.replaceAll(/ +prevent_destroy.*\n/g, "");
  const before = await apply(change(free));
  await apply(free);
  await apply(THERE);
  const listing = cloud.listing();
  const rolled = rollBack(before);
  if (forbidden.length === 0) {
    await rolled;
    return;
  }
  await expect(rolled).rejects.toThrow(
    new RegExp(
      `^${forbidden.map((name) => `error: .*: Going back to this version would destroy cloud_thing\\.${name}, and the configuration forbids that .*`).join("\n")}$`,
    ),
  );
  expect(cloud.listing()).toEqual(listing);
});
